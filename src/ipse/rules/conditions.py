"""Evaluating a condition at a clone turn: None when it does not hold, else the places that show it.

What cannot be decided, for want of a time or of lists in the language, is neither: see :class:`Unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from ipse.rules import schema
from ipse.rules.answers import answer_for_rules
from ipse.rules.detectors import DETECTORS
from ipse.rules.lexicon import Span, compile_pattern, find, folded, known_languages, search
from ipse.rules.notice_shown import labelled, satisfies, shown, texts
from ipse.rules.probes import classify_probe
from ipse.rules.promotion import promotions
from ipse.rules.reading import READ, Unknown, list_languages, stretches, unread
from ipse.rules.state import Moment
from ipse.rules.support import supported
from ipse.rules.vocabulary import Place
from ipse.text.cells import truth
from ipse.types import Role

Hit = tuple[Span, ...] | Unknown | None  # () holds without a place
CLEAR = frozenset({"clear_yes", "unprompted_notice", "self_contradiction"})  # answers that rest on a notice
# Detectors that read the fan too.
OF_THE_FAN = frozenset({"after_stop", "crisis", "minor", "guilt_farewell", "farewell_pressure"})


def evaluate(condition: schema.Condition, moment: Moment) -> Hit:
    """Whether ``condition`` holds at ``moment``, and where in the clone's text.

    Cheap keys come first; evaluation stops at the first key that does not hold.
    """
    places: list[Span] = []
    unknown = Unknown.of()
    for hit in _hits(condition, moment):
        if hit is None:
            return None
        if isinstance(hit, Unknown):
            unknown |= hit
        else:
            places.extend(hit)
    return unknown if unknown.needs else tuple(places)


def _hits(condition: schema.Condition, moment: Moment) -> Iterable[Hit]:
    """What each key of the condition says; all must hold."""
    for name, test in _TESTS:
        value = getattr(condition, name)
        if value is not None:
            yield test(value, moment)
    for child in condition.all:
        yield evaluate(child, moment)
    if condition.any:
        yield _either([evaluate(child, moment) for child in condition.any])
    if condition.no is not None:
        yield _negated(evaluate(condition.no, moment))


def _either(hits: Sequence[Hit]) -> Hit:
    found = [hit for hit in hits if isinstance(hit, tuple)]
    if found:
        return tuple(span for hit in found for span in hit)
    return _undecided(hits)


def _undecided(hits: Iterable[Hit]) -> Unknown | None:
    unknown = Unknown.of()
    for hit in hits:
        unknown |= hit if isinstance(hit, Unknown) else Unknown.of()
    return unknown if unknown.needs else None


def _negated(hit: Hit) -> Hit:
    return hit if isinstance(hit, Unknown) else _holds(hit is None)


def _holds(flag: bool) -> Hit:
    return () if flag else None


def _text(place: Place, moment: Moment) -> str:
    if place == "clone":
        return moment.text
    if place == "fan":
        return moment.fan
    if place == "fan_history":
        return moment.fan_history
    return "\n".join(turn.text for turn in (*moment.before, moment.turn))


def _located(place: Place, spans: Iterable[Span], missing: Unknown | None = None) -> Hit:
    """The spans, which are places of the clone's text or of none; ``missing`` where there are no spans."""
    found = tuple(spans)
    if not found:
        return missing
    return found if place == "clone" else ()


def _read(place: Place, moment: Moment, known: Collection[str]) -> Unknown | None:
    """What is unknown because the text of ``place`` is in a language without lists."""
    return unread(_text(place, moment), moment.view.default_language, known)


def _unread_by_us(text: str, moment: Moment, known: Collection[str]) -> Unknown | None:
    """The same for what a reader must be told: in a language that the reader is not known to read it tells nothing."""
    missing = unread(text, moment.view.default_language, known)
    theirs = {f"language:{code}" for code in moment.reader_languages}
    return missing if missing and missing.needs <= theirs else None


def _turn(value: str, moment: Moment) -> Hit:
    earlier = len(moment.clone_history)
    wanted = {"first_clone": earlier == 0, "later_clone": earlier > 0, "second_clone": earlier == 1, "any": True}
    return _holds(wanted[value])


def _pattern(leaf: schema.PatternLeaf, moment: Moment) -> Hit:
    text = _text(leaf.place, moment)
    known = list_languages(tuple(leaf.any))
    spans = [
        span
        for language, start, end in stretches(text, moment.view.default_language, known)
        for span in find(text, language, *leaf.any, principal=moment.view.principal)
        if start <= span.start < end
    ]
    missing = _read(leaf.place, moment, known) if not spans else None
    if leaf.unsupported:
        spans = [span for span in spans if not supported(span, moment)]
    return _located(leaf.place, spans, missing)


def _language(place: Place, moment: Moment, known: Collection[str]) -> str:
    """The language of ``known`` that a text is read in."""
    return stretches(_text(place, moment), moment.view.default_language, frozenset(known))[0][0]


def _phrase(leaf: schema.PhraseLeaf, moment: Moment) -> Hit:
    text = _text(leaf.place, moment)
    view = folded(text)
    spans = []
    for language, start, end in stretches(text, moment.view.default_language, frozenset(leaf.any)):
        found = [_near(folded(phrase).text, view.text, leaf.likeness) for phrase in leaf.any.get(language, [])]
        spans += [span for span in (Span(*view.span(*place)) for place in found if place) if start <= span.start < end]
    return _located(leaf.place, spans, _read(leaf.place, moment, leaf.any))


def _near(phrase: str, text: str, likeness: int) -> tuple[int, int] | None:
    start = text.find(phrase)
    if start >= 0:
        return start, start + len(phrase)
    if likeness == 100:
        return None
    best = fuzz.partial_ratio_alignment(phrase, text, score_cutoff=likeness)
    return (best.dest_start, best.dest_end) if best is not None and best.score >= likeness else None


@lru_cache(maxsize=2048)
def _compiled(source: str) -> regex.Pattern[str]:
    return compile_pattern(source)


def _regex(leaf: schema.RegexLeaf, moment: Moment) -> Hit:
    text = _text(leaf.place, moment)
    view = folded(text)
    spans = []
    for language, start, end in stretches(text, moment.view.default_language, frozenset(leaf.any)):
        found = [place for source in leaf.any.get(language, []) for place in search(_compiled(source), view.text)]
        spans += [span for span in (Span(*view.span(*place)) for place in found) if start <= span.start < end]
    return _located(leaf.place, spans, _read(leaf.place, moment, leaf.any))


def _tokens(leaf: schema.TokensLeaf, moment: Moment) -> Hit:
    from spacy.matcher import Matcher

    from ipse.text.nlp import parse

    language = _language(leaf.place, moment, leaf.any)
    wanted = leaf.any.get(language)
    missing = _read(leaf.place, moment, leaf.any)
    if not wanted or missing:
        return missing
    doc = parse(_text(leaf.place, moment), language)
    matcher = Matcher(doc.vocab)
    matcher.add("rule", wanted)
    spans = [doc[start:end] for _, start, end in matcher(doc)]
    return _located(leaf.place, [Span(span.start_char, span.end_char) for span in spans])


def _like(leaf: schema.LikeLeaf, moment: Moment) -> Hit:
    from ipse.rules.likeness import nearest_sentences

    language = _language(leaf.place, moment, leaf.any)
    found = nearest_sentences(_text(leaf.place, moment), language, tuple(leaf.any.get(language, ())), leaf.threshold)
    spans = [Span(span.start, span.end, confidence=span.confidence) for span in found]
    return _located(leaf.place, spans, _read(leaf.place, moment, leaf.any))


def _claim(leaf: schema.ClaimLeaf, moment: Moment) -> Hit:
    spans = [
        Span(item.claim.start, item.claim.end, item.claim.kind.value, item.verdict.confidence)
        for item in moment.view.checked.get(moment.turn.turn, ())
        if (not leaf.kind or item.claim.kind in leaf.kind)
        and (not leaf.subject or item.claim.subject in leaf.subject)
        and (not leaf.act or item.claim.act in leaf.act)
        and (not leaf.verdict or item.verdict.label in leaf.verdict)
        and item.verdict.confidence >= leaf.confidence
    ]
    return _located("clone", spans, _read("clone", moment, READ))


def _notice(leaf: schema.NoticeLeaf, moment: Moment) -> Hit:
    found = shown(leaf, moment)
    if found is not None:
        return found
    return _undecided(_unread_by_us(text, moment, known_languages()) for text in texts(leaf, moment))


def _defect(names: list[str], moment: Moment) -> Hit:
    found = next((defect for defect in moment.notice.defects if defect in names), None)
    if found is None:
        return _unread_by_us(moment.text, moment, known_languages())
    return (Span(moment.notice.start, moment.notice.end, found),)


def _probe(labels: list[str], moment: Moment) -> Hit:
    asked = moment.asked
    missing = None if asked else _read("fan", moment, READ)
    if missing is not None:
        return missing
    if labels == ["asks"]:
        return _holds(asked)
    label = "asks" if asked else classify_probe(moment.fan, moment.view.default_language).label
    return _holds(label in labels)


def _answer(labels: list[str], moment: Moment) -> Hit:
    answer = answer_for_rules(moment.text, moment.asked, moment.fan, moment.language, moment.view.names)
    missing = None if answer.label in CLEAR else _unread_answer(moment)
    if missing is not None:
        return missing
    if answer.label not in labels:
        return None
    return (Span(answer.start, answer.end, answer.label, answer.confidence),)


def _unread_answer(moment: Moment) -> Unknown | None:
    """What is unknown of an answer whose words, or whose question, are in a language without lists."""
    return _unread_by_us(moment.text, moment, READ) or (None if moment.asked else _read("fan", moment, READ))


def _detect(names: list[str], moment: Moment) -> Hit:
    missing = _read("clone", moment, READ)
    spans = [span for name in names for span in DETECTORS[name](moment)]
    if missing is not None:
        spans = [span for span in spans if span.name != "crisis"]  # the help that it found missing may be in there
    elif OF_THE_FAN.intersection(names):
        missing = _read("fan", moment, READ)
    return _located("clone", spans, missing)


def _promotion(leaf: schema.PromotionLeaf, moment: Moment) -> Hit:
    spans = [item.span for item in promotions(moment) if item.label in leaf.label]
    if not moment.view.creator.sponsors:
        return _located("clone", spans)
    unlabelled = _read("clone", moment, known_languages())
    return unlabelled or _located("clone", spans, _read("clone", moment, READ))


def _elapsed(leaf: schema.ElapsedLeaf, moment: Moment) -> Hit:
    now, start = moment.turn.ts, moment.session_start()
    if now is None or start is None:
        return None
    last = max((start, *_told(leaf.notice, moment))) if leaf.notice is not None else start
    stretch = timedelta(minutes=leaf.minutes)
    passed = (now - last) // stretch
    missed = 0 if leaf.every_reply else _missed(moment, last, stretch)
    return _holds(passed > missed)


def _told(leaf: schema.NoticeLeaf, moment: Moment) -> Iterator[datetime]:
    """When the clone's earlier replies carried such a notice, in their words or in a label shown beside them."""
    for turn, notice in moment.earlier_notices:
        by_label = "labels" in leaf.where and labelled(turn.labels, leaf, moment)
        if turn.ts is not None and (by_label or satisfies(notice, leaf)):
            yield turn.ts


def _missed(moment: Moment, last: datetime, stretch: timedelta) -> int:
    """How many stretches the clone's previous reply had already let pass."""
    before = moment.clone_history[-1].ts if moment.clone_history else None
    return max(0, (before - last) // stretch) if before is not None else 0


def _gap(leaf: schema.GapLeaf, moment: Moment) -> Hit:
    pause = moment.since_previous()
    if pause is None and moment.clone_history:
        return Unknown.of("ts")
    return _holds(pause is not None and pause.total_seconds() >= leaf.minutes * 60)


def _new_day(leaf: schema.NewDayLeaf, moment: Moment) -> Hit:
    return Unknown.of("ts") if moment.turn.ts is None else _holds(moment.new_day(leaf.zone))


def _handback(value: bool, moment: Moment) -> Hit:
    return _holds(moment.after_handback() is value)


def context_value(name: str, moment: Moment) -> object:
    """The value of a context field: a field of the conversation, else of its further fields."""
    conversation = moment.view.conversation
    if name == "send_mode":
        return conversation.send_mode.value if conversation.send_mode else None
    if name in {"platform", "channel", "language", "minor"}:
        return getattr(conversation, name)
    if name == "ui_notice":
        return conversation.ui_notice is not None
    return conversation.extra.get(name)


def _context(wanted: dict[str, list[object]], moment: Moment) -> Hit:
    return _holds(all(_said(context_value(name, moment), values) in values for name, values in wanted.items()))


def _said(value: object, wanted: Sequence[object]) -> object:
    """The value; a text where a rule asks yes or no (a cell of a CSV) as the one that it says."""
    if isinstance(value, str) and any(isinstance(one, bool) for one in wanted):
        said = truth(value)
        return value if said is None else said
    return value


def _after(leaf: schema.AfterLeaf, moment: Moment) -> Hit:
    clone = [i for i, turn in enumerate(moment.before) if turn.role is Role.CLONE]
    hits: list[Hit] = []
    for index in clone[-leaf.within :]:
        hits.append(evaluate(leaf.when, Moment(moment.view, index)))
        if isinstance(hits[-1], tuple):
            return ()
    return _undecided(hits)


_TESTS: tuple[tuple[str, Callable[..., Hit]], ...] = (
    ("turn", _turn),
    ("context", _context),
    ("handback", _handback),
    ("gap", _gap),
    ("new_day", _new_day),
    ("elapsed", _elapsed),
    ("claim", _claim),
    ("regex", _regex),
    ("pattern", _pattern),
    ("phrase", _phrase),
    ("notice", _notice),
    ("defect", _defect),
    ("promotion", _promotion),
    ("after", _after),
    ("detect", _detect),
    ("answer", _answer),
    ("probe", _probe),
    ("tokens", _tokens),
    ("like", _like),
)
