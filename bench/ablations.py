"""``python -m bench.ablations CREATOR…``: what each tier of the verifier is worth on labelled audits.

CREATOR is a labelled folder as ``ipse bench exam`` reads it. Every clause that needs proof is judged five times on the
passages that the audit retrieved: with values and quotations alone, with words and people alone, with the model alone,
with sentence vectors alone, and with all together. The figure is how well "not supported, or contradicted" tells the
clauses that the labels call wrong from the others. Writes ``bench/results/ablations.json`` and the table in
``bench/README.md``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.tables import write_tables
from ipse.bench.exam import audited
from ipse.bench.labelled import is_ungrounded
from ipse.bench.pair_metrics import auc, bootstrap
from ipse.types import CheckedClaim
from ipse.verify.base import PairModel
from ipse.verify.features import Observation
from ipse.verify.nearest import NearestModel, NearestReader
from ipse.verify.nli import NliModel
from ipse.verify.read import Window, language_of, observe_all
from ipse.verify.stack import Stack
from ipse.verify.weights import Linear, shipped
from ipse.verify.windows import windows

ROOT = Path(__file__).resolve().parent
PASSAGES = 3
SETTLING = ("values and quotations", "all together")  # a settled mismatch of values is their word
SHARED = ("claim_", "dialogue", "short", "words", "foreign", "density")  # of the claim, not of a tier
TIERS: Mapping[str, tuple[str, ...]] = {
    "values and quotations": ("value_", "quotation_"),
    "words and people": ("coverage", "focus", "missing", "names", "polarity", "extreme", "rival", "who"),
    "model": ("nli_",),
    "sentence vectors": ("nearest_",),
}


def masked(linear: Linear, kept: Sequence[str]) -> Linear:
    """The regression with every weight at zero whose feature belongs to another tier."""
    starts = (*kept, *SHARED)
    rows = tuple(
        tuple(w if name.startswith(starts) else 0.0 for name, w in zip(linear.names, row, strict=True))
        for row in linear.weights
    )
    return replace(linear, weights=rows)


def variants() -> dict[str, Stack]:
    """A stack for each tier alone, and the shipped one."""
    whole = shipped("model", 3)
    alone = {name: Stack(masked(whole, kept)) for name, kept in TIERS.items()}
    return alone | {"all together": Stack(whole)}


def wrongness(stack: Stack, seen: Sequence[Observation], settles: bool) -> float:
    """How wrong a clause looks: the strongest contradiction less the strongest support among its passages."""
    if not seen:
        return 0.0
    if settles and any(one.values.settled for one in seen):
        return 1.0
    scores = [stack.score(one) for one in seen]
    return max(s.contradiction for s in scores) - max(s.entailment for s in scores)


def looked_at(checked: CheckedClaim, model: PairModel, nearest: NearestReader) -> list[Observation]:
    """Every tier's view of the clause and each window of its first passages."""
    passages = [e.passage for e in sorted(checked.evidence, key=lambda e: e.rank)][:PASSAGES]
    found = [Window(p, a, b) for p in passages for a, b in windows(p.text, language_of(p))]
    return observe_all([(checked.claim, window) for window in found], model, nearest)


def measure(folder: Path) -> dict[str, object]:
    """The area under the curve of each variant on one creator, with a bootstrap interval."""
    result, labels = audited(folder)
    turns = {(t.conversation_id, t.turn): t for t in labels}
    model, nearest = NliModel(), NearestModel()
    rows = []
    for conversation in result.conversations:
        for checked in conversation.claims:
            truth = is_ungrounded(checked, turns.get((checked.claim.conversation_id, checked.claim.turn)))
            if checked.claim.needs_proof and truth is not None:
                rows.append((looked_at(checked, model, nearest), truth))
    truths = [truth for _, truth in rows]
    figures: dict[str, object] = {"source": folder.name, "n": len(rows), "wrong": sum(truths)}
    for name, stack in variants().items():
        said = [wrongness(stack, seen, name in SETTLING) for seen, _ in rows]
        figures[name] = auc(said, truths)
        figures[f"{name} interval"] = bootstrap(len(rows), partial(_auc_of, said, truths))
    return figures


def _auc_of(said: Sequence[float], truths: Sequence[bool], at: Sequence[int]) -> float | None:
    return auc([said[i] for i in at], [truths[i] for i in at])


def main() -> None:
    """Measure the creators named on the command line."""
    if len(sys.argv) < 2:
        sys.exit("usage: python -m bench.ablations CREATOR…")
    rows = [measure(Path(name).resolve()) for name in sys.argv[1:]]
    path = ROOT / "results" / "ablations.json"
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_tables(ROOT / "README.md", path.parent)
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
