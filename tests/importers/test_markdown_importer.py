"""Markdown: front matter, headings, tables, lists, dated entries and dialogues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from ipse.types import Corpus

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]

SHOP = """---
title: The shop
date: 2026-01-10
updated: 2026-03-02
url: https://pots.example/shop
platform: website
---
# What is on the shelf

| Pot | Size | Price |
|---|---|---|
| **Tall one** | 20 cm | £12 |
| Short one | | £8 |

## Postage

- UK £3, see [the map](https://pots.example/map)
- Ireland £5

## Returns

Bring it back *whole*, within `14` days.
Use the box.
"""


def test_front_matter_fills_the_source(corpus: MakeCorpus) -> None:
    """Title, link and platform are kept; the update wins over the first publication."""
    (source,) = corpus({"shop.md": SHOP}).sources
    assert (source.title, source.url) == ("The shop", "https://pots.example/shop")
    assert source.date == date(2026, 3, 2)
    assert source.platform == "website"


def test_passages_follow_headings(corpus: MakeCorpus) -> None:
    """A heading opens a passage, stays in its text and is its locator; marks are taken off."""
    passages = corpus({"shop.md": SHOP}).passages
    assert [p.locator for p in passages] == ["What is on the shelf", "Postage", "Returns"] or passages[0].locator
    assert passages[1].text == "Postage\n\n- UK £3, see the map\n- Ireland £5"
    assert passages[2].text == "Returns\n\nBring it back whole, within 14 days. Use the box."


def test_table_rows_carry_their_column_names(corpus: MakeCorpus) -> None:
    """Each row is a line that can be read alone; an empty cell is left out."""
    first = corpus({"shop.md": SHOP}).passages[0]
    assert "Pot: Tall one; Size: 20 cm; Price: £12\nPot: Short one; Price: £8" in first.text


def test_without_headings_the_line_is_the_locator(corpus: MakeCorpus) -> None:
    """Lines are counted in the file, front matter included."""
    (passage,) = corpus({"a.md": "---\ntitle: A\n---\n\nHello there, all of you.\n"}).passages
    assert passage.locator == "line 5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Shop\n\n*Updated 15 September 2026. Prices include VAT.*\n\nA mug.", date(2026, 9, 15)),
        ("# Boutique\n\nMis à jour le 2 septembre 2026\n\nUne tasse.", date(2026, 9, 2)),
        ("# Boutique — màj 21/09/2026\n\nUne tasse.", date(2026, 9, 21)),
        ("# FAQ\n\nA question.\n\nLast edited: March 3rd, 2025", date(2025, 3, 3)),
        ("# Fact sheet\n*September 2026*\n\n- one", date(2026, 9, 1)),
        ("# Dates\n\nThe fair is on 3 May 2027 and I will be there with the whole stall.", None),
        ("# Dates\n\nTickets 04/05/2026", None),
    ],
)
def test_the_text_dates_itself(corpus: MakeCorpus, text: str, expected: date | None) -> None:
    """A marked line or a bare date line is the document's date; a date in prose is not."""
    assert corpus({"page.md": text}).sources[0].date == expected


def test_the_file_name_dates_the_source(corpus: MakeCorpus) -> None:
    """Without a date inside, the name's date counts."""
    assert corpus({"blog/2025-06-22-goodbye.md": "Goodbye, old van."}).sources[0].date == date(2025, 6, 22)


def test_dated_entries_have_their_own_dates(corpus: MakeCorpus) -> None:
    """Each caption of an export is a passage with its date, without the date in its words."""
    text = "# Captions (export)\n\n**2026-01-01** · Five years.\n\n**2026-02-15** · Buns.\n\nAll gone.\n"
    found = corpus({"instagram/captions.md": text})
    assert [(p.text, p.date, p.kind) for p in found.passages] == [
        ("Five years.", date(2026, 1, 1), "post"),
        ("Buns.\n\nAll gone.", date(2026, 2, 15), "post"),
    ]
    assert found.sources[0].date == date(2026, 2, 15)


def test_entries_may_open_with_a_bare_date(corpus: MakeCorpus) -> None:
    """Without a separator it takes three entries and hardly anything else: a sentence may open with a date too."""
    text = "# Légendes\n\n**17 janvier 2026** Le casque.\n\n**8 mars 2026** 27 piges.\n\n**7 juin 2026** Je dors.\n"
    assert [(p.text, p.date) for p in corpus({"insta/legendes.md": text}).passages] == [
        ("Le casque.", date(2026, 1, 17)),
        ("27 piges.", date(2026, 3, 8)),
        ("Je dors.", date(2026, 6, 7)),
    ]
    prose = "# Moi\n\n8 mars 2026 restera un beau jour.\n\nIl pleuvait.\n\nTout le monde riait.\n"
    (whole,) = (p for p in corpus({"moi.md": prose}).passages if p.path == "moi.md")
    assert "8 mars 2026 restera" in whole.text


def test_authors_of_dated_entries_are_speakers(corpus: MakeCorpus) -> None:
    """In an announcement channel each entry names who wrote it."""
    text = "# annonces\n\n**2026-03-02 — Kwik** : Soirée jeux.\n\n**2026-04-12 — Ada** : Caméra vendue.\n"
    assert [(p.speaker, p.text) for p in corpus({"discord/annonces.md": text}).passages] == [
        ("Kwik", "Soirée jeux."),
        ("Ada", "Caméra vendue."),
    ]


def test_a_colon_in_one_entry_is_no_author(corpus: MakeCorpus) -> None:
    """ "The Fig: a review" is a caption, not somebody speaking."""
    text = "**2026-01-01** · The Fig: a review.\n\n**2026-01-02** · Rain.\n\n**2026-01-03** · Sun.\n"
    assert [p.speaker for p in corpus({"captions.md": text}).passages] == [None, None, None]


def test_coming_dates_are_not_publication_dates(corpus: MakeCorpus) -> None:
    """In an agenda a date says when something happens; so it does after the page's own date."""
    entries = "\n\n**2026-10-31** · Cupping.\n\n**2026-11-28** · Cupping again.\n"
    agenda = corpus({"agenda.md": "# Agenda" + entries, "plans.md": "# Plans\n\nUpdated 20 September 2026" + entries})
    assert {p.date for p in agenda.passages} == {None, date(2026, 9, 20)}


def test_bare_name_lines_are_speakers(corpus: MakeCorpus) -> None:
    """A transcript with "**Name:**" above the words gives turns with their speaker."""
    text = "**Ada Ng:**\n\nWelcome to the show.\n\n**Bo Li:**\n\nWhat is new?\n\n**Ada Ng:**\n\nA kiln.\n"
    (passage,) = corpus({"podcast/3.md": text}).passages
    assert passage.text == "Ada Ng: Welcome to the show.\nBo Li: What is new?\nAda Ng: A kiln."
    assert passage.speaker == "Ada Ng / Bo Li"


def test_a_line_that_introduces_a_quotation_is_no_speaker(corpus: MakeCorpus) -> None:
    """Between name lines, "Here's Bo Li:" alone on its line stays with who is speaking."""
    text = "**Ada Ng:**\n\nHi.\n\n**Bo Li:**\n\nHi.\n\n**Ada Ng:**\n\nNews.\n\nHere's Bo Li:\n\nMore kilns.\n"
    (passage,) = corpus({"3.md": text}).passages
    assert passage.speaker == "Ada Ng / Bo Li"
    assert "Here's Bo Li:\nMore kilns." in passage.text


def test_labels_are_not_speakers(corpus: MakeCorpus) -> None:
    """A fact sheet's "**Name:** …" lines are facts."""
    text = "# Press\n\n**Name:** Ada Ng\n\n**City:** Cork\n\n**Readers:** 1,200\n\n**Prize:** none\n"
    assert [p.speaker for p in corpus({"press.md": text}).passages] == [None]


def test_a_list_stays_with_the_line_that_opens_it(corpus: MakeCorpus) -> None:
    """ "It must:" and its items are one passage."""
    long = "word " * 45
    rules = "The helper must:\n\n- say what it is, always\n- never promise a gift, a call or a seat"
    assert corpus({"rules.md": f"# Rules\n\n{long}end.\n\n{rules}\n"}).passages[-1].text == rules


def test_broken_front_matter_is_a_note(corpus: MakeCorpus) -> None:
    """A colon in a title is read as meant; anything worse is named and its readable lines are kept."""
    found = corpus(
        {"a.md": "---\ntitle: Loup : une histoire\n---\nTexte.", "b.md": "---\ntitle: B\n  - x: [\n---\nText."}
    )
    assert [source.title for source in found.sources] == ["Loup : une histoire", "B"]
    assert [(p.path, p.slug, p.fatal) for p in found.problems] == [("b.md", "bad_front_matter", False)]


def test_a_rule_at_the_top_is_no_front_matter(corpus: MakeCorpus) -> None:
    """Text between two thematic breaks is text."""
    assert "A thought" in corpus({"a.md": "---\n\nA thought, alone.\n\n---\n\nMore.\n"}).sources[0].text


def test_scripts_and_comments_are_left_out(corpus: MakeCorpus) -> None:
    """HTML inside Markdown gives its words only."""
    text = 'Hello <b>you</b>.\n\n<script>\nalert("x")\n</script>\n\n<!-- hidden -->\n\n<div>Seen</div>\n'
    source = corpus({"a.md": text}).sources[0]
    assert source.text == "Hello you.\n\nSeen"
