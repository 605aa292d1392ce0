"""Tables of things: price lists and catalogues as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from ipse.text.values import find_values
from ipse.types import Corpus

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]
SHOP = "sku,item,price_gbp,stock,notes,updated\nBK-1,Bowl (small),12.00,sold out,back in May,2026-10-13\n"
BOUTIQUE = "reference;article;prix (€);etat_du_stock;mise_a_jour\nB1;Bol, petit;32;épuisé;13/10/2026\n"


@pytest.mark.parametrize(
    ("name", "text", "row", "number"),
    [
        ("shop/prices.csv", SHOP, "item: Bowl (small); price: 12.00 GBP; stock: sold out; notes: back in May", "BK-1"),
        ("boutique/tarifs.csv", BOUTIQUE, "article: Bol, petit; prix: 32 EUR; etat du stock: épuisé", "B1"),
    ],
)
def test_a_price_list_is_read_row_by_row(corpus: MakeCorpus, name: str, text: str, row: str, number: str) -> None:
    """Each cell has its column's name, a price its currency; the day of the last change dates the row."""
    found = corpus({name: text})
    (passage,) = found.passages
    assert found.problems == ()
    assert (passage.text, passage.locator, passage.date) == (row, number, date(2026, 10, 13))
    assert passage.title == row.partition(": ")[2].partition(";")[0]
    assert [str(v.unit) for v in find_values(passage.text, "en") if v.type.value == "money"] in (["GBP"], ["EUR"])


def test_a_note_beside_a_price_does_not_hide_it(corpus: MakeCorpus) -> None:
    """A column that would be the text of a post is one cell among others where there is a price."""
    (passage,) = corpus({"prices.csv": "name,price,description\nMug,8 €,Holds 300 ml\n"}).passages
    assert passage.text == "name: Mug; price: 8 €; description: Holds 300 ml"


def test_things_in_json(corpus: MakeCorpus) -> None:
    """Objects with a price are read like rows of a table; posts in the same file stay posts."""
    things = [{"id": 7, "name": "Mug", "price_eur": 8.5, "tags": ["x"]}, {"id": 8, "text": "New mugs today."}]
    found = corpus({"shop.json": json.dumps(things)})
    assert [(p.text, p.locator) for p in found.passages] == [
        ("name: Mug; price: 8.5 EUR; tags: x", "7"),
        ("New mugs today.", "8"),
    ]


def test_a_price_with_its_currency_in_an_object(corpus: MakeCorpus) -> None:
    """The amount and the currency of shop exports are told together, however deep they stand."""
    thing = {"name": "Mug", "price": {"value": {"amount": "14.50", "currency": "EUR"}}}
    (passage,) = corpus({"shop.json": json.dumps([thing])}).passages
    assert passage.text == "name: Mug; price: 14.50 EUR"


def test_every_value_of_a_variant_keeps_its_name(corpus: MakeCorpus) -> None:
    """A price before a discount is none of today's, and what is sold out is not on sale; days stay."""
    variant = {"title": "small", "available": False, "price": "14.00", "compare_at_price": "18.00", "grams": 300}
    dates = [{"date": "2026-12-05", "city": "Lille", "price": 25}]
    things = [{"title": "Bowl", "variants": [variant]}, {"name": "Tour", "dates": dates}]
    assert [p.text for p in corpus({"shop.json": json.dumps(things)}).passages] == [
        "title: Bowl; variants: small available no price 14.00 compare at price 18.00 grams 300",
        "name: Tour; dates: date 2026-12-05 city Lille price 25",
    ]


def test_a_post_that_names_a_product_stays_a_post(corpus: MakeCorpus) -> None:
    """Its date and author are kept, whatever prices its tags hold."""
    tags = [{"name": "Mug", "price": "12"}]
    post = {"text": "I was born in Oslo.", "date": "2026-05-01", "author": "Bob", "shopping_tags": tags}
    other = {"text": "Rain again.", "date": "2026-05-02", "author": "Ada"}
    first = corpus({"posts.json": json.dumps([post, other])}).passages[0]
    assert (first.text, first.date, first.speaker) == ("I was born in Oslo.", date(2026, 5, 1), "Bob")


def test_the_variants_of_a_thing(corpus: MakeCorpus) -> None:
    """What a shop export holds in lists is told part by part, without ids and links; a price within makes a thing."""
    variants = [
        {"id": 901, "title": "small", "price_eur": "14"},
        {"id": 902, "title": "large", "price_eur": "18", "image": {"url": "https://shop.example/l.jpg"}},
    ]
    thing = {"title": "Bowl", "text": "Thrown by hand.", "variants": variants, "images": ["https://shop.example/1.jpg"]}
    (passage,) = corpus({"shop.json": json.dumps([thing])}).passages
    assert passage.text == "title: Bowl; text: Thrown by hand.; variants: small price 14 EUR, large price 18 EUR"


@pytest.mark.parametrize("depth", [5, 200, 900, 20_000])
def test_a_record_nested_deeply_stops_nothing(corpus: MakeCorpus, depth: int) -> None:
    """It is read, or named as a problem; the next one is read."""
    deep = '{"name": "Mug", "price": 8, "parts": ' + '[{"a": ' * depth + '"clay"' + "}]" * depth + "}"
    found = corpus({"shop.jsonl": f'{deep}\n{{"text": "New mugs today."}}\n'})
    assert found.passages[-1].text == "New mugs today."
    assert [p.line for p in found.problems] == ([] if len(found.passages) == 2 else [1])


def test_a_table_without_prices_or_posts(corpus: MakeCorpus) -> None:
    """Coming dates, questions with answers: every cell is told, the day too, and dates nothing."""
    (passage,) = corpus({"tour.csv": "date,city,venue\n2026-12-05,Lille,Le Grand Mix\n"}).passages
    assert (passage.text, passage.date) == ("date: 2026-12-05; city: Lille; venue: Le Grand Mix", None)


def test_a_table_without_words_is_a_problem(corpus: MakeCorpus) -> None:
    """Numbers and links say nothing that a claim could be compared with."""
    found = corpus({"views.csv": "day,views,link\n2026-01-01,1200,https://views.example/1\n"})
    assert found.passages == ()
    assert [(p.slug, p.line) for p in found.problems] == [("no_text_column", 1)]
