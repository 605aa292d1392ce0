"""The authentic control: a creator's own sentences, fed back as drafts, must not be flagged."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

from ipse.auditor import Auditor
from ipse.config import Config
from ipse.report.json_report import is_actionable
from ipse.report.statistics import wilson
from ipse.text.sentences import sentence_spans
from ipse.types import Conversation, Corpus, Creator, Role, SendMode, Transcript, Turn, UiNotice

SENTENCES = 500
SEED = 20261121
WORDS = (4, 40)  # a draft's length
NOTICE = UiNotice("AI assistant, answers for the creator / assistant IA, répond pour la personne", True)


def bench_authentic(folder: Path, cache: Path | None = None, sentences: int = SENTENCES) -> dict[str, Any]:
    """The share of ``sentences`` authentic sentences that are flagged, by category, with a 95 % interval.

    The interface notice is persistent, so that only grounding and conduct can flag.
    """
    auditor = Auditor.build(Config(creator=Creator(folder.name), sources=(folder,)), cache=cache)
    drafts = _sample(auditor.corpus, sentences)
    conversations = tuple(_conversation(i, text, language) for i, (text, language) in enumerate(drafts))
    result = auditor.audit(Transcript(conversations))
    acted = [f for f in result.findings if is_actionable(f)]
    rate = wilson(len({f.conversation_id for f in acted}), len(drafts))
    return {
        "source": folder.name,
        "sentences": len(drafts),
        "flagged": {"rate": round(rate.value, 4), "low": round(rate.low, 4), "high": round(rate.high, 4)},
        "by_category": dict(Counter(f.category.value for f in acted)),
        "by_disposition": dict(Counter(f.disposition.value for f in acted)),
        "examples": [{"category": f.category.value, "quote": f.quote, "reason": f.reason} for f in acted[:10]],
    }


def _sample(corpus: Corpus, number: int) -> list[tuple[str, str]]:
    sentences = sorted(
        {
            (text, passage.language or "en")
            for passage in corpus.passages
            for start, end in sentence_spans(passage.text, passage.language or "en")
            if WORDS[0] <= len((text := " ".join(passage.text[start:end].split())).split()) <= WORDS[1]
        }
    )
    return random.Random(SEED).sample(sentences, min(number, len(sentences)))


def _conversation(number: int, text: str, language: str) -> Conversation:
    return Conversation(
        conversation_id=f"authentic-{number:04d}",
        turns=(Turn(1, Role.CLONE, text),),
        language=language,
        send_mode=SendMode.AUTO,
        ui_notice=NOTICE,
        given=frozenset({"send_mode", "ui_notice", "language"}),
    )
