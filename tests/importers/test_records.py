"""Posts as JSON Lines and CSV: each record is a source of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from ipse.types import Corpus

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]


def lines(*records: object) -> str:
    """JSON Lines; text is written as it is."""
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records) + "\n"


def test_each_record_is_a_source(corpus: MakeCorpus) -> None:
    """Id, date, link and text of a post are kept; the path points into the file."""
    posts = [{"id": "t1", "date": "2023-04-02", "text": "Passed my test.", "url": "https://posts.example/t1"}]
    found = corpus(
        {"tweets.jsonl": lines(*posts, {"id": 2, "created_at": "2024-01-07T10:00:00Z", "full_text": "Sundays."})}
    )
    assert [s.source_id for s in found.sources] == ["tweets.jsonl#t1", "tweets.jsonl#2"]
    first, second = found.passages
    assert (first.text, first.date, first.locator, first.kind) == ("Passed my test.", date(2023, 4, 2), "t1", "tweet")
    assert (first.url, second.date) == ("https://posts.example/t1", date(2024, 1, 7))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Wed Jan 07 20:19:24 +0000 2026", date(2026, 1, 7)),
        (1767816000, date(2026, 1, 7)),
        (1767816000000, date(2026, 1, 7)),
        ("7 janvier 2026", date(2026, 1, 7)),
        ("January 7, 2026", date(2026, 1, 7)),
        ("someday", None),
        (True, None),
    ],
)
def test_dates_of_exports(corpus: MakeCorpus, written: object, expected: date | None) -> None:
    """The ways in which platforms write moments."""
    assert corpus({"posts.jsonl": lines({"text": "x y z", "date": written})}).sources[0].date == expected


def test_a_broken_record_does_not_lose_the_others(corpus: MakeCorpus) -> None:
    """Each broken line is named; a record without text is a note when its field is empty."""
    found = corpus(
        {"posts.jsonl": lines({"text": "one"}, "{broken", {"text": ""}, "[1]", {"mood": "x"}, {"text": "two"})}
    )
    assert [p.text for p in found.passages] == ["one", "two"]
    assert [(p.slug, p.line, p.fatal) for p in found.problems] == [
        ("bad_record", 2, True),
        ("bad_record", 4, True),
        ("empty_record", 3, False),
        ("no_text_field", 5, True),
    ]


def test_a_json_list_is_read(corpus: MakeCorpus) -> None:
    """One list of posts in a .json file."""
    assert [s.source_id for s in corpus({"p.json": json.dumps([{"texte": "un"}, {"texte": "deux"}])}).sources] == [
        "p.json#line 1",
        "p.json#line 2",
    ]


def test_repeated_ids_stay_apart(corpus: MakeCorpus) -> None:
    """Two records with one id are two sources."""
    found = corpus({"p.jsonl": lines({"id": 1, "text": "one"}, {"id": 1, "text": "two"})})
    assert [s.source_id for s in found.sources] == ["p.jsonl#1", "p.jsonl#1~2"]


def test_an_author_of_every_record_is_the_creator(corpus: MakeCorpus) -> None:
    """An export of one account has no other speaker; in a shared channel each author is kept."""
    own = lines({"author": "@ada", "text": "one"}, {"author": "@ada", "text": "two"})
    shared = lines({"author": "Kwik", "text": "one"}, {"author": "Ada", "text": "two"})
    found = corpus({"a.jsonl": own, "b.jsonl": shared})
    assert [p.speaker for p in found.passages] == [None, None, "Kwik", "Ada"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_french_and_english(corpus: MakeCorpus, mark: str) -> None:
    """Columns are found by their names in both languages, whatever separates them."""
    rows = [
        ["Identifiant", "Publié le", "Légende"],
        ["7", "31/12/2025", '"Bonne année,\ntous"'],
        ["8", "02/01/2026", "Deux"],
    ]
    found = corpus({"instagram/posts.csv": "\n".join(mark.join(row) for row in rows)})
    assert [(s.source_id, s.date, s.text) for s in found.sources] == [
        ("instagram/posts.csv#7", date(2025, 12, 31), "Bonne année, tous"),
        ("instagram/posts.csv#8", date(2026, 1, 2), "Deux"),
    ]


def test_the_column_tells_the_order_of_day_and_month(corpus: MakeCorpus) -> None:
    """02/01 is February 1 where another row says 12/31; without any sign the date is left open."""
    american = "text,date\na,02/01/2026\nb,12/31/2025\n"
    found = corpus({"a.csv": american, "b.csv": "text,date\nc,02/01/2026\n"})
    assert [s.date for s in found.sources] == [date(2026, 2, 1), date(2025, 12, 31), None]


def test_the_line_that_names_the_separator_is_no_post(corpus: MakeCorpus) -> None:
    """Spreadsheets write "sep=;" above the header; lines are counted all the same."""
    found = corpus({"posts.csv": "sep=;\nid;text\n1;hello there\n2;a;b\n"})
    assert [(p.text, p.locator) for p in found.passages] == [("hello there", "1")]
    assert [p.line for p in found.problems] == [4]


def test_a_header_that_is_no_header_is_a_problem(corpus: MakeCorpus) -> None:
    """A cell that no table has in its first line is told, whatever was read before."""
    found = corpus({"a.csv": "text\nhello there\n", "b.csv": "x" * 1_200_000 + ",text\n1,one\n"})
    assert [(p.slug, p.path, p.line) for p in found.problems] == [("bad_csv", "b.csv", 1)]


@pytest.mark.parametrize(
    ("broken", "line", "what"),
    [
        ('2,"two\n3,three\n4,four\n', 3, "never closed"),
        ('2,"two\nlines"\n3,"three\n4,"four"\n', 5, "goes on after the closing quote in line 6"),
    ],
)
def test_an_unclosed_quote_hides_nothing(corpus: MakeCorpus, broken: str, line: int, what: str) -> None:
    """The rows before it are kept; the problem says where it opened and that the rest was not read."""
    found = corpus({"posts.csv": "id,text\n1,one\n" + broken})
    assert found.passages[0].text == "one"
    (problem,) = found.problems
    assert (problem.slug, problem.path, problem.line, problem.fatal) == ("bad_csv", "posts.csv", line, True)
    assert what in problem.message
    assert "read no further" in problem.message


def test_csv_problems_are_named(corpus: MakeCorpus) -> None:
    """A table without a text column, or a row with too many cells."""
    found = corpus({"a.csv": "when,what\n1,2\n", "b.csv": "id,text\n1,one\n2,two,three\n4,four\n"})
    assert [p.text for p in found.passages] == ["one", "four"]
    assert [(p.path, p.slug, p.line) for p in found.problems] == [
        ("a.csv", "no_text_column", 1),
        ("b.csv", "bad_record", 3),
    ]


def test_short_records_take_the_language_of_their_file(corpus: MakeCorpus) -> None:
    """A post too short to tell has the language of the posts around it."""
    posts = [{"text": "Je suis rentré de Lille hier soir avec ma sœur."}, {"text": "Nickel."}]
    assert [s.language for s in corpus({"p.jsonl": lines(*posts)}).sources] == ["fr", "fr"]


@pytest.mark.parametrize(
    "title",
    [
        "# Old price list 2024/25 (kept, for the record)\n",
        "Prix au 1er mars 2026,,,\n",
        "Price list, spring\n\nAll in pounds now\n",
    ],
)
def test_a_title_above_the_header_is_a_text_of_its_own(corpus: MakeCorpus, title: str) -> None:
    """A line with fewer cells than the table is no header; the rows keep their names, and nothing is lost."""
    found = corpus({"prices.csv": title + "item,size,price_gbp,stock\nMug,small,14,yes\nBowl,large,22,no\n"})
    texts = [p.text for p in found.passages]
    assert not found.problems
    assert [text.startswith("item: ") for text in texts] == [False, True, True]
    assert texts[0].startswith(title.split("\n")[0].strip("# ,"))


def test_a_header_with_few_names_is_still_the_header(corpus: MakeCorpus) -> None:
    """One unnamed column beside a named one is no title."""
    found = corpus({"facts.csv": "text,\nI roast on Tuesdays,x\nI rest on Sundays,y\n"})
    assert [p.text for p in found.passages] == ["I roast on Tuesdays", "I rest on Sundays"]
