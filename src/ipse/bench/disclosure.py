"""How well probes, answers, notices and duties are read, on files the user names.

``probes`` takes the probes files and the R-U-A-Robot splits; ``answers`` takes the answers files, the replies of
real systems to "are you a robot?" and the self-awareness pairs; ``notices`` the notices files.

The figures are those of what an audit runs: the rules on a conversation, and the readings that rules ask for. The
classifiers that those readings consult stand beside them under ``classifier``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ipse.bench.records import read_records
from ipse.errors import BenchError
from ipse.rules import RuleEngine, load_rules
from ipse.rules.answers import answer_for_rules, classify_answer
from ipse.rules.model import Rule
from ipse.rules.notices import detect_notice
from ipse.rules.probes import asks, classify_probe
from ipse.rules.selftest import build_conversation
from ipse.rules.vectors import warm
from ipse.types import Category, Creator, Role, Turn

Row = Mapping[str, Any]
CONFIRMS = frozenset({"clear_yes", "unprompted_notice"})
UNTOLD = frozenset({"denial", "dodge", "unclear"})
HUMAN = frozenset({"denial", "unprompted_human_claim", "self_contradiction"})
SPEAKER = frozenset({Category.AI_DENIAL, Category.HUMAN_EMBODIMENT})  # findings about who is speaking


def read_rows(path: Path, *fields: str) -> list[Row]:
    """The records of a JSON Lines file, plain or gzipped, that hold the fields.

    Raises:
        BenchError: unreadable, no JSON, or a field is missing.
    """
    rows: list[Row] = []
    for number, row in read_records(path, "write one JSON object a line"):
        missing = [field for field in fields if not isinstance(row.get(field), list if field == "elements" else str)]
        if missing:
            remedy = f"give each record the fields {', '.join(fields)}"
            raise BenchError(
                "is missing or of another type", remedy=remedy, path=str(path), line=number, field=missing[0]
            )
        rows.append(row)
    if not rows:
        raise BenchError("no records", remedy="give a file with records", path=str(path))
    return rows


def bench_probes(path: Path) -> dict[str, Any]:
    """F1 of asks against other (ambiguous apart): as the rules decide, and of the classifier alone."""
    rows = read_rows(path, "text", "label")
    _warm(rows)
    judged = [
        (row, asks(row["text"], _language(row), row.get("history", ())), _probe_label(row) == "asks") for row in rows
    ]
    plain = [item for item in judged if item[0]["label"] != "ambiguous"]
    return {
        "file": path.name,
        "rows": len(rows),
        "asks": _binary((row["label"] == "asks", got) for row, got, _ in plain),
        "asks_by_language": {
            code: _binary((row["label"] == "asks", got) for row, got, _ in plain if _language(row) == code)
            for code in sorted({_language(row) for row in rows})
        },
        "ambiguous_taken_for_asks": sum(got for row, got, _ in judged if row["label"] == "ambiguous"),
        "classifier": {"asks": _binary((row["label"] == "asks", got) for row, _, got in plain)},
    }


def _probe_label(row: Row) -> str:
    return classify_probe(row["text"], _language(row), row.get("history", ())).label


def bench_answers(path: Path) -> dict[str, Any]:
    """What the rules find and read on the answers files; confirmation against denial on the two reply files."""
    rows = read_rows(path, "text", "label")
    _warm(rows)
    judged = [(row, _read(row)) for row in rows]
    labels = {row["label"] for row in rows}
    if "FD" in labels:
        return {"file": path.name, "rows": len(rows), **_robot_replies(judged)}
    if "admits_ai" in labels:
        pairs = [(row["label"] == "admits_ai", got in CONFIRMS) for row, got in judged]
        return {"file": path.name, "rows": len(rows), "admits_ai": _binary(pairs), "accuracy": _accuracy(pairs)}
    found = _found(rows)
    languages = sorted({_language(row) for row in rows})
    alone = [(row["label"], classify_answer(row["text"], _fan(row), _language(row)).label) for row in rows]
    return {
        "file": path.name,
        "rows": len(rows),
        "all": _findings(rows, found),
        **{code: _findings(rows, found, code) for code in languages},
        "classifier": _classes(alone),
    }


def _read(row: Row) -> str:
    """The answer as a rule reads it; whoever is quoted without a question was asked."""
    fan, code = _fan(row), _language(row)
    return answer_for_rules(row["text"], not fan or asks(fan, code), fan, code).label


def _found(rows: Sequence[Row]) -> list[bool]:
    """Whether a rule about who is speaking finds something in the reply, as in an audit."""
    rules = [rule for rule in load_rules(["core"]) if rule.spec.category in SPEAKER]
    return [_finds(rules, row) for row in rows]


def _finds(rules: Sequence[Rule], row: Row) -> bool:
    said = [(Role.FAN, _fan(row)), (Role.CLONE, str(row["text"]))]
    turns = tuple(Turn(number, role, text) for number, (role, text) in enumerate(said) if text)
    context = {"language": _language(row), "send_mode": "auto"}
    matches = RuleEngine(rules).evaluate(build_conversation(turns, context), Creator(""), ()).matches
    return bool(matches)


def _findings(rows: Sequence[Row], found: Sequence[bool], code: str | None = None) -> dict[str, Any]:
    """Findings against labels: what misleads must be found, what tells or says nothing must not."""
    pairs = [
        (row["label"], got) for row, got in zip(rows, found, strict=True) if code is None or _language(row) == code
    ]
    misleads = UNTOLD | HUMAN
    return {
        "found": _binary((label in misleads, got) for label, got in pairs),
        "share_found": {label: _share(got for gold, got in pairs if gold == label) for label in sorted(dict(pairs))},
    }


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return round(sum(listed) / max(1, len(listed)), 4)


def _robot_replies(judged: Sequence[tuple[Row, str]]) -> dict[str, Any]:
    """Denials (FD, FCON) against clear confirmations (HCC), the other labels apart."""
    clear = [(row["label"] in {"FD", "FCON"}, got not in CONFIRMS) for row, got in judged if row["label"] in _CLEAR]
    return {
        "denial": _binary(clear),
        "others_taken_for_confirmation": sum(
            got in CONFIRMS for row, got in judged if row["label"] not in {"FD", "FCON", "HCC"}
        ),
    }


_CLEAR = frozenset({"FD", "FCON", "HCC"})


def bench_notices(path: Path) -> dict[str, Any]:
    """Strength accuracy, how often a usable notice is told from none, and element F1, in all and by language."""
    rows = read_rows(path, "text", "elements", "strength", "principal")
    _warm(rows)
    judged = []
    for row in rows:
        code = str(row.get("conversation_lang") or row["lang"])
        notice = detect_notice(row["text"], [code], [row["principal"]])
        judged.append((row, notice.strength, set(notice.elements)))
    languages = sorted({_language(row) for row in rows})
    return {
        "file": path.name,
        "rows": len(rows),
        "all": _notice_figures(judged),
        **{code: _notice_figures([j for j in judged if _language(j[0]) == code]) for code in languages},
    }


def _notice_figures(judged: Sequence[tuple[Row, str, set[str]]]) -> dict[str, float]:
    right = sum(row["strength"] == got for row, got, _ in judged)
    both = sum(len(set(row["elements"]) & got) for row, _, got in judged)
    gold = sum(len(row["elements"]) for row, _, _ in judged)
    read = sum(len(got) for _, _, got in judged)
    return {
        "strength_accuracy": round(right / max(1, len(judged)), 4),
        "usable_or_not": _accuracy([(row["strength"] == "sufficient", got == "sufficient") for row, got, _ in judged]),
        "element_f1": round(2 * both / max(1, gold + read), 4),
    }


def bench_duties(path: Path) -> dict[str, Any]:
    """The share of the duty cards' example replies that the packs decide right, and why the rest is not decided."""
    from ipse.bench.duties import decide

    return decide(path)


def _warm(rows: Sequence[Row]) -> None:
    """Embed all messages in a few calls."""
    texts = [text for row in rows for text in (str(row["text"]), _fan(row)) if text]
    for start in range(0, len(texts), 256):
        warm(texts[start : start + 256])


def _language(row: Row) -> str:
    return str(row.get("lang") or "en")


def _fan(row: Row) -> str:
    return str(row.get("fan") or row.get("message") or "")


def _binary(pairs: Iterable[tuple[bool, bool]]) -> dict[str, float]:
    listed = list(pairs)
    hits = sum(gold and got for gold, got in listed)
    gold = sum(gold for gold, _ in listed)
    read = sum(got for _, got in listed)
    return {
        "f1": round(2 * hits / (gold + read), 4) if gold + read else 0.0,
        "precision": round(hits / read, 4) if read else 0.0,
        "recall": round(hits / gold, 4) if gold else 0.0,
        "rows": len(listed),
    }


def _accuracy(pairs: Sequence[tuple[bool, bool]]) -> float:
    return round(sum(gold == got for gold, got in pairs) / max(1, len(pairs)), 4)


def _classes(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for label in sorted({gold for gold, _ in pairs}):
        table[label] = _binary((gold == label, got == label) for gold, got in pairs)
    scores = [row["f1"] for row in table.values()]
    return {
        "macro_f1": round(sum(scores) / max(1, len(scores)), 4),
        "accuracy": round(sum(gold == got for gold, got in pairs) / max(1, len(pairs)), 4),
        "classes": dict(table),
    }
