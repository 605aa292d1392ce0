"""What is seen of a clause, of the turn around it and of the fan's message: features for act, subject and kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ipse.claims.lexicon import lexicon, word_classes
from ipse.claims.tokens import SEPARATORS, Token

_SKIPPED = ("coo", "int")  # classes of words that may stand before a clause's own first word


@dataclass(frozen=True, slots=True)
class Sight:
    """One clause (or the fan's message) as seen: its tokens and the word groups found in it."""

    tokens: tuple[Token, ...]
    opening: int  # the first word that is no coordinator or interjection
    cues: Mapping[str, str]  # group -> the words that showed it
    kinds: Mapping[str, str]

    @property
    def first(self) -> str:
        """The clause's own first word."""
        return self.tokens[self.opening].norm if self.opening < len(self.tokens) else "<>"


def look(tokens: Sequence[Token], language: str) -> Sight:
    """``tokens`` with the word groups of the language's lexicon."""
    opening = _opening(tokens, language)
    cues = lexicon(language, "cues").match(tokens, opening)
    kinds = lexicon(language, "kinds").match(tokens, opening)
    return Sight(tuple(tokens), opening, cues, kinds)


def clause_features(clauses: Sequence[Sight], question: Sight | None, language: str) -> list[list[str]]:
    """For each clause of a turn, its features, those of its neighbours and of the fan's message."""
    asked = _asked(question, language)
    own = [_own(clause, language) for clause in clauses]
    found = []
    for place, clause in enumerate(clauses):
        features = own[place] + asked + _crossed(clause, question)
        features += _neighbour(clauses[place - 1] if place else None, "p")
        features += _neighbour(clauses[place + 1] if place + 1 < len(clauses) else None, "n")
        features += [f"place={min(place, 2)}", f"last={place + 1 == len(clauses)}", f"only={len(clauses) == 1}"]
        found.append(features)
    return found


def _opening(tokens: Sequence[Token], language: str) -> int:
    classes = word_classes(language)
    for place, token in enumerate(tokens):
        if token.shape in SEPARATORS or token.shape == "E":
            continue
        if not any(name in classes.get(token.norm, "") for name in _SKIPPED):
            return place
    return 0


def _own(clause: Sight, language: str) -> list[str]:
    words = [token.norm for token in clause.tokens if token.shape not in SEPARATORS]
    found = [f"lang={language}", f"o={clause.first}", f"f={words[0] if words else ''}"]
    found += [f"w={word}" for word in words]
    found += [f"b={one}_{two}" for one, two in pairwise(words)]
    found += [f"t={word[:5]}" for word in words if len(word) > 5]
    found += [f"z={language}{word[-3:]}" for word in words if len(word) > 4]
    found += [f"L={group}" for group in clause.cues] + [f"K={group}" for group in clause.kinds]
    found.append(f"o2={clause.first}_{_word(clause, clause.opening + 1)}")
    return found + _form(clause, language)


def _form(clause: Sight, language: str) -> list[str]:
    classes = word_classes(language)
    names = [classes.get(token.norm, "") for token in clause.tokens]
    marks = {token.shape for token in clause.tokens}
    size = sum(token.shape in "aA9" for token in clause.tokens)
    finite, subject = any("fin" in name for name in names), any("sub" in name for name in names)
    found = [f"size={min(size, 3) if size < 4 else min(size // 4 + 3, 7)}", f"form={finite}_{subject}"]
    found += [f"m={mark}" for mark in marks if mark not in "aA"]
    found += [f"oc={classes.get(clause.first, '-')}", f"end={clause.tokens[-1].norm if clause.tokens else ''}"]
    for token in clause.tokens:
        if token.shape == "9":
            found += [f"num={sign}" for sign in "£$€%°:" if sign in token.norm] + [f"digits={min(len(token.norm), 5)}"]
        elif token.shape == "E":
            found.append(f"e={token.norm}")
        elif "@" in token.norm or ".com" in token.norm or "http" in token.norm:
            found.append("link")
    if any(token.shape == "A" for token in clause.tokens[1:]):
        found.append("name")
    return found


def _asked(question: Sight | None, language: str) -> list[str]:
    if question is None or not question.tokens:
        return ["q:none"]
    words = [token.norm for token in question.tokens if token.shape not in SEPARATORS]
    found = [f"q:w={word}" for word in words if len(word) > 2]
    found += [f"q:t={word[:5]}" for word in words if len(word) > 5]
    found += [f"q:K={group}" for group in question.kinds] + [f"q:L={group}" for group in question.cues]
    found += [f"q:o={question.first}", f"q:o2={question.first}_{_word(question, question.opening + 1)}"]
    found.append(f"q:mark={any(token.norm == '?' for token in question.tokens)}")
    return found


def _crossed(clause: Sight, question: Sight | None) -> list[str]:
    """The fan's topic matters most where the clause says little: cross it with the clause's form."""
    short = len(clause.tokens) <= 4
    person = _person(clause)
    found = [f"pK={person}_{group}" for group in clause.kinds]
    found += [f"pL={person}_{group}" for group in clause.cues]
    found.append(f"person={person}")
    if question is not None:
        both = [group for group in clause.kinds if group in question.kinds]
        found += [f"both={group}" for group in both]
        bare = not clause.kinds
        found += [f"qK={group}_{short}_{bare}" for group in question.kinds]
        found += [f"qL={group}_{short}" for group in question.cues if group in ("question", "second_person")]
    return found


def _person(clause: Sight) -> str:
    cues = clause.cues
    names = ("relative_noun", "first_person", "first_plural", "second_person", "third_person", "impersonal")
    return "+".join(name[:8] for name in names if name in cues) or "none"


def _neighbour(clause: Sight | None, side: str) -> list[str]:
    if clause is None:
        return [f"{side}:none"]
    found = [f"{side}:L={group}" for group in clause.cues] + [f"{side}:K={group}" for group in clause.kinds]
    return [*found, f"{side}:o={clause.first}"]


def _word(sight: Sight, place: int) -> str:
    return sight.tokens[place].norm if place < len(sight.tokens) else "<>"
