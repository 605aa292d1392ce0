"""One error tree: every error has a slug and a remedy, and names where it happened."""

from __future__ import annotations


class IpseError(Exception):
    """Something the user can mend. ``str(error)`` names the file, the line, the field and the remedy."""

    slug = "error"

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        path: str | None = None,
        line: int | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.path = path
        self.line = line
        self.field = field

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        where = f"{place}: " if place else ""
        what = f"{self.field}: " if self.field else ""
        return f"{where}{what}{self.message} [{self.slug}]\n  remedy: {self.remedy}"


class ConfigError(IpseError):
    """``ipse.toml`` or an option is wrong."""

    slug = "config"


class SourceError(IpseError):
    """A source file cannot be read."""

    slug = "source"


class TranscriptError(IpseError):
    """A transcript file cannot be read at all."""

    slug = "transcript"


class RuleError(IpseError):
    """A rule file does not load."""

    slug = "rule"


class LexiconError(IpseError):
    """A language's data file does not load."""

    slug = "lexicon"


class ModelError(IpseError):
    """A model is missing, damaged or of the wrong shape."""

    slug = "model"


class CacheError(IpseError):
    """The cache folder cannot be used."""

    slug = "cache"


class BenchError(IpseError):
    """A benchmark file is not in the expected form."""

    slug = "bench"


class ReportError(IpseError):
    """A report cannot be written."""

    slug = "report"


class UsageError(IpseError):
    """The command line's words are off."""

    slug = "usage"


class BulkError(IpseError):
    """A long run cannot start, go on or keep its journal."""

    slug = "bulk"
