"""Values in digits and words, in English and French."""

from datetime import date
from decimal import Decimal

import pytest

from ipse.text.values import Value, ValueType, find_values, same_value

REF = date(2026, 10, 2)  # a Friday


def only(text: str, language: str, type_: ValueType, ref: date | None = REF) -> Value:
    """The single value of ``type_`` in ``text``."""
    found = [value for value in find_values(text, language, ref) if value.type == type_]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("language", "text", "amount"),
    [
        ("en", "two hundred and fifty", "250"),
        ("en", "twelve thousand three hundred", "12300"),
        ("en", "1.5k", "1500"),
        ("en", "1,234.50", "1234.5"),
        ("en", "2.3 million", "2300000"),
        ("en", "1M", "1000000"),
        ("en", "a hundred and twenty", "120"),
        ("en", "two fifty", "250"),
        ("fr", "quatre-vingt-dix-sept", "97"),
        ("fr", "soixante et onze", "71"),
        ("fr", "septante-deux", "72"),
        ("fr", "dix-neuf", "19"),
        ("fr", "mille neuf cent", "1900"),
        ("fr", "deux cents", "200"),
        ("fr", "468 000", "468000"),
        ("fr", "468\u202f000", "468000"),
        ("fr", "1.000", "1000"),
        ("fr", "12,5", "12.5"),
        ("fr", "1,2 million", "1200000"),
    ],
)
def test_numbers_in_digits_and_words(language: str, text: str, amount: str) -> None:
    """One number, whatever its spelling."""
    assert only(f"({text})", language, ValueType.NUMBER).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("language", "text", "amount", "unit"),
    [
        ("fr", "quarante-neuf euros", "49", "EUR"),
        ("fr", "49 €", "49", "EUR"),
        ("fr", "49e frais de port inclus", "49", "EUR"),
        ("fr", "49€90", "49.90", "EUR"),
        ("fr", "quarante-neuf euros quatre-vingt-dix", "49.90", "EUR"),
        ("fr", "90 balles", "90", "EUR"),
        ("fr", "mille balles", "1000", "EUR"),
        ("fr", "dix centimes", "0.10", "EUR"),
        ("en", "€49.00", "49", "EUR"),
        ("en", "forty-nine euros", "49", "EUR"),
        ("en", "six quid", "6", "GBP"),
        ("en", "50p", "0.50", "GBP"),
        ("en", "a tenner", "10", "GBP"),
        ("en", "$2m", "2000000", "USD"),
        ("en", "£1,860", "1860", "GBP"),
        ("en", "fifty bucks", "50", "USD"),
        ("en", "three pounds sixty postage", "3.60", "GBP"),
        ("fr", "onze euros quarante le paquet", "11.40", "EUR"),
        ("en", "2 million dollars", "2000000", "USD"),
        ("fr", "2 millions d'euros", "2000000", "EUR"),
    ],
)
def test_money(language: str, text: str, amount: str, unit: str) -> None:
    """The currency and the amount, from symbols, words and chat forms."""
    value = only(f"ok, {text}.", language, ValueType.MONEY)
    assert (value.amount, value.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize("text", ["le 49e", "49e étage", "au 3e"])
def test_a_french_ordinal_is_no_price(text: str) -> None:
    """The suffix "e" is a price only where nothing is being ranked."""
    assert [value.type for value in find_values(text, "fr")] == [ValueType.ORDINAL]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "20 per cent"), ("en", "20%"), ("fr", "vingt pour cent"), ("fr", "-20 %")]
)
def test_percentages(language: str, text: str) -> None:
    """The hundred of "per cent" is no number of its own."""
    assert [(value.type, value.amount) for value in find_values(text, language)] == [(ValueType.PERCENT, 20)]


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("en", "12 May 2025", "2025-05-12", "2025-05-12"),
        ("en", "May 12th, 2025", "2025-05-12", "2025-05-12"),
        ("en", "2025-05-12", "2025-05-12", "2025-05-12"),
        ("en", "next Tuesday", "2026-10-06", "2026-10-06"),
        ("en", "last Friday", "2026-09-25", "2026-09-25"),
        ("en", "yesterday", "2026-10-01", "2026-10-01"),
        ("en", "last summer", "2026-06-01", "2026-08-31"),
        ("en", "next month", "2026-11-01", "2026-11-30"),
        ("en", "in March 2024", "2024-03-01", "2024-03-31"),
        ("en", "since 2019", "2019-01-01", "2019-12-31"),
        ("en", "the 1990s", "1990-01-01", "1999-12-31"),
        ("en", "twenty twenty-four", "2024-01-01", "2024-12-31"),
        ("en", "A fortnight tomorrow", "2026-10-17", "2026-10-17"),
        ("en", "three days ago", "2026-09-29", "2026-09-29"),
        ("en", "Wednesday the 7th", "2026-10-07", "2026-10-07"),
        ("en", "Christmas 2025", "2025-12-25", "2025-12-25"),
        ("fr", "le 1er mars 2024", "2024-03-01", "2024-03-01"),
        ("fr", "du 12 au 15 mai 2025", "2025-05-12", "2025-05-15"),
        ("fr", "mardi prochain", "2026-10-06", "2026-10-06"),
        ("fr", "avant-hier", "2026-09-30", "2026-09-30"),
        ("fr", "l’été dernier", "2026-06-01", "2026-08-31"),
        ("fr", "la semaine prochaine", "2026-10-05", "2026-10-11"),
        ("fr", "dans 3 jours", "2026-10-05", "2026-10-05"),
        ("fr", "depuis 2019", "2019-01-01", "2019-12-31"),
        ("fr", "les années 90", "1990-01-01", "1999-12-31"),
        ("fr", "en deux mille vingt-quatre", "2024-01-01", "2024-12-31"),
        ("fr", "12/05/2025", "2025-05-12", "2025-05-12"),
        ("fr", "janvier à juin 2025", "2025-01-01", "2025-06-30"),
    ],
)
def test_dates(language: str, text: str, first: str, last: str) -> None:
    """A date is the period it covers; relative dates count from the day of writing."""
    value = only(f"ok {text}.", language, ValueType.DATE)
    assert (value.first, value.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_long_ago_is_a_period_around_the_day() -> None:
    """ "Two years ago" said in October 2026 can be any day within six months of October 2024."""
    for language, text in (("en", "two years ago"), ("fr", "il y a deux ans")):
        value = only(text, language, ValueType.DATE)
        assert date(2024, 3, 1) < (value.first or date.min) < date(2024, 10, 2)
        assert date(2024, 10, 2) < (value.last or date.max) < date(2025, 5, 1)


@pytest.mark.parametrize(
    ("language", "text", "unit"),
    [
        ("en", "12 May", "--05-12"),
        ("en", "on Tuesdays", "W2"),
        ("en", "the last Saturday of each month", "W6"),
        ("en", "in April", "--04"),
        ("fr", "le mardi", "W2"),
        ("fr", "le 9 novembre", "--11-09"),
        ("fr", "Noël", "--12-25"),
    ],
)
def test_open_dates_keep_what_was_said(language: str, text: str, unit: str) -> None:
    """Without a reference nothing is guessed."""
    value = only(f"ok {text}.", language, ValueType.DATE, None)
    assert (value.unit, value.first) == (unit, None)


@pytest.mark.parametrize("text", ["June's videos", "from April Stone", "I may go", "march on!", "Black Friday"])
def test_words_that_only_look_like_dates(text: str) -> None:
    """Names, verbs and sales are not dates."""
    assert find_values(text, "en", REF) == ()


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("fr", "18h30", 1110),
        ("fr", "à 18 h", 1080),
        ("fr", "live 21h", 1260),
        ("fr", "dix-huit heures trente", 1110),
        ("fr", "six heures et demie", 390),
        ("fr", "huit heures moins le quart", 465),
        ("fr", "midi et demi", 750),
        ("fr", "six heures du soir", 1080),
        ("en", "6:30pm", 1110),
        ("en", "7.30 p.m.", 1170),
        ("en", "half seven", 450),
        ("en", "half past six", 390),
        ("en", "quarter to nine", 525),
        ("en", "nine in the morning", 540),
        ("en", "noon", 720),
        ("en", "5 o'clock", 300),
    ],
)
def test_times_of_day(language: str, text: str, minutes: int) -> None:
    """Minutes since midnight."""
    assert only(f"ok {text} ", language, ValueType.TIME).minutes == minutes


@pytest.mark.parametrize(
    ("language", "text", "amount", "unit"),
    [
        ("en", "two and a half years", "2.5", "year"),
        ("en", "an hour and a half", "1.5", "hour"),
        ("en", "ninety minutes", "90", "minute"),
        ("en", "two hours and ten minutes", "130", "minute"),
        ("en", "a quarter of an hour", "0.25", "hour"),
        ("en", "aged 31", "31", "year"),
        ("fr", "deux ans et demi", "2.5", "year"),
        ("fr", "trois quarts d'heure", "0.75", "hour"),
        ("fr", "une demi-heure", "0.5", "hour"),
        ("fr", "pendant 2h30", "150", "minute"),
        ("fr", "1h30 de vidéo", "90", "minute"),
        ("fr", "34 ans", "34", "year"),
        ("fr", "24 h de live", "24", "hour"),
    ],
)
def test_durations(language: str, text: str, amount: str, unit: str) -> None:
    """Lengths of time and ages, which look like times of day in French."""
    value = only(f"ok {text}", language, ValueType.DURATION)
    assert (value.amount, value.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize(
    ("language", "text", "amount", "unit"),
    [
        ("en", "15g", "15", "g"),
        ("en", "fifteen grams", "15", "g"),
        ("en", "a quarter of a litre", "0.25", "l"),
        ("en", "five foot four", "64", "inch"),
        ("fr", "trente-huit mètres cinquante, une vraie péniche", "38.5", "m"),
        ("fr", "je fais 1 m 70", "1.7", "m"),
        ("fr", "je mesure 1m70", "1.7", "m"),
        ("fr", "cinq mètres 2 fois", "5", "m"),
        ("en", "94 °C", "94", "degC"),
        ("fr", "64 Go", "64", "GB"),
        ("fr", "douze mètres carrés", "12", "m2"),
        ("fr", "3 100 bornes", "3100", "km"),
    ],
)
def test_quantities(language: str, text: str, amount: str, unit: str) -> None:
    """A number and its unit."""
    value = only(f"ok {text}.", language, ValueType.QUANTITY)
    assert (value.amount, value.unit) == (Decimal(amount), unit)


def test_a_range_shares_its_unit() -> None:
    """ "5 à 7 euros" names two prices."""
    for language, text in (
        ("fr", "5 à 7 euros"),
        ("fr", "entre 5 et 7 €"),
        ("en", "$5-7"),
        ("en", "five to seven quid"),
    ):
        found = find_values(text, language)
        assert [(value.type, value.amount) for value in found] == [(ValueType.MONEY, 5), (ValueType.MONEY, 7)]
        assert len({value.unit for value in found}) == 1


@pytest.mark.parametrize(
    ("text", "type_", "normal"),
    [
        ("see https://www.studio.example/shop/.", ValueType.URL, "studio.example/shop"),
        ("write to Team@Studio.example!", ValueType.EMAIL, "team@studio.example"),
        ("call 06 12 34 56 78", ValueType.PHONE, "612345678"),
        ("call +33 6 12 34 56 78", ValueType.PHONE, "612345678"),
        ("use code WINTER15 now", ValueType.CODE, "WINTER15"),
        ("avec le code « MAREE »", ValueType.CODE, "MAREE"),
    ],
)
def test_literals(text: str, type_: ValueType, normal: str) -> None:
    """Links, addresses, telephone numbers and codes in their normal form, and no stray numbers in them."""
    found = find_values(text, "en")
    assert [(value.type, value.unit) for value in found] == [(type_, normal)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "no one knows"),
        ("en", "one of them"),
        ("fr", "un PC tout neuf"),
        ("fr", "une vidéo"),
        ("en", "give me a second"),
    ],
)
def test_small_words_are_no_numbers(language: str, text: str) -> None:
    """Articles, pronouns and "neuf" the adjective say no value."""
    assert all(value.type == ValueType.DURATION for value in find_values(text, language))


def test_rough_figures_and_bounds_are_marked() -> None:
    """Approximations and limits keep their manner."""
    assert only("about 30 people", "en", ValueType.NUMBER).approx
    assert only("une trentaine de gens", "fr", ValueType.NUMBER).approx
    assert only("at least 97%", "en", ValueType.PERCENT).bound == "min"
    assert only("moins de 15 €", "fr", ValueType.MONEY).bound == "max"


SAME = [
    ("fr", "quarante-neuf euros", "en", "€49.00", True),
    ("fr", "49 €", "fr", "59 €", False),
    ("en", "£39", "fr", "39 €", False),
    ("en", "£39", "fr", "45 €", None),
    ("en", "1.5 kg", "fr", "1500 g", True),
    ("en", "six months", "fr", "6 mois", True),
    ("en", "two weeks", "fr", "14 jours", True),
    ("en", "about 30", "en", "28", True),
    ("en", "about 30", "en", "45", False),
    ("fr", "une trentaine", "en", "31", True),
    ("en", "over 400 seats", "en", "420 seats", True),
    ("en", "over 400 seats", "en", "300 seats", False),
    ("en", "over 400 seats", "en", "4000 seats", None),
    ("en", "half seven", "fr", "19h30", True),
    ("en", "6:30 am", "fr", "18h30", False),
    ("en", "12 May 2025", "fr", "le 12 mai", True),
    ("en", "12 May 2025", "fr", "le 13 mai", False),
    ("en", "in 2025", "fr", "le 12 mai 2025", True),
    ("en", "on Tuesdays", "fr", "le mardi", True),
    ("en", "on Tuesdays", "fr", "le jeudi", False),
    ("en", "on Mondays", "fr", "le 12 mai 2025", True),
    ("en", "on Sundays", "fr", "le 12 mai 2025", None),
    ("fr", "du 20 au 22 février 2027", "en", "Sunday 21 February 2027", True),
    ("fr", "douze francs", "en", "12 Swiss francs", True),
    ("en", "12 eggs", "en", "£12", True),
    ("en", "13 eggs", "en", "£12", None),
    ("en", "3 kg", "en", "£3.50", None),
]


@pytest.mark.parametrize(("language", "text", "other_language", "other", "same"), SAME)
def test_same_value(language: str, text: str, other_language: str, other: str, same: bool | None) -> None:
    """Spellings and languages make no difference; what cannot be compared is neither same nor different."""
    first, second = find_values(text, language, None), find_values(other, other_language, None)
    assert len(first) == len(second) == 1, (first, second)
    assert same_value(first[0], second[0]) is same
    assert same_value(second[0], first[0]) is same
