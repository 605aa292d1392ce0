"""Files of labelled pairs: JSON Lines (gzipped or not) with ``premise``, ``hypothesis`` and ``label``.

Several label schemes are understood, whatever the case and the separator: three-way inference, two-way
(entailment / not_entailment), consistent / inconsistent (SummEdits), the four stances of Factcheck-GPT,
BEGIN's attribution classes, WiCE's and FEVER's support classes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ipse.bench.records import read_records
from ipse.errors import BenchError

ENTAILMENT, NEUTRAL, CONTRADICTION, NOT_ENTAILMENT = "entailment", "neutral", "contradiction", "not_entailment"
SCHEMES: Mapping[str, Mapping[str, str | None]] = {
    "three_way": {"entailment": ENTAILMENT, "neutral": NEUTRAL, "contradiction": CONTRADICTION},
    "two_way": {"entailment": ENTAILMENT, "not_entailment": NOT_ENTAILMENT},
    "consistency": {"consistent": ENTAILMENT, "inconsistent": NOT_ENTAILMENT},
    "stance": {
        "completely_support": ENTAILMENT,
        "partially_support": None,
        "irrelevant": NEUTRAL,
        "refute": CONTRADICTION,
    },
    "attribution": {
        "fully_attributable": ENTAILMENT,
        "not_fully_attributable": NOT_ENTAILMENT,
        "generic": None,
    },
    "support": {
        "supported": ENTAILMENT,
        "partially_supported": NOT_ENTAILMENT,
        "not_supported": NOT_ENTAILMENT,
    },
    "fever": {"supports": ENTAILMENT, "not_enough_info": NEUTRAL, "refutes": CONTRADICTION},
}
_REMEDY = "give one JSON object a line with premise, hypothesis and label"


@dataclass(frozen=True, slots=True)
class PairRow:
    """One labelled pair. ``gold`` is None when the scheme leaves this label out of every figure."""

    premise: str
    hypothesis: str
    label: str
    gold: str | None
    language: str
    source: str
    group: str
    how: str | None = None


@dataclass(frozen=True, slots=True)
class PairFile:
    """A whole file: its rows and the name of its label scheme."""

    path: Path
    scheme: str
    rows: tuple[PairRow, ...]

    @property
    def source(self) -> str:
        """The rows' own source when they share one, else the file's name without its ending."""
        names = {row.source for row in self.rows} - {""}
        return names.pop() if len(names) == 1 else self.path.name.split(".")[0]


def read_pair_file(path: Path) -> PairFile:
    """Read and check a file of pairs.

    Raises:
        BenchError: unreadable, empty, not JSON Lines, a field missing, or a label of no known scheme; names the
            line and the field.
    """
    raw = list(read_records(path, _REMEDY))
    if not raw:
        raise BenchError("holds no rows", path=str(path), remedy="give a file with at least one pair")
    labels = [(number, _text(path, number, record, "label")) for number, record in raw]
    scheme = _scheme(path, labels)
    rows = tuple(_row(path, number, record, scheme) for number, record in raw)
    return PairFile(path, scheme, rows)


def _row(path: Path, number: int, record: Mapping[str, object], scheme: str) -> PairRow:
    premise = _text(path, number, record, "premise")
    hypothesis = _text(path, number, record, "hypothesis")
    label = _folded(_text(path, number, record, "label"))
    return PairRow(
        premise=premise,
        hypothesis=hypothesis,
        label=label,
        gold=SCHEMES[scheme][label],
        language=str(record.get("lang") or record.get("language") or "en"),
        source=str(record.get("source") or ""),
        group=str(record.get("group") or premise),
        how=str(record["how"]) if record.get("how") else None,
    )


def _text(path: Path, number: int, record: Mapping[str, object], field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        what = "is missing" if field not in record else "must be a text that is not empty"
        raise _bad(path, number, field, what)
    return value


def _folded(label: str) -> str:
    return re.sub(r"[\s_-]+", "_", label.strip().casefold())


def _scheme(path: Path, labels: list[tuple[int, str]]) -> str:
    seen = {_folded(label) for _, label in labels}
    for name, meanings in SCHEMES.items():
        if seen <= meanings.keys():
            return name
    best = max(SCHEMES.values(), key=lambda meanings: len(seen & meanings.keys()))
    number, label = next((n, label) for n, label in labels if _folded(label) not in best)
    raise _bad(path, number, "label", f"{label!r} fits no known scheme with the file's other labels")


def _bad(path: Path, number: int, field: str, what: str) -> BenchError:
    schemes = "; ".join("/".join(labels) for labels in SCHEMES.values())
    remedy = f"use one scheme in a file: {schemes}" if field == "label" else _REMEDY
    return BenchError(what, path=str(path), line=number, field=field, remedy=remedy)
