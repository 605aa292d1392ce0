"""Hostile folders: everything that cannot be read is named, nothing crashes, the rest goes on."""

from __future__ import annotations

import os
import resource
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipse.errors import SourceError
from ipse.importers import load_corpus
from ipse.importers.base import Document, Importer, RawFile
from ipse.importers.corpus import read_found
from ipse.importers.registry import importers
from ipse.importers.walk import FoundFile
from ipse.types import Corpus, Problem

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]

GOOD = "Pots are made of clay."
CASES: list[tuple[str, bytes, str, bool]] = [
    ("empty.md", b"", "empty", True),
    ("blank.txt", b" \n\t\n", "empty", True),
    ("marks.md", b"\xef\xbb\xbf\n", "empty", True),
    ("zip.md", b"PK\x03\x04" + os.urandom(500), "binary", True),
    ("photo.txt", b"\x89PNG\r\n\x1a\n" + os.urandom(500), "binary", True),
    ("noise.csv", bytes(range(256)) * 20, "binary", True),
    ("picture.pdf", b"GIF89a" + b"\0" * 50, "binary", True),
    ("words.pdf", b"only words", "wrong_format", True),
    ("cut.md", "Des pots, de la terre, déj".encode()[:-1] + "é".encode()[:1], "truncated", True),
    ("mixed.md", "élégante théière à côté ".encode() * 3 + b"\xff\xfe ici", "damaged_utf8", True),
    (
        "latin.txt",
        "Une théière émaillée à côté du four, à midi, près de Sète.\n".encode("cp1252") * 3,
        "guessed_encoding",
        False,
    ),
    ("track.mp3", b"ID3", "unknown_suffix", False),
    ("README", b"no ending", "unknown_suffix", False),
    ("matter.md", b"---\ntitle: Only a title\n---\n", "no_text", False),
    ("broken.json", b'[{"text": "x"', "bad_json", True),
    ("deep.json", b"[" * 100_000, "bad_json", True),
    ("quote.csv", b'text\n"never closed' + b"x" * 1_100_000, "bad_csv", True),
]


@pytest.mark.parametrize(("name", "data", "slug", "fatal"), CASES, ids=[case[0] for case in CASES])
def test_each_bad_file_is_named_and_the_rest_goes_on(
    corpus: MakeCorpus, name: str, data: bytes, slug: str, fatal: bool
) -> None:
    """One problem with the file's path, what is wrong and a remedy; the good file beside it is read."""
    found = corpus({"good.md": GOOD, name: data})
    assert any(p.text == GOOD for p in found.passages)
    (problem,) = found.problems
    assert (problem.slug, problem.path, problem.fatal) == (slug, name, fatal)
    assert problem.message
    assert problem.remedy


def test_damaged_text_keeps_its_good_part(corpus: MakeCorpus) -> None:
    """A cut file is read up to the cut, a foreign encoding is read right, and both are said."""
    found = corpus({name: data for name, data, _, _ in CASES if name in ("cut.md", "latin.txt")})
    texts = {source.path: source.text for source in found.sources}
    assert texts["cut.md"] == "Des pots, de la terre, dé"
    assert texts["latin.txt"].startswith("Une théière émaillée")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_read_without_a_note(corpus: MakeCorpus, encoding: str) -> None:
    """With or without a mark, wide characters or not."""
    text = "Une théière bleue, près du four."
    found = corpus({"a.txt": text.encode(encoding)})
    assert (found.sources[0].text, found.problems) == (text, ())


def test_a_huge_single_line_is_bounded(tmp_path: Path) -> None:
    """50 MB on one line is refused by its size, before it is read."""
    (tmp_path / "good.md").write_text(GOOD)
    with (tmp_path / "line.md").open("wb") as stream:
        for _ in range(50):
            stream.write(b"spin " * 200_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = load_corpus([tmp_path])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [(p.slug, p.path) for p in found.problems] == [("too_large", "line.md")]
    assert grown < 40_000  # kilobytes


def test_a_long_line_below_the_limit_is_cut_into_passages(corpus: MakeCorpus) -> None:
    """A line of 200,000 words gives passages of bounded size that lose no word."""
    found = corpus({"line.txt": "word " * 200_000})
    assert max(len(p.text.split()) for p in found.passages) <= 140
    assert sum(len(p.text.split()) for p in found.passages) == 200_000


def test_the_size_limit_is_configurable(tmp_path: Path) -> None:
    """A caller may lower the limit for every format."""
    (tmp_path / "a.md").write_text(GOOD)
    assert [p.slug for p in load_corpus([tmp_path], max_bytes=10).problems] == ["too_large"]


def test_links(tmp_path: Path) -> None:
    """Links that loop, lead nowhere or leave the folder are named; links inside it are followed."""
    folder, outside = tmp_path / "sources", tmp_path / "private.md"
    (folder / "sub").mkdir(parents=True)
    outside.write_text("Not for the corpus.")
    (folder / "sub" / "a.md").write_text(GOOD)
    (folder / "self.md").symlink_to(folder / "self.md")
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "gone.md").symlink_to(folder / "nothing.md")
    (folder / "out.md").symlink_to(outside)
    found = load_corpus([folder])
    assert {(p.path, p.slug) for p in found.problems} == {
        ("self.md", "broken_link"),
        ("sub/up", "symlink_loop"),
        ("gone.md", "broken_link"),
        ("out.md", "outside_link"),
    }
    assert [s.text for s in found.sources] == [GOOD]


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    """A named pipe is no file: it is named, not opened."""
    os.mkfifo(tmp_path / "pipe.md")
    assert [p.slug for p in load_corpus([tmp_path]).problems] == ["not_a_file"]


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    """What the system refuses between listing and reading is said in words."""
    gone = FoundFile(tmp_path / "gone.md", "gone.md", 10)
    (problem,) = read_found(gone, {}, None, None).problems
    assert (problem.slug, problem.path, problem.fatal) == ("unreadable", "gone.md", True)
    assert "no such file" in problem.message


@pytest.mark.slow
def test_ten_thousand_empty_files_are_each_named(tmp_path: Path) -> None:
    """Every one of them, and the one good file is read."""
    for number in range(10_000):
        os.close(os.open(tmp_path / f"{number}.md", os.O_CREAT))
    (tmp_path / "good.md").write_text(GOOD)
    found = load_corpus([tmp_path])
    assert Counter(p.slug for p in found.problems) == {"empty": 10_000}
    assert len({p.path for p in found.problems}) == 10_000
    assert len(found.sources) == 1


def test_duplicates_are_a_note(corpus: MakeCorpus) -> None:
    """The same bytes under two names are read once; the note names the first."""
    found = corpus({"a.md": GOOD, "b/copy.md": GOOD})
    assert [s.path for s in found.sources] == ["a.md"]
    assert [(p.slug, p.path, p.fatal) for p in found.problems] == [("duplicate", "b/copy.md", False)]
    assert "a.md" in found.problems[0].message


def test_hidden_files_are_skipped(corpus: MakeCorpus) -> None:
    """What systems leave in folders is no source and no problem."""
    found = corpus({".DS_Store": b"\0", ".git/x.md": GOOD, "__MACOSX/a.md": GOOD, "~$a.docx": b"x", "Thumbs.db": b"x"})
    assert (found.sources, found.problems) == ((), ())


def test_a_zip_named_markdown_says_what_it_is(tmp_path: Path) -> None:
    """The message names the real type."""
    with zipfile.ZipFile(tmp_path / "export.md", "w") as archive:
        archive.writestr("a.txt", GOOD)
    (problem,) = load_corpus([tmp_path]).problems
    assert "zip archive" in problem.message


def test_a_crash_inside_an_importer_is_a_problem(corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any exception of a format or its library costs one file, under its own name."""

    def explode(file: RawFile) -> Iterator[Document | Problem]:
        raise ZeroDivisionError("deep inside")
        yield

    broken = Importer("fragile", (".frag",), lambda head: True, explode)
    monkeypatch.setattr("ipse.importers.registry.importers", lambda: (*importers(), broken))
    found = corpus({"a.frag": "x", "b.md": GOOD})
    assert [(p.slug, p.path, p.fatal) for p in found.problems] == [("importer_crashed", "a.frag", True)]
    assert "ZeroDivisionError" in found.problems[0].message
    assert len(found.sources) == 1


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """A wrong path is the caller's to mend."""
    with pytest.raises(SourceError, match="does not exist"):
        load_corpus([tmp_path / "nowhere"])


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
PIECES = (
    *("# H\n", "\n\n", "- a ", "1. ", "> ", "---\n", "**", "<b>", "```\n", "é"),
    *("| a | b |\n|---|---|\n| 1 | 2 |\n", "HOST: x?\n", "A: ", "2026-01-01 · "),
    *("00:00:01.000 --> 00:00:02.000\n", "WEBVTT\n\n", '{"text": "a"}\n', "text,date\n"),
)
MARKUP = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT | MARKUP, suffix=st.sampled_from(["md", "txt", "vtt", "srt", "jsonl", "csv", "html"]))
def test_passages_are_slices_whatever_the_text(corpus: MakeCorpus, text: str, suffix: str) -> None:
    """For any content under any name: no crash, every passage is a slice of its source, or a problem says why not."""
    found = corpus({f"any.{suffix}": text})
    assert found.sources or found.problems
    assert all(problem.slug != "importer_crashed" for problem in found.problems), found.problems


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=600), suffix=st.sampled_from(["md", "txt", "vtt", "jsonl", "csv", "html", "pdf", "docx"])
)
def test_bytes_never_crash(corpus: MakeCorpus, data: bytes, suffix: str) -> None:
    """For any bytes under any name the corpus loads."""
    found = corpus({f"any.{suffix}": data})
    assert all(problem.slug != "importer_crashed" for problem in found.problems), found.problems
