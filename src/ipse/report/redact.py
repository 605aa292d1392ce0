"""Takes what identifies fans out of a result, before anything is written.

Names, handles, e-mails and phone numbers become ``[name 1]``, ``[handle 1]``…; the same string gets the same number
throughout one conversation, and every span is moved with its text. What the creator published stays. Fingerprints
stay as well, so that a redacted run can be compared with an earlier one.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

from ipse.report.i18n import translator
from ipse.report.personal import Public, personal_strings
from ipse.transcripts.discreet import without_values
from ipse.types import (
    AuditResult,
    CheckedClaim,
    Claim,
    Conversation,
    ConversationResult,
    Corpus,
    Creator,
    Finding,
    Problem,
    Turn,
)

_REPEATED = "duplicate_conversation"
_READ_BEFORE = re.compile(r"(?s)(conversation )('.*'|\".*\")( was read before)")


@dataclass(frozen=True, slots=True)
class Edit:
    """``[start, end)`` of a text becomes ``label``."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text after its edits, and the way from old offsets to new ones."""

    text: str
    edits: tuple[Edit, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``[start, end)`` of the old text is now; a half-covered replacement is taken in whole."""
        return self._moved(start, at_end=False), self._moved(max(start, end), at_end=end > start)

    def _moved(self, offset: int, *, at_end: bool) -> int:
        shift = 0
        for edit in self.edits:
            new = edit.start + shift
            if offset <= edit.start:
                break
            if offset < edit.end:
                return new + len(edit.label) if at_end else new
            shift += len(edit.label) - (edit.end - edit.start)
        return offset + shift


class Mask:
    """The replacements of one conversation."""

    def __init__(self, found: Mapping[str, str], language: str) -> None:
        t = translator(language)
        numbers: Counter[str] = Counter()
        self.labels: dict[str, str] = {}
        for string, sort in found.items():
            if string.casefold() not in self.labels:
                numbers[sort] += 1
                self.labels[string.casefold()] = t(f"redacted.{sort}", n=numbers[sort])
        self.pattern = _any_of(self.labels)

    def apply(self, text: str) -> Redacted:
        """The text with every known string replaced."""
        if self.pattern is None:
            return Redacted(text, ())
        edits = tuple(Edit(*h.span(), self.labels.get(h[0].casefold(), "[…]")) for h in self.pattern.finditer(text))
        parts, last = [], 0
        for edit in edits:
            parts += [text[last : edit.start], edit.label]
            last = edit.end
        return Redacted("".join([*parts, text[last:]]), edits)

    def with_pieces(self, text: str, spans: Iterable[tuple[int, int]]) -> Mask:
        """The same for words taken from ``text``: what an edge of ``spans`` cuts off a string is replaced as well.

        A clause may end inside an e-mail address; its half then stands in messages without the other half.
        """
        wider = copy(self)
        edits = self.apply(text).edits
        cuts = {edge for span in spans for edge in span}
        pieces = {
            piece.casefold(): edit.label
            for edit in edits
            for edge in cuts
            if edit.start < edge < edit.end
            for piece in (text[edit.start : edge].strip(), text[edge : edit.end].strip())
            if len(piece) > 1
        }
        wider.labels = {**pieces, **self.labels}
        wider.pattern = _any_of(wider.labels)
        return wider

    def __call__(self, text: str) -> str:
        """The text alone."""
        return self.apply(text).text

    def optional(self, text: str | None) -> str | None:
        """The same for a text that may be absent."""
        return None if text is None else self(text)


def _any_of(strings: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the strings, whole; the longest first."""
    longest = sorted(strings, key=len, reverse=True)
    either = "|".join(re.escape(s) for s in longest)
    return re.compile(rf"(?i)(?<![^\W_])(?:{either})(?![^\W_])") if longest else None


class Redactor:
    """Redacts the conversations of one creator."""

    def __init__(self, creator: Creator, corpus: Corpus) -> None:
        self._public = Public.of(creator, corpus)
        self._published = frozenset(corpus.problems)
        self._language = creator.language or "en"

    def result(self, result: AuditResult) -> AuditResult:
        """The whole result, redacted; statuses are those of ``result``."""
        talks = tuple(map(self.conversation, result.conversations))
        shown = (talk.conversation.conversation_id for talk in talks)
        return replace(result, conversations=talks, problems=self.problems(result.problems, shown))

    def problems(self, problems: Sequence[Problem], shown: Iterable[str] = ()) -> tuple[Problem, ...]:
        """What could not be read, each redacted on its own: it may quote a fan's words or an id, or be named after one.

        ``shown`` are the ids as the redacted result has them: an id that is none of them is told as its hash. The paths
        and fields of sources stay, as in citations: they are the creator's.
        """
        repeated = {_repeated_id(p) for p in problems if p.slug == _REPEATED}
        clear = frozenset(name for name in shown if name in repeated) if repeated else frozenset()
        return tuple(self._problem(problem, clear) for problem in problems)

    def path(self, path: str) -> str:
        """The path of a transcript; a file is often named after the fan. Two files never become one."""
        parts = (Path(part).stem for part in Path(path).parts)
        masked = self._mask([path, *map(_spelt, parts)], self._language)(path)
        if masked == path:
            return path
        suffix = Path(masked).suffix
        return f"{masked.removesuffix(suffix)}-{_short_hash(path)}{suffix}"

    def _problem(self, problem: Problem, clear: frozenset[str]) -> Problem:
        if problem.slug == _REPEATED:
            name = _repeated_id(problem)
            hashed = _READ_BEFORE.sub(rf"\g<1>{_hashed(name)}\g<3>", problem.message)
            return replace(problem, message=problem.message if name in clear else hashed, path=self.path(problem.path))
        of_sources = problem in self._published or problem.slug == "no_sources"
        problem = problem if of_sources else without_values(problem)
        field = "" if of_sources else problem.field or ""  # such as "turns[].@maelle"
        fields = (field, field.partition(".")[2], _spelt(field))
        mask = self._mask([problem.message, problem.remedy, *fields], self._language)
        problem = replace(problem, message=mask(problem.message), remedy=mask(problem.remedy))
        if of_sources:
            return problem
        return replace(problem, field=mask.optional(problem.field), path=self.path(problem.path))

    def conversation(self, result: ConversationResult) -> ConversationResult:
        """One conversation, redacted: messages, claims, findings, errors and, when it names somebody, its id."""
        talk = result.conversation
        mask = self._mask(list(_words(talk)), talk.language or self._language)
        name = _name(talk.conversation_id, mask)
        texts = {t.turn: mask.apply(t.text) for t in talk.turns}
        masks = {t.turn: mask.with_pieces(t.text, _spans(result, t.turn)) for t in talk.turns}
        return replace(
            result,
            conversation=_conversation(talk, name, texts, mask),
            claims=tuple(_claim(c, name, texts, masks[c.claim.turn]) for c in result.claims),
            findings=tuple(_finding(f, name, texts, masks[f.turn]) for f in result.findings),
            not_evaluated=tuple(replace(n, conversation_id=name) for n in result.not_evaluated),
            errors=tuple(replace(e, conversation_id=name, error=mask(e.error)) for e in result.errors),
        )

    def _mask(self, texts: Sequence[str], language: str) -> Mask:
        return Mask(personal_strings(texts, language, self._public), language)


def _spans(result: ConversationResult, turn: int) -> set[tuple[int, int]]:
    """Where the claims and findings of a turn begin and end."""
    cut: list[Claim | Finding] = [c.claim for c in result.claims]
    return {(c.start, c.end) for c in (*cut, *result.findings) if c.turn == turn}


def _name(conversation_id: str, mask: Mask) -> str:
    """The id itself, or a stable one that names nobody."""
    if mask(conversation_id) == conversation_id:
        return conversation_id
    return _hashed(conversation_id)


def _hashed(conversation_id: str) -> str:
    return f"conversation-{_short_hash(conversation_id)}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _repeated_id(problem: Problem) -> str:
    """The id that a problem of two conversations with one id quotes."""
    quoted = _READ_BEFORE.match(problem.message)
    return str(ast.literal_eval(quoted[2])) if quoted else ""


def _words(talk: Conversation) -> Iterator[str]:
    """Everything in a conversation that somebody wrote, further context included: it may give the fan's name away."""
    yield from (talk.conversation_id, _spelt(talk.conversation_id))
    yield from (turn.text for turn in talk.turns)
    yield from (label for turn in talk.turns for label in turn.labels)
    yield from (text for text in (talk.platform, talk.ui_notice and talk.ui_notice.text) if text)
    yield from (value for value in talk.extra.values() if isinstance(value, str))


def _spelt(name: str) -> str:
    """The name of a file or conversation as words: "Marie_Dupont-2" is "Marie Dupont 2"."""
    return " ".join(re.findall(r"[^\W_]+", name))


def _conversation(talk: Conversation, name: str, texts: Mapping[int, Redacted], mask: Mask) -> Conversation:
    turns: Iterable[Turn] = (replace(t, text=texts[t.turn].text, labels=tuple(map(mask, t.labels))) for t in talk.turns)
    notice = talk.ui_notice and replace(talk.ui_notice, text=mask(talk.ui_notice.text))
    platform = mask.optional(talk.platform)
    return replace(talk, conversation_id=name, turns=tuple(turns), platform=platform, ui_notice=notice, extra={})


def _claim(checked: CheckedClaim, name: str, texts: Mapping[int, Redacted], mask: Mask) -> CheckedClaim:
    claim = checked.claim
    text = texts[claim.turn]
    start, end = text.span(claim.start, claim.end)
    new = replace(
        claim,
        conversation_id=name,
        quote=text.text[start:end],
        start=start,
        end=end,
        resolved=mask.optional(claim.resolved),
        question=mask.optional(claim.question),
        reasons=tuple(map(mask, claim.reasons)),
    )
    verdict = replace(
        checked.verdict,
        explanation=mask(checked.verdict.explanation),
        signals=tuple(replace(s, note=mask(s.note)) for s in checked.verdict.signals),
    )
    return replace(checked, claim=new, verdict=verdict)


def _finding(finding: Finding, name: str, texts: Mapping[int, Redacted], mask: Mask) -> Finding:
    text = texts[finding.turn]
    start, end = text.span(finding.start, finding.end)
    return replace(
        finding,
        conversation_id=name,
        quote=text.text[start:end] if finding.quote else "",
        start=start,
        end=end,
        message=mask(finding.message),
        fix=mask(finding.fix),
        also=tuple(replace(b, message=mask(b.message), fix=mask(b.fix)) for b in finding.also),
    )
