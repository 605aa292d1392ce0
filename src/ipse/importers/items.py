"""Tables of things instead of posts (price lists, catalogues, stock, dates): each row is read with its column names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ipse.importers.base import Block, BlockKind, Document
from ipse.importers.dates import parse_date
from ipse.importers.markdown import table_row
from ipse.importers.records import Columns, guess_columns
from ipse.importers.words import columns, field_key, update_markers

_CURRENCIES = {"€": "EUR", "£": "GBP", "$": "USD"} | {
    code: code.upper() for code in ("eur", "gbp", "usd", "cad", "aud", "nzd", "chf", "jpy")
}
_NAME_PART = re.compile(r"[^\s_()\[\]]+")
_NUMBER = re.compile(r"\d[\d  .,'’]*")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_NOT_SHOWN = ("id", "url", "date", "language")
_NOT_SHOWN_WITHIN = ("id", "url")
_UNNAMED = frozenset({"title", "name", "value", "amount", "currency", "currencycode", "currency code"})


def is_price(field: str) -> bool:
    """A column or field that holds what something costs: "price_gbp", "Prix (€)", "Variant Price"."""
    return any(word in columns("price") for word in field_key(field).split())


def has_items(fields: Iterable[str]) -> bool:
    """The rows are things with a price, whatever text stands beside it: the price belongs to what is read."""
    return any(map(is_price, fields))


def is_item(record: Mapping[str, object]) -> bool:
    """The record is a thing with a price: its own, or that of a variant within, unless it is a dated or signed post."""
    names = guess_columns(record)
    post = names["text"] and (names["date"] or names["author"])
    return has_items(record) or (not post and has_items(_fields(record)))


def _fields(record: Mapping[str, object]) -> Iterator[str]:
    """Every field name in a record, at any depth."""
    left: list[object] = [record]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            yield from value
            left += value.values()
        elif isinstance(value, list):
            left += value


def item_columns(fields: Iterable[str]) -> dict[str, str | None]:
    """The field for each role, as for posts; only the day of the last change dates a row, any other day is told."""
    known = list(fields)
    names = guess_columns(known)
    names["date"] = next((field for field in known if field_key(field) in update_markers()), None)
    names["title"] = next((field for name in columns("item") for field in known if field_key(field) == name), None)
    return names


def item_document(record: Mapping[str, object], found: Columns, position: int) -> Document | None:
    """The row in words, "article: bol; prix: 32 EUR; stock: épuisé"; None when no cell holds a word."""
    hidden = {found.names.get(role) for role in _NOT_SHOWN}
    shown = {name: _cell(name, value) for name, value in record.items() if name not in hidden}
    if not any(_WORDS.search(_LINK.sub("", value)) for value in shown.values()):
        return None
    number = found.value(record, "id") or f"line {position}"
    text = table_row([_label(name) for name in shown], list(shown.values()))
    return Document(
        (Block(text, BlockKind.ROW, locator=number),),
        record=number,
        title=found.value(record, "title"),
        url=found.value(record, "url"),
        date=parse_date(found.value(record, "date"), day_first=found.day_first),
        language=found.value(record, "language"),
    )


def _cell(name: str, value: object) -> str:
    """A cell as text; a bare number under a price gets the currency that the column names.

    What stands in an object is told in its order, {"amount": 14, "currency": "EUR"} as "14 EUR", and the parts of a
    list one after the other, each value with its name. Ids and bare links are left out, and so is a yes or no that
    stands alone.
    """
    if isinstance(value, dict):
        return " ".join(_parts_of(value))
    if isinstance(value, list):
        told = (_cell(name, part) for part in value)
        return ", ".join(part for part in told if _LINK.sub("", part).strip())
    if value is None or isinstance(value, bool):
        return ""
    text = " ".join(str(value).split())
    currency = _currency(name) if is_price(name) else None
    return f"{text} {currency}" if currency and _NUMBER.fullmatch(text) else text


def _parts_of(value: Mapping[str, object]) -> Iterator[str]:
    names = guess_columns(value)
    hidden = {names[role] for role in _NOT_SHOWN_WITHIN}
    for key, part in value.items():
        text = ("yes" if part else "no") if isinstance(part, bool) else _cell(key, part)
        if key not in hidden and _LINK.sub("", text).strip():
            yield text if field_key(key) in _UNNAMED else f"{_label(key)} {text}"


def _currency(name: str) -> str | None:
    return next((_CURRENCIES[part.casefold()] for part in _parts(name) if part.casefold() in _CURRENCIES), None)


def _label(name: str) -> str:
    """The column's name for a reader: "prix_eur" is "prix", "etat_du_stock" is "etat du stock"."""
    parts = _parts(name)
    return " ".join(part for part in parts if not (is_price(name) and part.casefold() in _CURRENCIES))


def _parts(name: str) -> list[str]:
    return _NAME_PART.findall(name)
