"""``bench pairs``: any file of pairs, the right figures, and errors that name line and field."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ipse.bench import pair_metrics as metrics
from ipse.bench.pair_rows import SCHEMES, read_pair_file
from ipse.bench.pairs import bench_pairs, judge_pairs, pool
from ipse.commands.bench import command
from ipse.errors import BenchError
from ipse.types import Claim, Evidence, Label, Signal, Verdict


class EchoVerifier:
    """Supports what the newest passage says word for word, contradicts what it says "not" to, else open."""

    name = "echo"

    def verify(self, items: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[Verdict]:
        """One verdict per item."""
        return [self._one(claim.resolved or claim.quote, evidence) for claim, evidence in items]

    def _one(self, text: str, evidence: Sequence[Evidence]) -> Verdict:
        said = evidence[-1].passage.text
        if text in said:
            return Verdict(Label.SUPPORTED, 0.9, "said", signals=(Signal("combine", "p_supported", 0.9),))
        if f"not {text}" in said.replace("NOT ", "not "):
            return Verdict(Label.CONTRADICTED, 0.8, "denied", signals=(Signal("combine", "p_supported", 0.1),))
        return Verdict(Label.UNSUPPORTED, 0.7, "silent", signals=(Signal("combine", "p_supported", 0.2),))


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    """Rows as gzipped JSON Lines."""
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def row(premise: str, hypothesis: str, label: str, **more: object) -> dict[str, object]:
    """One pair."""
    return {"premise": premise, "hypothesis": hypothesis, "label": label, **more}


def test_figures_of_a_known_answer(tmp_path: Path) -> None:
    """Three right of four: accuracy, recalls, AUC and false support are what they must be."""
    path = write(
        tmp_path / "tiny.jsonl.gz",
        [
            row("red", "red", "entailment"),
            row("blue", "blue", "neutral", lang="fr"),
            row("NOT green", "green", "contradiction"),
            row("x", "y", "neutral", lang="fr"),
        ],
    )
    found = bench_pairs(path, verifier=EchoVerifier())
    assert (found["source"], found["scheme"], found["n"]) == ("tiny", "three_way", 4)
    assert found["accuracy"] == 0.5
    assert found["balanced_accuracy"] == pytest.approx(0.6667, abs=1e-4)
    assert found["false_support"] == pytest.approx(0.6667, abs=1e-4)
    assert found["auc"] == pytest.approx(0.6667, abs=1e-4)
    by_language = found["by_language"]
    assert isinstance(by_language, dict)
    assert by_language["fr"]["n"] == 2
    json.dumps(found)


class Shares:
    """Gives every claim the probabilities that it names: "supported open contradicted"."""

    name = "shares"

    def verify(self, items: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[Verdict]:
        """One verdict per item; all are UNSUPPORTED, as at a high threshold."""
        return [self._one(*map(float, (claim.resolved or claim.quote).split())) for claim, _ in items]

    def _one(self, supported: float, opened: float, contradicted: float) -> Verdict:
        shares = {"p_supported": supported, "p_open": opened, "p_contradicted": contradicted}
        signals = tuple(Signal("combine", name, value) for name, value in shares.items())
        return Verdict(Label.UNSUPPORTED, opened, "silent", signals=signals)


def test_a_file_without_open_claims_is_read_without_them(tmp_path: Path) -> None:
    """Under consistent / inconsistent, support must be at least 0.6 of what is asserted, however open the claim."""
    told = [("0.3 0.6 0.1", "consistent"), ("0.1 0.7 0.2", "inconsistent"), ("0.2 0.7 0.1", "inconsistent")]
    told.append(("0.11 0.8 0.09", "inconsistent"))  # likelier supported, but not clearly so
    path = write(tmp_path / "closed.jsonl.gz", [row("any", claim, label) for claim, label in told])
    found = bench_pairs(path, verifier=Shares())
    assert (found["accuracy"], found["accuracy_at_threshold"]) == (0.5, 0.75)
    assert found["balanced_accuracy"] == pytest.approx((1 + 2 / 3) / 2, abs=1e-4)
    assert found["auc"] == 1.0
    opened = [row("any", claim, "entailment" if label == "consistent" else "not_entailment") for claim, label in told]
    assert bench_pairs(write(tmp_path / "open.jsonl.gz", opened), verifier=Shares())["balanced_accuracy"] == 0.5


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_every_scheme_is_read_whatever_its_spelling(tmp_path: Path, scheme: str) -> None:
    """Each known label scheme, in capitals and with spaces, gives figures for all keys."""
    labels = [label.replace("_", " ").title() for label in SCHEMES[scheme]]
    rows = [row(f"p{i}", f"p{i}" if i % 2 else f"q{i}", label) for i in range(4) for label in labels]
    found = bench_pairs(write(tmp_path / "f.jsonl.gz", rows), verifier=EchoVerifier())
    assert found["scheme"] == scheme
    needed = {"source", "n", "accuracy", "balanced_accuracy", "balanced_accuracy_best", "auc", "ece", "false_support"}
    assert needed <= found.keys()
    assert all(found[key] is not None for key in needed)


def test_files_of_one_scheme_are_pooled(tmp_path: Path) -> None:
    """The pooled figures are those of all rows together; a scheme with a single file is not repeated."""
    told = [[row("red", "red", "entailment")], [row("blue", "blue", "neutral"), row("x", "y", "neutral")]]
    files = [write(tmp_path / f"{n}.jsonl.gz", rows) for n, rows in enumerate(told)]
    files.append(write(tmp_path / "two.jsonl.gz", [row("a", "a", "entailment"), row("a", "b", "not entailment")]))
    (pooled,) = pool([judge_pairs(path, verifier=EchoVerifier()) for path in files])
    figures = pooled.figures()
    assert (figures["source"], figures["n"]) == ("all 2 three_way files", 3)
    assert figures["accuracy"] == pytest.approx(2 / 3, abs=1e-4)


def test_every_file_is_read_before_the_first_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad last file costs no scoring: `ipse bench pairs` names it before any verifier is built."""
    monkeypatch.setattr("ipse.bench.pairs.default_verifier", lambda *_, **__: EchoVerifier())
    good = write(tmp_path / "good.jsonl.gz", [row("red", "red", "entailment"), row("a", "b", "neutral")])
    bad = tmp_path / "bad.jsonl"
    bad.write_text("[" * 100_000)
    assert CliRunner().invoke(command, ["pairs", str(good)]).output.startswith("good.jsonl.gz\n")
    found = CliRunner().invoke(command, ["pairs", str(good), str(bad)])
    assert isinstance(found.exception, BenchError)
    assert "bad.jsonl:1" in str(found.exception)
    assert found.output == ""


def test_several_dated_passages_in_one_premise(tmp_path: Path) -> None:
    """A premise joined by " || " reaches the verifier as dated passages."""
    premise = "[2024-01-01 post] the old way || [2026-01-01 post] the new way"
    path = write(tmp_path / "b.jsonl", [row(premise, "the new way", "entailment"), row(premise, "old", "neutral")])
    assert bench_pairs(path, verifier=EchoVerifier())["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("line", "field", "number"),
    [
        ('{"premise": "a", "hypothesis": "b"}', "label", 2),
        ('{"premise": "a", "hypothesis": 3, "label": "neutral"}', "hypothesis", 2),
        ('{"premise": " ", "hypothesis": "b", "label": "neutral"}', "premise", 2),
        ('{"premise": "a", "hypothesis": "b", "label": "sideways"}', "label", 2),
        ("[1, 2]", None, 2),
        ("{broken", None, 2),
        ("[" * 100_000, None, 2),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, line: str, field: str | None, number: int) -> None:
    """The error names the file, the line, the field and a remedy."""
    path = tmp_path / "bad.jsonl"
    path.write_text('{"premise": "a", "hypothesis": "b", "label": "neutral"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(BenchError) as caught:
        read_pair_file(path)
    assert (caught.value.line, caught.value.field) == (number, field)
    assert "bad.jsonl" in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x1f\x8b\x08broken", b"\xff\xfe\x00"])
def test_files_without_rows_are_errors(tmp_path: Path, content: bytes) -> None:
    """Empty, truncated and wrongly encoded files, and a file that is not there, are BenchErrors."""
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(BenchError):
        read_pair_file(path)
    with pytest.raises(BenchError):
        read_pair_file(tmp_path / "absent.jsonl.gz")


_SCORED = st.lists(st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.9]), st.booleans()), min_size=2, max_size=40)


@settings(deadline=None)
@given(_SCORED)
def test_auc_counts_ordered_pairs(scored: list[tuple[float, bool]]) -> None:
    """The rank formula equals the share of (positive, negative) pairs in the right order, ties halved."""
    positives = [s for s, p in scored if p]
    negatives = [s for s, p in scored if not p]
    found = metrics.auc([s for s, _ in scored], [p for _, p in scored])
    if not positives or not negatives:
        assert found is None
    else:
        wins = sum((a > b) + (a == b) / 2 for a in positives for b in negatives)
        assert found == pytest.approx(wins / (len(positives) * len(negatives)))


@settings(deadline=None)
@given(_SCORED)
def test_best_threshold_is_attained(scored: list[tuple[float, bool]]) -> None:
    """The best balanced accuracy is reached by cutting at the threshold that is given, and by none better."""
    scores, truth = [s for s, _ in scored], [p for _, p in scored]
    found = metrics.best_threshold(scores, truth)
    if found is not None:
        threshold, best = found
        assert metrics.balanced_accuracy([s >= threshold for s in scores], truth) == pytest.approx(best)
        assert all((metrics.balanced_accuracy([s >= t for s in scores], truth) or 0) <= best + 1e-9 for t in scores)


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(0, 50))
def test_wilson_holds_the_share(hits: int, misses: int) -> None:
    """The interval lies in [0, 1] and holds the observed share; no observation means no knowledge."""
    low, high = metrics.wilson(hits, hits + misses)
    assert 0 <= low <= high <= 1
    if hits + misses:
        assert low - 1e-9 <= hits / (hits + misses) <= high + 1e-9
    else:
        assert (low, high) == (0, 1)


def test_calibration_noise_is_what_honest_judges_show() -> None:
    """It shrinks with the rows, and a judge who is sure and right shows none."""
    few, many = metrics.calibration_noise([0.7] * 40), metrics.calibration_noise([0.7] * 4000)
    assert few is not None
    assert many is not None
    assert few > 4 * many
    assert metrics.calibration_noise([1.0] * 40) == 0.0
    assert metrics.calibration_noise([]) is None


def test_calibration_error_of_an_honest_and_a_boastful_judge() -> None:
    """Right as often as said: no error. Always sure, half right: one half."""
    assert metrics.calibration_error([0.5] * 4, [True, False, True, False]) == pytest.approx(0.0)
    assert metrics.calibration_error([1.0] * 4, [True, False, True, False]) == pytest.approx(0.5)
