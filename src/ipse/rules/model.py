"""A loaded rule: the checked file, its pack, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from ipse.rules.schema import NoteModel, RuleModel
from ipse.types import Disposition, Severity

_DISPOSITIONS = {
    Severity.CRITICAL: Disposition.BLOCK,
    Severity.ERROR: Disposition.BLOCK,
    Severity.WARNING: Disposition.REVIEW,
    Severity.NOTE: Disposition.NOTE,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to run. Certainty S and M rules are notes: they inform, they never block."""

    spec: RuleModel
    pack: str
    path: str

    @property
    def id(self) -> str:
        """The rule's identifier."""
        return self.spec.id

    @property
    def severity(self) -> Severity:
        """The severity, a note when the source was only seen second-hand (certainty S or M)."""
        return Severity.NOTE if self.spec.certainty in {"S", "M"} else self.spec.severity

    @property
    def disposition(self) -> Disposition:
        """What to do about a finding: given, or after the severity."""
        if self.severity is Severity.NOTE:
            return Disposition.NOTE
        return self.spec.disposition or _DISPOSITIONS[self.severity]

    def text(self, section: dict[str, str], language: str) -> str:
        """The message or fix in a language, English when it is not translated."""
        return section.get(language) or section["en"]


@dataclass(frozen=True, slots=True)
class Note:
    """A duty that is documented but not decided."""

    spec: NoteModel
    pack: str
    path: str
