"""Every visible string of the reports, by language; dates and numbers by locale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import yaml

from ipse.errors import LexiconError
from ipse.messages.typography import typeset

FOLDER = Path(__file__).resolve().parent
FALLBACK = "en"

_FIRST = re.compile(r"^1(?=\s)")
_LINE = re.compile(r"line (\d+)")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Translator:
    """The strings of one language, with its dates, numbers and plurals (CLDR, through babel)."""

    language: str
    strings: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The string for ``key`` with ``values`` filled in.

        Raises:
            LexiconError: the language's file lacks the key.
        """
        if key not in self.strings:
            raise LexiconError("missing string", remedy="add it", path=f"i18n/{self.language}.yaml", field=key)
        return self.strings[key].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """``key.one`` or ``key.other`` by the language's plural rule, with the number and ``values`` filled in."""
        from babel import Locale

        form = Locale.parse(self.language).plural_form(number)
        name = f"{key}.{form}" if f"{key}.{form}" in self.strings else f"{key}.other"
        return self(name, n=self.number(number), **values)

    def noun(self, key: str, number: int) -> str:
        """The words of :meth:`count` without the number, for a number set apart in large type."""
        return self.count(key, number).replace(self.number(number), "", 1).strip()

    def reason(self, slug: str) -> str:
        """Why a verdict fell, in words; a reason that has none is shown as it is."""
        for key in (f"reason.{slug}", f"reason.{slug.rpartition('_')[2]}"):
            if key in self.strings:
                return self(key)
        return slug.replace("_", " ")

    def locator(self, place: str) -> str:
        """Where in a source, in the page's language: importers number lines as "line 12"."""
        line = _LINE.fullmatch(place)
        return self("place.line", n=line[1]) if line else place

    def figure(self, text: str) -> str:
        """A number or percentage that was written in English, such as "0.5 %", in the language's notation."""
        number, _, sign = text.partition(" ")
        if sign not in ("", "%") or not _FIGURE.fullmatch(number):
            return text
        digits = len(number.partition(".")[2])
        from babel.numbers import format_decimal

        told = format_decimal(float(number), format=f"#,##0.{'0' * digits}", locale=self.language)
        return f"{told}\u00a0%" if sign else told

    def number(self, value: float) -> str:
        """A number in the language's notation."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.language)

    def percent(self, value: float) -> str:
        """A share as a percentage with one decimal."""
        from babel.numbers import format_percent

        return format_percent(
            value, format="#,##0.0\u00a0%" if self.language == "fr" else "#,##0.0%", locale=self.language
        )

    def share(self, value: float) -> str:
        """A share as a whole percentage, for plain readers and chart axes."""
        from babel.numbers import format_percent

        return format_percent(value, format="#,##0\u00a0%" if self.language == "fr" else "#,##0%", locale=self.language)

    def short_day(self, value: date) -> str:
        """Day and month, short."""
        from babel.dates import format_skeleton

        return self._ordinal(format_skeleton("MMMd", value, locale=self.language))

    def day(self, value: date) -> str:
        """A day, written out."""
        from babel.dates import format_date

        return self._ordinal(format_date(value, format="long", locale=self.language))

    def moment(self, value: datetime) -> str:
        """A moment with its time zone's hour."""
        from babel.dates import format_datetime

        return self._ordinal(format_datetime(value, format="medium", locale=self.language, tzinfo=value.tzinfo))

    def _ordinal(self, told: str) -> str:
        """French writes the first of a month as "1er", which the locale's data do not know."""
        return _FIRST.sub("1er", told) if self.language == "fr" else told


def languages() -> tuple[str, ...]:
    """The languages that the reports speak."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache(maxsize=8)
def translator(language: str) -> Translator:
    """The translator for a language; English when Ipse does not speak it."""
    path = FOLDER / f"{language}.yaml"
    known = language if path.is_file() else FALLBACK
    strings = yaml.safe_load((FOLDER / f"{known}.yaml").read_text(encoding="utf-8"))
    return Translator(known, {str(k): typeset(str(v), known) for k, v in strings.items()})
