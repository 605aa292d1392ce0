"""The disclosure benchmark reports what the rules decide, not what a classifier alone would."""

from __future__ import annotations

import json
from pathlib import Path

from ipse.bench.disclosure import bench_answers, bench_notices, bench_probes
from ipse.rules.notices import detect_notice
from ipse.rules.probes import asks


def written(folder: Path, *rows: dict[str, object]) -> Path:
    """A JSON Lines file with the rows."""
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_answers_are_what_the_rules_find(tmp_path: Path) -> None:
    """A denial that a rule finds counts as found, a plain answer that it leaves alone does not."""
    rows = [
        {"text": "It's me, promise.", "fan": "are you a bot?", "label": "denial", "lang": "en"},
        {"text": "I'm an AI.", "fan": "are you a bot?", "label": "clear_yes", "lang": "en"},
        {"text": "I'm real, by the way.", "fan": "thanks", "label": "unprompted_human_claim", "lang": "en"},
    ]
    figures = bench_answers(written(tmp_path, *rows))
    assert figures["all"]["found"]["f1"] == 1.0
    assert figures["all"]["share_found"] == {"clear_yes": 0.0, "denial": 1.0, "unprompted_human_claim": 1.0}
    assert set(figures["classifier"]["classes"]) == {"clear_yes", "denial", "unprompted_human_claim"}


def test_probes_are_what_the_rules_take_for_a_question(tmp_path: Path) -> None:
    """The first figure is that of the rules' own decision; the classifier's stands beside it."""
    texts = ["are you a bot?", "when do you open?", "i feel like i am talking to a ghost"]
    figures = bench_probes(written(tmp_path, *({"text": text, "label": "asks", "lang": "en"} for text in texts)))
    assert figures["asks"]["recall"] == round(sum(asks(text, "en") for text in texts) / len(texts), 4)
    assert "asks" in figures["classifier"]


def test_notices_are_as_the_rules_read_them(tmp_path: Path) -> None:
    """Strength is the strength on which a rule decides."""
    texts = ["I'm Nadia's AI.", "Virtual Nadia here.", "See you on Friday."]
    read = [detect_notice(text, ["en"], ["Nadia"]).strength for text in texts]
    rows = [
        {"text": text, "elements": [], "strength": strength, "principal": "Nadia", "lang": "en"}
        for text, strength in zip(texts, read, strict=True)
    ]
    figures = bench_notices(written(tmp_path, *rows))["all"]
    assert (figures["strength_accuracy"], figures["usable_or_not"]) == (1.0, 1.0)
