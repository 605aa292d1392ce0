"""Evaluating a condition at a clone turn: None when it does not hold, else the places that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from ipse.errors import RuleError
from ipse.rules import schema
from ipse.rules.answers import answer_for_rules
from ipse.rules.detectors import DETECTORS
from ipse.rules.lexicon import Span, compile_pattern, find, folded, lexicon_language, search
from ipse.rules.notices import IDENTITY, Notice, detect_notice
from ipse.rules.probes import classify_probe
from ipse.rules.promotion import promotions
from ipse.rules.state import Moment
from ipse.rules.support import supported
from ipse.text.cells import truth
from ipse.types import Role

Hit = tuple[Span, ...] | None  # () holds without a place


def evaluate(condition: schema.Condition, moment: Moment) -> Hit:
    """Whether ``condition`` holds at ``moment``, and where in the clone's text.

    Cheap keys come first; evaluation stops at the first key that does not hold.
    """
    places: list[Span] = []
    for name, test in _TESTS:
        value = getattr(condition, name)
        if value is None:
            continue
        hit = test(value, moment)
        if hit is None:
            return None
        places.extend(hit)
    for child in condition.all:
        hit = evaluate(child, moment)
        if hit is None:
            return None
        places.extend(hit)
    if condition.any:
        hits = [hit for hit in (evaluate(child, moment) for child in condition.any) if hit is not None]
        if not hits:
            return None
        places.extend(span for hit in hits for span in hit)
    if condition.no is not None and evaluate(condition.no, moment) is not None:
        return None
    return tuple(places)


def _holds(flag: bool) -> Hit:
    return () if flag else None


def _text(place: schema.Place, moment: Moment) -> str:
    if place == "clone":
        return moment.text
    if place == "fan":
        return moment.fan
    if place == "fan_history":
        return moment.fan_history
    return "\n".join(turn.text for turn in (*moment.before, moment.turn))


def _located(place: schema.Place, spans: Iterable[Span]) -> Hit:
    found = tuple(spans)
    if not found:
        return None
    return found if place == "clone" else ()


def _turn(value: str, moment: Moment) -> Hit:
    earlier = len(moment.clone_history)
    wanted = {"first_clone": earlier == 0, "later_clone": earlier > 0, "second_clone": earlier == 1, "any": True}
    return _holds(wanted[value])


def _pattern(leaf: schema.PatternLeaf, moment: Moment) -> Hit:
    text = _text(leaf.place, moment)
    spans = find(text, _language(leaf.place, moment), *leaf.any, principal=moment.view.principal)
    if leaf.unsupported:
        spans = tuple(span for span in spans if not supported(span, moment))
    return _located(leaf.place, spans)


def _language(place: schema.Place, moment: Moment) -> str:
    if place == "clone":
        return moment.language
    from ipse.text.language import detect

    return lexicon_language(detect(_text(place, moment), moment.view.default_language))


def _phrase(leaf: schema.PhraseLeaf, moment: Moment) -> Hit:
    text = _text(leaf.place, moment)
    view = folded(text)
    spans = []
    for phrase in leaf.any.get(_language(leaf.place, moment), []):
        found = _near(folded(phrase).text, view.text, leaf.likeness)
        if found is not None:
            spans.append(Span(*view.span(*found), "phrase"))
    return _located(leaf.place, spans)


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
    view = folded(_text(leaf.place, moment))
    sources = leaf.any.get(_language(leaf.place, moment), [])
    spans = [Span(*view.span(*m), "regex") for s in sources for m in search(_compiled(s), view.text)]
    return _located(leaf.place, spans)


def _tokens(leaf: schema.TokensLeaf, moment: Moment) -> Hit:
    from spacy.matcher import Matcher

    from ipse.text.nlp import parse

    language = _language(leaf.place, moment)
    wanted = leaf.any.get(language)
    if not wanted:
        return None
    doc = parse(_text(leaf.place, moment), language)
    matcher = Matcher(doc.vocab)
    matcher.add("rule", wanted)
    spans = [doc[start:end] for _, start, end in matcher(doc)]
    return _located(leaf.place, [Span(span.start_char, span.end_char, "tokens") for span in spans])


def _like(leaf: schema.LikeLeaf, moment: Moment) -> Hit:
    from ipse.rules.vectors import nearest_sentences

    language = _language(leaf.place, moment)
    text = _text(leaf.place, moment)
    return _located(leaf.place, nearest_sentences(text, language, tuple(leaf.any[language]), leaf.threshold))


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
    return _located("clone", spans)


def satisfies(notice: Notice, leaf: schema.NoticeLeaf) -> bool:
    """A notice is strong enough, in the reader's language, and holds the elements asked for."""
    elements = set(notice.elements) | ({"P"} if notice.principal else set())
    if leaf.any_language and notice.defects == ("wrong_language",):
        usable = True
    else:
        usable = notice.strength == "sufficient" or (leaf.any == ["K"] or leaf.all == ["K"])
    if leaf.first_screen and notice.start > 120:
        return False
    wanted: set[str] = set(leaf.any) or (set(IDENTITY) if not leaf.all else set())
    return usable and (not wanted or bool(elements & wanted)) and set(leaf.all) <= elements


def _notice(leaf: schema.NoticeLeaf, moment: Moment) -> Hit:
    if "message" in leaf.where and satisfies(moment.notice, leaf):
        return (Span(moment.notice.start, moment.notice.end, "notice"),)
    if "earlier" in leaf.where and any(satisfies(notice, leaf) for _, notice in moment.earlier_notices):
        return ()
    ui = moment.view.conversation.ui_notice
    if ui is not None and ("ui" in leaf.where or ("ui_persistent" in leaf.where and ui.persistent)):
        shown = detect_notice(ui.text, moment.reader_languages, moment.view.names, interface=True)
        if satisfies(shown, leaf) or _names_only(shown, leaf):
            return ()
    if "labels" in leaf.where and any(
        satisfies(detect_notice(label, moment.reader_languages, moment.view.names, interface=True), leaf)
        for label in moment.turn.labels
    ):
        return ()
    return None


def _names_only(shown: Notice, leaf: schema.NoticeLeaf) -> bool:
    """An interface notice stands above the account's own name: the principal need not be repeated in it."""
    return (
        shown.strength == "sufficient" and set(leaf.all) == {"P"} and bool(shown.elements & set(leaf.any or IDENTITY))
    )


def _defect(names: list[str], moment: Moment) -> Hit:
    if not set(moment.notice.defects) & set(names):
        return None
    return (Span(moment.notice.start, moment.notice.end, moment.notice.defects[0]),)


def _probe(labels: list[str], moment: Moment) -> Hit:
    asked = moment.asked
    if labels == ["asks"]:
        return _holds(asked)
    label = "asks" if asked else classify_probe(moment.fan, moment.view.default_language).label
    return _holds(label in labels)


def _answer(labels: list[str], moment: Moment) -> Hit:
    answer = answer_for_rules(moment.text, moment.asked, moment.fan, moment.language, moment.view.names)
    if answer.label not in labels:
        return None
    return (Span(answer.start, answer.end, answer.label, answer.confidence),)


def _detect(names: list[str], moment: Moment) -> Hit:
    return _located("clone", (span for name in names for span in DETECTORS[name](moment)))


def _promotion(leaf: schema.PromotionLeaf, moment: Moment) -> Hit:
    return _located("clone", (item.span for item in promotions(moment) if item.label in leaf.label))


def _elapsed(leaf: schema.ElapsedLeaf, moment: Moment) -> Hit:
    now, start = moment.turn.ts, moment.session_start()
    if now is None or start is None:
        return None
    last: datetime = start
    if leaf.notice is not None:
        for turn, notice in moment.earlier_notices:
            if turn.ts is not None and turn.ts > last and satisfies(notice, leaf.notice):
                last = turn.ts
    return _holds((now - last).total_seconds() >= leaf.minutes * 60)


def _gap(leaf: schema.GapLeaf, moment: Moment) -> Hit:
    pause = moment.since_previous()
    return _holds(pause is not None and pause.total_seconds() >= leaf.minutes * 60)


def _new_day(leaf: schema.NewDayLeaf, moment: Moment) -> Hit:
    return _holds(moment.new_day(leaf.zone))


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
    for index in clone[-leaf.within :]:
        if evaluate(leaf.when, Moment(moment.view, index)) is not None:
            return ()
    return None


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


def check_time_zones(zone: str) -> None:
    """Raise :class:`RuleError` for an unknown time zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RuleError(f"unknown time zone {zone!r}", remedy="use a name such as America/New_York") from error
