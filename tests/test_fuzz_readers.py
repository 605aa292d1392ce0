"""Damaged and hostile files through every reader: read, or refused by name; nothing else, and nothing lost in silence."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipse.baseline import read_baseline, write_baseline
from ipse.bulk.journal import Journal
from ipse.config import load_config
from ipse.errors import BulkError, IpseError
from ipse.history import History, open_runs
from ipse.history.open import read_result
from ipse.importers import load_corpus
from ipse.policy import Policy
from ipse.release.turns import read_labels, read_turns
from ipse.report.json_reader import read_findings
from ipse.report.json_report import render_json
from ipse.retrieve.vectors import VectorCache
from ipse.transcripts import load_transcripts
from report_sample import sample_result
from test_robustness import Letters
from tiny_rooms import CONFIG

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(max_size=4)), min_size=1, max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
GOOD = "Pots are made of clay, and I make them in Ghent."
WHOLE_CONFIG = (
    CONFIG
    + """
[[offers]]
name = "Course"
terms = "49 euros, in English"

[[sponsors]]
name = "Hollin"
codes = ["OARS10"]
since = 2025-01-01

[policy]
fail_on = "review"
horizon_days = 100
block_at = 0.5
dispositions = { ai_denial = "note" }

[[waivers]]
rule = "ai_denial"
reason = "agreed"
owner = "ops"
expires = 2030-01-01
"""
)


def damaged(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with a few cuts and insertions, each at a share of the length."""
    for share, cut, put in changes:
        at = int(share * len(data))
        data = data[:at] + put + data[at + cut :]
    return data


def read_or_refused(read: Callable[[Path], object], path: Path) -> object | None:
    """What a reader gives; None when it refuses the file with an error of Ipse's that names it."""
    try:
        return read(path)
    except IpseError as error:
        refused = error
    assert str(path) in str(refused)
    assert refused.remedy
    return None


def baseline_bytes(path: Path) -> bytes:
    """A baseline with every sample finding."""
    write_baseline(path, sample_result().findings)
    return path.read_bytes()


LABELS = "".join(json.dumps({"conversation_id": f"c{n}", "turn": 1, "violation": bool(n % 2)}) + "\n" for n in range(9))
RESULT = render_json(sample_result()).encode()
DOCUMENTS: dict[str, tuple[Callable[[Path], object], Callable[[Path], bytes]]] = {
    "config": (load_config, lambda path: WHOLE_CONFIG.encode()),
    "baseline": (read_baseline, baseline_bytes),
    "labels": (read_labels, lambda path: LABELS.encode()),
    "findings": (read_findings, lambda path: RESULT),
    "turns": (read_turns, lambda path: RESULT),
    "kept run": (read_result, lambda path: RESULT),
}


@pytest.mark.parametrize("name", DOCUMENTS)
@FEW
@given(changes=CHANGES)
def test_a_damaged_document_is_read_or_refused_by_name(
    tmp_path: Path, name: str, changes: list[tuple[float, int, bytes]]
) -> None:
    """A valid file with a few bytes changed: every reader gives a value, or Ipse's error with the path."""
    read, make = DOCUMENTS[name]
    path = tmp_path / "document.json"
    whole = make(path)
    path.write_bytes(whole)
    assert read(path)
    path.write_bytes(damaged(whole, changes))
    read_or_refused(read, path)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("bomb", ["[" * 50_000, "a = " + "[" * 50_000, '{"a":' * 50_000, "a." * 20_000 + "b = 1"])
def test_a_document_without_bottom_is_refused(tmp_path: Path, name: str, bomb: str) -> None:
    """Depth that no parser follows ends in the same error."""
    path = tmp_path / "document.json"
    path.write_text(bomb)
    assert read_or_refused(DOCUMENTS[name][0], path) is None


@FEW
@given(rows=st.lists(st.tuples(st.sampled_from(["conversation_id", "turn", "violation"]), JSON), max_size=3))
def test_a_wrong_label_is_refused_with_its_line(tmp_path: Path, rows: list[tuple[str, Any]]) -> None:
    """Whatever stands in a field of the fourth line, the labels are whole or the error names that line."""
    path = tmp_path / "labels.jsonl"
    good = LABELS.splitlines()
    row = json.dumps({"conversation_id": "x", "turn": 1, "violation": True} | dict(rows))
    path.write_text("\n".join([*good[:3], row, *good[3:]]))
    try:
        labels = read_labels(path)
    except IpseError as error:
        refused = error
    else:
        assert len(labels) == len(good) + 1
        return
    assert refused.line == 4


def test_a_label_that_contradicts_another_is_refused(tmp_path: Path) -> None:
    """Neither wins in silence."""
    path = tmp_path / "labels.jsonl"
    path.write_text(LABELS + LABELS.splitlines()[0].replace("false", "true") + "\n")
    with pytest.raises(IpseError, match="contradicts") as error:
        read_labels(path)
    assert error.value.line == 10


def test_the_whole_configuration_is_what_it_says(tmp_path: Path) -> None:
    """The file that the tests above damage has every table of a policy."""
    path = tmp_path / "ipse.toml"
    path.write_text(WHOLE_CONFIG)
    config = load_config(path)
    assert config.policy != Policy()
    assert (len(config.waivers), len(config.creator.offers), len(config.creator.sponsors)) == (1, 1, 1)


def talk(name: str, **changes: Any) -> dict[str, Any]:
    """A conversation of two turns."""
    turns = [{"role": "fan", "text": "Hi"}, {"role": "clone", "text": GOOD}]
    return {"conversation_id": name, "turns": turns} | changes


FIELDS = st.sampled_from(
    ["conversation_id", "turns", "creator", "platform", "channel", "language", "jurisdictions", "send_mode",
     "ui_notice", "minor", "labels", "zz"]
)  # fmt: skip
TURN_FIELDS = st.sampled_from(["role", "text", "ts", "turn", "status", "labels", "zz"])


@FEW
@given(fields=st.dictionaries(FIELDS, JSON, max_size=3), turn=st.dictionaries(TURN_FIELDS, JSON, max_size=3))
def test_any_record_between_two_good_ones_costs_only_itself(
    tmp_path: Path, fields: dict[str, Any], turn: dict[str, Any]
) -> None:
    """The neighbours are read; the record is read as well, or a problem names its line; no reader crashes."""
    odd = talk("odd")
    odd["turns"] = [odd["turns"][0], odd["turns"][1] | turn]
    path = tmp_path / "talks.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (talk("a"), odd | fields, talk("b"))))
    found = load_transcripts([path])
    names = [c.conversation_id for c in found.conversations]
    assert {"a", "b"} <= set(names)
    assert all(p.slug != "reader_crashed" for p in found.problems), found.problems
    assert len(names) == 3 or any(p.fatal and p.line == 2 for p in found.problems), found.problems


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "txt", "parquet"])
@FEW
@given(changes=CHANGES)
def test_a_damaged_transcript_is_read_or_its_loss_is_named(
    tmp_path: Path, suffix: str, changes: list[tuple[float, int, bytes]]
) -> None:
    """No reader crashes; fewer turns than before are explained by a problem, or by text that became another's."""
    path = tmp_path / f"talks.{suffix}"
    path.write_bytes(damaged(TRANSCRIPTS[suffix](), changes))
    found = load_transcripts([path])
    assert all(p.slug != "reader_crashed" for p in found.problems), found.problems
    assert all(str(path) == p.path for p in found.problems)
    assert found.conversations or found.problems


def csv_bytes() -> bytes:
    """Four conversations, one row a turn."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["conversation_id", "role", "text"])
    for n in range(4):
        rows.writerows([[f"c{n}", "fan", "Hi"], [f"c{n}", "clone", GOOD]])
    return out.getvalue().encode()


def parquet_bytes() -> bytes:
    """The same as Parquet."""
    import pandas as pd

    out = io.BytesIO()
    pd.read_csv(io.BytesIO(csv_bytes())).to_parquet(out)
    return out.getvalue()


TRANSCRIPTS: dict[str, Callable[[], bytes]] = {
    "jsonl": lambda: "".join(json.dumps(talk(f"c{n}")) + "\n" for n in range(4)).encode(),
    "csv": csv_bytes,
    "txt": lambda: "\n---\n".join(f"fan: Hi {n}\nclone: {GOOD}" for n in range(4)).encode(),
    "parquet": parquet_bytes,
}


def docx_bytes() -> bytes:
    """A document of one heading and one paragraph."""
    import docx

    out = io.BytesIO()
    document = docx.Document()
    document.add_heading("About me")
    document.add_paragraph(GOOD)
    document.save(out)
    return out.getvalue()


def pdf_bytes() -> bytes:
    """One page with one line."""
    content = f"BT /F1 11 Tf 1 0 0 1 40 700 Tm ({GOOD}) Tj ET".encode()
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 600 800]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )  # fmt: skip
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, part) for n, part in enumerate(parts, start=1))
    return body + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def inner_damage(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """A zip archive whose main part is damaged, and its checksums right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, changes) if name == "word/document.xml" else part)
    return out.getvalue()


MATTER = f"---\ntitle: Pots\ndate: 2026-01-01\nlanguage: en\n---\n\n# Pots\n\n{GOOD}\n"
SOURCES: dict[str, Callable[[], bytes]] = {
    "md": MATTER.encode,
    "toml.md": lambda: f"+++\ntitle = 'Pots'\ndate = 2026-01-01\n+++\n\n{GOOD}\n".encode(),
    "html": lambda: f"<html><body><article><h1>Pots</h1><p>{GOOD}</p></article></body></html>".encode(),
    "vtt": lambda: f"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada>{GOOD}\n".encode(),
    "srt": lambda: f"1\n00:00:01,000 --> 00:00:04,000\n{GOOD}\n".encode(),
    "jsonl": lambda: (json.dumps({"text": GOOD, "date": "2026-01-01"}) + "\n").encode(),
    "json": lambda: json.dumps([{"text": GOOD, "created_at": 1767225600}]).encode(),
    "csv": lambda: f'text,date\n"{GOOD}",2026-01-01\n'.encode(),
    "docx": docx_bytes,
    "pdf": pdf_bytes,
}


@pytest.mark.parametrize("suffix", SOURCES)
@FEW
@given(changes=CHANGES, inside=st.booleans())
def test_a_damaged_source_is_read_or_named(
    tmp_path: Path, suffix: str, changes: list[tuple[float, int, bytes]], inside: bool
) -> None:
    """No importer crashes; the file gives a source or a problem, and the good file beside it is read."""
    whole = SOURCES[suffix]()
    broken = inner_damage(whole, changes) if inside and suffix == "docx" else damaged(whole, changes)
    (tmp_path / f"a.{suffix}").write_bytes(broken)
    (tmp_path / "good.txt").write_text("I live in Namur and sew.")
    found = load_corpus([tmp_path])
    assert any(s.path == "good.txt" for s in found.sources)
    assert any(s.path.startswith(f"a.{suffix}") for s in found.sources) or any(
        p.path == f"a.{suffix}" for p in found.problems
    )
    assert all(p.slug != "importer_crashed" for p in found.problems), found.problems


@pytest.mark.parametrize("suffix", SOURCES)
def test_an_undamaged_source_is_read(tmp_path: Path, suffix: str) -> None:
    """What the test above damages is good: its sentence is in the corpus."""
    (tmp_path / f"a.{suffix}").write_bytes(SOURCES[suffix]())
    assert any(GOOD in s.text for s in load_corpus([tmp_path]).sources)


BOMBS = {
    "yaml.md": "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"{c}: &{c} [{', '.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    + f"title: *i\ndate: *i\n---\n\n{GOOD}\n",
    "deep.md": f"---\na: {'[' * 4_000}\n---\n\n{GOOD}\n",
    "deep.toml.md": f"+++\na = {'[' * 4_000}\n+++\n\n{GOOD}\n",
    "number.md": f"---\ntitle: 0x{'f' * 5_000}\n---\n\n{GOOD}\n",
    "date.md": f"---\ndate: 0x{'f' * 5_000}\n---\n\n{GOOD}\n",
    "key.md": f"---\n0x{'f' * 5_000}: 1\n---\n\n{GOOD}\n",
    "quote.md": ">" * 5_000 + f"\n\n{GOOD}\n",
    "tags.html": "<div>" * 20_000 + GOOD,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_a_source_costs_no_text_and_no_time(tmp_path: Path, name: str) -> None:
    """References that multiply, depth, huge numbers: the words are read all the same, or the file is named."""
    (tmp_path / name).write_text(BOMBS[name])
    found = load_corpus([tmp_path])
    assert any(GOOD in s.text for s in found.sources) or found.problems
    assert all(p.slug != "importer_crashed" for p in found.problems), found.problems


@FEW
@given(changes=CHANGES, delete=st.booleans())
def test_a_damaged_cache_gives_the_same_corpus(
    tmp_path: Path, changes: list[tuple[float, int, bytes]], delete: bool
) -> None:
    """A torn entry is as good as absent: the sources are read again."""
    folder = tmp_path / "sources"
    folder.mkdir(exist_ok=True)
    (folder / "a.md").write_text(MATTER)
    whole = load_corpus([folder], tmp_path / "cache")
    (entry,) = (tmp_path / "cache" / "importers").rglob("*.json")
    kept = entry.read_bytes()
    share = changes[0][0]
    entry.write_bytes(kept[: int(share * (len(kept) - 1))] if delete else b"[" + kept + b"]")
    assert load_corpus([folder], tmp_path / "cache") == whole


@FEW
@given(changes=CHANGES)
def test_a_damaged_file_of_vectors_gives_the_same_ones_or_is_refused(
    tmp_path: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    """Bytes changed anywhere in it: the same vectors, from the file or from the texts, or an error with its path."""
    texts = [f"text {n}" for n in range(30)]
    for path in tmp_path.glob("vectors.sqlite*"):
        path.unlink()
    whole = VectorCache(tmp_path, Letters()).vectors(texts)
    path = tmp_path / "vectors.sqlite"
    path.write_bytes(damaged(path.read_bytes(), changes))
    found = read_or_refused(lambda _: VectorCache(tmp_path, Letters()).vectors(texts).tolist(), path)
    assert found in (None, whole.tolist())


@FEW
@given(changes=CHANGES)
def test_a_damaged_journal_goes_on_from_its_good_part_or_is_refused(
    tmp_path: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    """What it still holds is a beginning of what was written, in whole chunks; a foreign file is not touched."""
    path = tmp_path / "j"
    path.unlink(missing_ok=True)
    records = [json.dumps({"n": n}).encode() for n in range(12)]
    with Journal(path, "key", 4, resume=False) as journal:
        journal.append(records)
    broken = damaged(path.read_bytes(), changes)
    path.write_bytes(broken)
    try:
        with Journal(path, "key", 4, resume=True) as journal:
            kept = list(journal.records())
            assert kept == records[: journal.done]
            assert journal.done % 4 == 0
    except BulkError as error:
        refused = error
    else:
        return
    assert str(path) in str(refused)
    assert path.read_bytes() == broken


@FEW
@given(changes=CHANGES, start=st.integers(0, 100))
def test_a_damaged_history_is_read_or_refused_by_name(
    tmp_path: Path, changes: list[tuple[float, int, bytes]], start: int
) -> None:
    """Bytes changed anywhere in the database: runs, or an error with the file's name."""
    path = tmp_path / "h.sqlite"
    path.unlink(missing_ok=True)
    result = sample_result()
    with History(path) as history, history.recording(result.creator, result.provenance) as recorder:
        recorder.finish(result)
    whole = path.read_bytes()
    broken = bytearray(whole)
    for share, _, put in changes:  # bytes are replaced, so that pages stay where they are
        at = int(share * (len(whole) - 8)) if start else int(share * 100)
        broken[at : at + len(put)] = put
    path.write_bytes(bytes(broken))
    read_or_refused(open_runs, path)


@FEW
@given(
    table=st.sampled_from(["runs", "turns", "findings"]),
    column=st.integers(0, 30),
    value=st.none() | st.text(max_size=5) | st.integers(-(2**63), 2**63 - 1) | st.binary(max_size=5),
)
def test_a_wrong_value_in_the_history_is_read_or_refused_by_name(
    tmp_path: Path, table: str, column: int, value: object
) -> None:
    """The same for one cell that holds something else."""
    path = tmp_path / "h.sqlite"
    path.unlink(missing_ok=True)
    result = sample_result()
    with History(path) as history, history.recording(result.creator, result.provenance) as recorder:
        recorder.finish(result)
    base = sqlite3.connect(path)
    names = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
    try:
        with base:
            base.execute(f'UPDATE {table} SET "{names[column % len(names)]}" = ?', (value,))
    except sqlite3.IntegrityError:
        return
    finally:
        base.close()
    read_or_refused(partial(open_runs), path)
