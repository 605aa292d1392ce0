"""Who did it: "I" in a claim against a sister, a colleague or a guest in the passage, and the reverse."""

from __future__ import annotations

from dataclasses import dataclass

from ipse.types import Signal
from ipse.verify.analysis import GROUP, OTHER, SELF, Analysis, people
from ipse.verify.lexical import Alignment

_GENERIC = frozenset({SELF, GROUP, OTHER})


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom the claim and the aligned sentence are about; ``clash`` is 0 (agree or unknown), 0.5 or 1."""

    claimed: str
    found: str
    clash: float

    def signals(self) -> tuple[Signal, ...]:
        """A signal when the two differ."""
        if not self.clash:
            return ()
        return (Signal("attribution", "who", self.clash, f"the claim says {self.claimed}, the passage {self.found}"),)


def attribute(claim: Analysis, passage: Analysis, alignment: Alignment) -> Attribution:
    """Compare who acts in the claim with who acts where the claim's words stand in the passage."""
    mentioned = _mentioned(claim)
    claimed = _actor(mentioned)
    sentence = passage.sentences[alignment.best]
    there = people(sentence.plain, passage.language)
    found = _before_action(there, sentence.plain, alignment.aligned)
    around = {name for _, name in there} | _previous(passage, alignment.best)
    return Attribution(claimed, found, _clash(claimed, found, around))


def _clash(claimed: str, found: str, around: set[str]) -> float:
    kin = claimed not in _GENERIC and claimed != ""
    if kin and claimed not in around:
        return 1.0 if found in {SELF, GROUP} or found not in _GENERIC | {""} else 0.5
    if claimed == SELF and found and found not in {SELF, GROUP, OTHER}:
        return 1.0
    if claimed == SELF and found == OTHER:
        return 0.5
    return 0.0


def _mentioned(claim: Analysis) -> tuple[tuple[int, str], ...]:
    folded = " ".join(s.plain for s in claim.sentences)
    return people(folded, claim.language)


def _actor(mentioned: tuple[tuple[int, str], ...]) -> str:
    """A relative named anywhere in the claim is its matter; else the first person mentioned."""
    kin = [name for _, name in mentioned if name not in _GENERIC]
    return kin[0] if kin else (mentioned[0][1] if mentioned else "")


def _before_action(there: tuple[tuple[int, str], ...], text: str, aligned: tuple[str, ...]) -> str:
    """The last person mentioned before the first aligned word that is not that person."""
    places = [text.find(stem[:6]) for stem in aligned]
    first = min((place for place in places if place >= 0), default=len(text))
    before = [name for place, name in there if place <= first]
    if before:
        return before[-1]
    return there[0][1] if there else ""


def _previous(passage: Analysis, index: int) -> set[str]:
    if not index:
        return set()
    return {name for _, name in people(passage.sentences[index - 1].plain, passage.language)}
