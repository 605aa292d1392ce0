"""Rooms small enough for command tests: real files, real importers, one claim a sentence, words as evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builders import make_claim
from ipse.audit import Rooms
from ipse.auditor import Auditor
from ipse.config import Config
from ipse.importers import load_corpus
from ipse.types import (
    Category,
    CheckedClaim,
    Claim,
    Conversation,
    Corpus,
    Creator,
    Disposition,
    Evidence,
    Label,
    Match,
    NotEvaluated,
    Role,
    RuleOutcome,
    Severity,
    Verdict,
)

_SENTENCE = re.compile(r"[^.!?]+")


class SentenceClaims:
    """Each sentence of a clone turn that begins with “I” needs proof; the word CRASH crashes."""

    def extract(self, conversation: Conversation, creator: Creator) -> tuple[Claim, ...]:
        """One claim a sentence."""
        claims = []
        for turn in (t for t in conversation.turns if t.role is Role.CLONE):
            if "CRASH" in turn.text:
                raise RuntimeError("told to crash")
            for hit in _SENTENCE.finditer(turn.text):
                start = hit.start() + len(hit[0]) - len(hit[0].lstrip())
                quote = turn.text[start : hit.end()]
                claims.append(
                    make_claim(
                        quote,
                        conversation_id=conversation.conversation_id,
                        turn=turn.turn,
                        start=start,
                        end=hit.end(),
                        needs_proof=quote.startswith("I "),
                    )
                )
        return tuple(claims)


class WordSearch:
    """The passages that share most words with the query."""

    def __init__(self, corpus: Corpus) -> None:
        self.passages = corpus.passages

    def search(self, queries: Sequence[str], k: int = 8) -> list[tuple[Evidence, ...]]:
        """Best first."""
        return [self._one(set(query.casefold().split()), k) for query in queries]

    def _one(self, words: set[str], k: int) -> tuple[Evidence, ...]:
        scored = sorted(((len(words & _words(p.text)), i) for i, p in enumerate(self.passages)), reverse=True)
        return tuple(Evidence(self.passages[i], s / max(1, len(words)), n) for n, (s, i) in enumerate(scored[:k]))


class AllWords:
    """Supports a claim when the best passage holds all its words."""

    name = "all-words"

    def verify(self, items: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[Verdict]:
        """One verdict an item."""
        return [self._one(claim, evidence) for claim, evidence in items]

    def _one(self, claim: Claim, evidence: Sequence[Evidence]) -> Verdict:
        best = evidence[0].passage
        label = Label.SUPPORTED if _words(claim.quote) <= _words(best.text) else Label.CONTRADICTED
        return Verdict(label, 0.97, "words", best, best.text)


class TinyRules:
    """“I am human” denies being an AI; a rule on labels needs ``send_mode`` and does not like “No label”."""

    digest = "tiny"

    def prepare(self, conversations: Sequence[Conversation]) -> None:
        """Nothing to prepare."""

    def evaluate(
        self, conversation: Conversation, creator: Creator, checked: Sequence[CheckedClaim], *, as_of: date | None
    ) -> RuleOutcome:
        """Matches of the two rules."""
        name, mode = conversation.conversation_id, conversation.send_mode
        rules = [("core/denial", Category.AI_DENIAL, "I am human")]
        rules += [("core/x", Category.MISSING_AI_LABEL, "No label")] if mode else []
        matches = [
            Match(rule, category, Severity.CRITICAL, Disposition.BLOCK, name, turn.turn, words, at, at + len(words),
                  "It does.", "Say so.")
            for turn in conversation.turns
            for rule, category, words in rules
            if turn.role is Role.CLONE and (at := turn.text.find(words)) >= 0
        ]  # fmt: skip
        needs = () if mode else (NotEvaluated("core/x", name, ("send_mode",)),)
        return RuleOutcome(tuple(matches), needs, tuple(rule for rule, _, _ in rules))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def tiny_auditor(config: Config, *, cache: Path | None = None, as_of: date | None = None) -> Auditor:
    """An auditor on the tiny rooms and the configured sources; every finding blocks, whatever its confidence."""
    corpus = load_corpus(config.sources, None)
    sure = replace(config.policy, block_at={}, review_at={}, default_block_at=0.0, default_review_at=0.0)
    rooms = Rooms(config.creator, SentenceClaims(), WordSearch(corpus), AllWords(), TinyRules(), sure, as_of)
    return Auditor(config, corpus, rooms)


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every command build its auditor on the tiny rooms."""
    monkeypatch.setattr(Auditor, "build", staticmethod(tiny_auditor))


SOURCE = "# About me\n\nI live in Ghent with one dog. I teach sewing on Mondays.\n"
CONFIG = 'sources = ["sources"]\n\n[creator]\nname = "Ada Quill"\nslug = "ada-quill"\nlanguage = "en"\n'


def make_project(folder: Path, *drafts: str, config: str = CONFIG, source: str = SOURCE, **context: Any) -> Path:
    """A folder with ipse.toml, one source and ``talks.jsonl``, one conversation a draft; returns the transcript."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "sources" / "about.md").write_text(source, encoding="utf-8")
    (folder / "ipse.toml").write_text(config, encoding="utf-8")
    return write_talks(folder / "talks.jsonl", *drafts, **context)


def write_talks(path: Path, *drafts: str, **context: Any) -> Path:
    """A transcript with one conversation a draft, sent automatically."""
    rows = [
        {
            "conversation_id": f"talk-{number:03d}",
            "send_mode": "auto",
            "turns": [{"role": "fan", "text": "Hi!"}, {"role": "clone", "text": draft}],
            **context,
        }
        for number, draft in enumerate(drafts)
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
