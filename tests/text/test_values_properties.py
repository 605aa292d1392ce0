"""What holds for the values of any text."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ipse.text.values import ValueType, find_values, same_value

WORDS = """1 12 49 1,5 2.50 1 234 2026 18h30 6:30 € £ $ % euros e balles k M pm h g kg ans years mois months ago il y a
next last prochain mardi Tuesday mai May 3rd 3e half demi quart de vingt-deux quatre-vingt cent twenty hundred
million and et à to - / . , ! ’ 😂 code ABC15 a@b.example shop.example 06 12 34 56 78 neuf un a"""
PIECES = st.sampled_from([*WORDS.split(), "\u00a0", "\u200b"])
SPACED = st.lists(PIECES, max_size=14).map(" ".join)
TEXTS = SPACED | st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)
LANGUAGES = st.sampled_from(["en", "fr"])


@settings(max_examples=300, deadline=None)
@given(TEXTS, LANGUAGES, st.sampled_from([None, date(2026, 10, 2), date(2024, 2, 29)]))
def test_values_quote_the_text_in_order_without_overlap(text: str, language: str, ref: date | None) -> None:
    """Offsets are exact whatever stands in the text, and nothing crashes."""
    values = find_values(text, language, ref)
    assert all(text[value.start : value.end] == value.quote != "" for value in values)
    assert all(a.end <= b.start for a, b in pairwise(values))
    assert all(value.first <= value.last for value in values if value.first and value.last)
    assert all(value.minutes >= 0 for value in values if value.minutes is not None)


@settings(max_examples=200, deadline=None)
@given(TEXTS, LANGUAGES)
@example("99999999999999999999999999995", "en")  # more digits than a decimal's context holds
def test_comparison_is_symmetric_and_never_refutes_itself(text: str, language: str) -> None:
    """A value never differs from itself, and order makes no difference."""
    values = find_values(text, language, date(2026, 10, 2))[:6]
    for a in values:
        assert same_value(a, a) is not False
        for b in values:
            assert same_value(a, b) is same_value(b, a)


@given(st.integers(2, 999_999), LANGUAGES)
def test_an_amount_of_money_reads_the_same_in_every_spelling(amount: int, language: str) -> None:
    """Digits with any thousands mark give the amount back."""
    spaced = f"{amount:,}".replace(",", "\u202f")
    for text in (f"{amount} €", f"{spaced} €", f"{spaced} euros"):
        found = find_values(text, language)
        assert [(value.type, value.amount) for value in found] == [(ValueType.MONEY, Decimal(amount))]
