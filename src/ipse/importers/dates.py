"""When something was said: dates of a document or an entry, read without guessing a field's order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice

from ipse.importers.words import months, plain, said_markers, update_markers

_LARGEST = 10**20  # no epoch; Python refuses to write out much larger numbers
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_CLOSING = "\"'”’»)]*_ "
_SEPARATORS = "·•|:–—-"
_HEAD_LINES = 6
_BARE_LINE = 24  # characters: "Friday 12 September 2026" and not much more
_MARKED_LINE = 160  # characters: a longer line is prose, not a date line


def parse_date(value: object, *, day_first: bool | None = None) -> date | None:
    """The date that a front matter value, a record field or a short phrase gives; None when it gives none.

    ISO dates and timestamps, epoch seconds or milliseconds, "15 September 2026", "September 15th, 2026",
    "1er mars 2026", "15/09/2026". "04/05/2026" is read only when ``day_first`` says how.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    plain_value = isinstance(value, (str, float)) or (isinstance(value, int) and abs(value) < _LARGEST)
    text = str(value).strip() if plain_value and not isinstance(value, bool) else ""
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    return find_date(text, day_first=day_first)


def find_date(text: str, *, day_first: bool | None = None, month_only: bool = False) -> date | None:
    """The first date inside ``text``; with ``month_only`` also "September 2026", as the first of the month."""
    if found := _ISO.search(text):
        return _date(found[1], found[2], found[3])
    folded = plain(text)
    if found := _written().search(folded):
        day, month, year = found["d"] or found["d2"], found["m"] or found["m2"], found["y"] or found["y2"]
        return _date(year, str(months()[month]), day)
    if found := _NUMERIC.search(text):
        return _numeric(found, day_first)
    if month_only and (found := _month().search(folded)):
        return _date(found["y"], str(months()[found["m"]]), "1")
    return None


def name_date(name: str) -> date | None:
    """The date in a file name: "2026-09-13-autumn-update.vtt", "20260913_live.srt"."""
    return find_date(name.replace("_", " ")) or _compact(name)


def entry_label(text: str, *, bare: bool = False) -> tuple[int, date] | None:
    """The length and date of a date that opens a line and is followed by a separator: "2026-01-01 · …".

    With ``bare``, by nothing: "2026-01-01 Five years.".
    """
    found = (_bare_entry() if bare else _entry()).match(plain(text))
    if not found:
        return None
    value = find_date(text[: found.end()])
    return (found.end(), value) if value else None


def document_date(
    lines: Iterable[str], *, title: str | None = None, name: str = "", stated: date | None = None
) -> date | None:
    """When a document was last true: the latest of what it states and of its "Updated …" lines.

    Without these: a "Recorded …" or "Published …" line, the file's ``name``, a date in the title or first
    line. Beyond the first lines, only a line that opens with a marker counts.
    """
    head: list[str] = []
    updates: list[date] = []
    marked: list[date] = []
    for index, line in enumerate(line for line in lines if line.strip()):
        head += [line] if index < _HEAD_LINES else []
        if len(line) <= _MARKED_LINE:
            for is_update, found in _marks(line, opening=index >= _HEAD_LINES):
                (updates if is_update else marked).append(found)
    known = [stated, *updates] if stated else updates
    return max(known) if known else next(iter(marked), None) or name_date(name) or _bare_date(title, head)


def day_first_column(values: Iterable[str], sample: int = 1000) -> bool | None:
    """Whether a column writes 04/05 as 4 May (True) or April 5 (False); None when nothing in it tells."""
    for value in islice(values, sample):
        if found := _NUMERIC.search(value):
            if int(found[1]) > 12:
                return True
            if int(found[2]) > 12:
                return False
    return None


def _marks(line: str, *, opening: bool) -> Iterator[tuple[bool, date]]:
    """The dates behind the markers of a line, each with whether it is an update."""
    folded = plain(line).lstrip("*_#>-–—([ ")
    for found in _markers().finditer(folded):
        before = folded[: found.start()].rstrip()
        if before and (opening or not before.endswith((*_SEPARATORS, ",", "(", ".", ";"))):
            continue
        if day := find_date(folded[found.end() :][:60], month_only=True):
            yield found["word"] in update_markers(), day


def _bare_date(title: str | None, head: list[str]) -> date | None:
    """The date in the title or in a first line that is no sentence, or in a short line that is only a date."""
    lines = [title] if title else []
    lines += [line for line in head[:1] if not line.rstrip(_CLOSING).endswith((".", "!", "?"))]
    lines += [line for line in head[:3] if len(line) <= _BARE_LINE]
    for line in lines:
        if len(line) <= _MARKED_LINE and not entry_label(line) and (found := find_date(line, month_only=True)):
            return found
    return None


def _numeric(found: re.Match[str], day_first: bool | None) -> date | None:
    first, second = int(found[1]), int(found[2])
    if second > 12 or (day_first is False and first <= 12):
        return _date(found[3], found[1], found[2])
    if first > 12 or day_first or first == second:
        return _date(found[3], found[2], found[1])
    return None


def _compact(name: str) -> date | None:
    found = _COMPACT.search(name)
    return _date(found[1], found[2], found[3]) if found else None


def _from_epoch(seconds: float) -> date | None:
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    try:
        return datetime.fromtimestamp(seconds, UTC).date()
    except (OverflowError, OSError, ValueError):
        return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _names() -> str:
    return "|".join(sorted(months(), key=lambda name: (-len(name), name)))


@cache
def _written() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?(?: of)?\s+(?P<m>{_names()})\.?,?\s+(?P<y>\d{{4}})(?!\d)"
        rf"|\b(?P<m2>{_names()})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
        rf"(?:\d\d:\d\d:\d\d [+-]\d{{4}} )?(?P<y2>\d{{4}})(?!\d)"
    )


@cache
def _month() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<m>{_names()})\.?\s+(?P<y>(?:19|20)\d\d)(?!\d)")


@cache
def _markers() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in (*update_markers(), *said_markers()))
    return re.compile(rf"\b(?P<word>{words})\b(?:\s+(?:on|le|du|the|in|en|au))?\s*+:?\s*+(?=[\w\d])")


@cache
def _entry() -> re.Pattern[str]:
    return re.compile(rf"{_entry_date()}\s*[{re.escape(_SEPARATORS)}]\s*")


@cache
def _bare_entry() -> re.Pattern[str]:
    return re.compile(rf"{_entry_date()}\s+(?=\S)")


def _entry_date() -> str:
    written = rf"\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_names()})\.?\s+\d{{4}}|(?:{_names()})\.?\s+\d{{1,2}},?\s+\d{{4}}"
    numeric = r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
    time = r"(?:[ t,à@]+\d\d?[:h]\d\d(?::\d\d)?z?)?"
    return rf"[\[(]?(?:{numeric}|{written}){time}[\])]?"
