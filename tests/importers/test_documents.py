"""PDF and DOCX: pages, headings, tables, properties, damage."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from ipse.types import Corpus

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]


def pdf(*pages: Sequence[tuple[int, int, str]]) -> bytes:
    """A PDF in Helvetica 11 from the (x, y, text) pieces of each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, pieces in enumerate(pages):
        stream = "".join(f"BT /F1 11 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in pieces)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}endstream")
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    return out + f"{trailer}<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


FIRST = [
    (60, 800, "Blue Kiln, press sheet"),
    (60, 760, "The person"),
    (60, 720, "Ada Ng has thrown pots since 2009 and she lives in Cork with a dog that is called Bis-"),
    (60, 706, "cuit. She has no degree."),
    (60, 660, "What"),
    (300, 660, "Figure"),
    (60, 646, "Pots in 2025"),
    (300, 646, "6,480"),
    (60, 632, "Steps"),
    (300, 632, "27"),
    (280, 40, "1"),
]
SECOND = [
    (60, 800, "Blue Kiln, press sheet"),
    (60, 760, "- No prizes so far."),
    (60, 746, "- No plans."),
    (280, 40, "2"),
]


def test_pdf_pages_headings_and_tables(corpus: MakeCorpus) -> None:
    """Each page is a locator; lines are joined, rows keep their columns, running heads and numbers go."""
    found = corpus({"press/2026-03-01-sheet.pdf": pdf(FIRST, SECOND)})
    text = found.sources[0].text
    assert "called Biscuit. She has no degree." in text
    assert "What: Pots in 2025; Figure: 6,480\nWhat: Steps; Figure: 27" in text
    assert "press sheet" not in text
    assert {p.locator for p in found.passages} == {"page 1", "page 2"}
    assert found.passages[-1].text == "- No prizes so far.\n- No plans."
    assert found.sources[0].date == date(2026, 3, 1)


def test_a_pdf_of_pictures_is_named(corpus: MakeCorpus) -> None:
    """Pages without text need recognition first: a problem, not an empty source."""
    assert [(p.slug, p.fatal) for p in corpus({"scan.pdf": pdf([])}).problems] == [("no_text", True)]


@pytest.mark.parametrize("data", [pdf(FIRST)[:200], b"%PDF-1.4\n" + bytes(range(256)) * 40, pdf(FIRST)[:-300]])
def test_a_damaged_pdf_never_crashes(corpus: MakeCorpus, data: bytes) -> None:
    """Cut or garbled files are read as far as they go, or named."""
    found = corpus({"bad.pdf": data})
    assert found.problems or found.sources
    assert all(problem.slug != "importer_crashed" for problem in found.problems)


def test_an_encrypted_pdf_is_named(corpus: MakeCorpus) -> None:
    """A password is the user's to remove."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(FIRST))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert [p.slug for p in corpus({"locked.pdf": out.getvalue()}).problems] == ["encrypted"]


def docx(build: Callable[[Any], None]) -> bytes:
    """A DOCX that ``build`` fills."""
    from docx import Document

    document: Any = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def terms(document: Any) -> None:
    """Headings, a list and a table."""
    document.core_properties.title = "Terms"
    document.core_properties.language = "en-GB"
    document.core_properties.modified = datetime(2026, 5, 4)
    document.add_paragraph("Terms of the studio", style="Heading 1")
    document.add_paragraph("Refunds", style="Heading 2")
    document.add_paragraph("Seats are refunded until ten days before.")
    document.add_paragraph("Bring the receipt", style="List Bullet")
    document.add_paragraph("Prices", style="Heading 2")
    table = document.add_table(rows=0, cols=2)
    for cells in (("What", "Price"), ("Seat", "£52"), ("Kit", "£21")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text


def test_docx_headings_lists_and_tables(corpus: MakeCorpus) -> None:
    """Heading styles are locators, list items and rows stay legible, properties date the source."""
    found = corpus({"terms.docx": docx(terms)})
    assert [(p.locator, p.text) for p in found.passages] == [
        ("Refunds", "Refunds\n\nSeats are refunded until ten days before.\n\n- Bring the receipt"),
        ("Prices", "Prices\n\nWhat: Seat; Price: £52\nWhat: Kit; Price: £21"),
    ]
    source = found.sources[0]
    assert (source.title, source.language, source.date) == ("Terms", "en", date(2026, 5, 4))


def test_docx_dialogue_and_own_date(corpus: MakeCorpus) -> None:
    """Speaker tags work in a document; a "Version of" line beats the properties and the template's date."""

    def interview(document: Any) -> None:
        for line in ("Version of 1 May 2025", "HOST: Do you run?", "ADA: No.", "HOST: Swim?", "ADA: Daily."):
            document.add_paragraph(line)

    found = corpus({"a.docx": docx(interview), "b.docx": docx(lambda d: d.add_paragraph("Hello there."))})
    assert found.passages[0].speaker == "HOST / ADA"
    assert [s.date for s in found.sources] == [date(2025, 5, 1), None]


def test_a_damaged_docx_is_named(corpus: MakeCorpus) -> None:
    """A cut archive and an archive that is no document are both named."""
    found = corpus({"cut.docx": docx(terms)[:900], "empty.docx": b"PK\x03\x04" + b"\0" * 40})
    assert [(p.slug, p.fatal) for p in found.problems] == [("damaged", True), ("damaged", True)]


def test_an_archive_that_unpacks_too_far_is_refused(corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size that an archive announces is checked before it is opened."""
    monkeypatch.setattr("ipse.importers.docx.MAX_UNPACKED", 1_000)
    assert [p.slug for p in corpus({"bomb.docx": docx(terms)}).problems] == ["too_large"]
