"""Was the reader shown the notice that a rule asks for: in the message, before it, in the interface, by a label?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipse.rules import schema
from ipse.rules.lexicon import Span
from ipse.rules.notices import FIRST_SCREEN, IDENTITY, Notice, detect_notice
from ipse.rules.state import Moment


def satisfies(notice: Notice, leaf: schema.NoticeLeaf) -> bool:
    """A notice is strong enough, in the reader's language, and holds the elements asked for."""
    elements = set(notice.elements) | ({"P"} if notice.principal else set())
    if leaf.any_language and notice.defects == ("wrong_language",):
        usable = True
    else:
        usable = notice.strength == "sufficient" or (leaf.any == ["K"] or leaf.all == ["K"])
    if leaf.first_screen and notice.start >= FIRST_SCREEN:
        return False
    wanted: set[str] = set(leaf.any) or (set(IDENTITY) if not leaf.all else set())
    return usable and (not wanted or bool(elements & wanted)) and set(leaf.all) <= elements


def texts(leaf: schema.NoticeLeaf, moment: Moment) -> Iterator[str]:
    """The texts that may hold the notice."""
    ui = moment.view.conversation.ui_notice
    if "message" in leaf.where:
        yield moment.text
    if "earlier" in leaf.where:
        yield from (turn.text for turn in moment.clone_history)
    if ui is not None and ("ui" in leaf.where or ("ui_persistent" in leaf.where and ui.persistent)):
        yield ui.text
    if "labels" in leaf.where:
        yield from moment.turn.labels


def shown(leaf: schema.NoticeLeaf, moment: Moment) -> tuple[Span, ...] | None:
    """Where the message shows the notice, nowhere in it if it was shown elsewhere; None where no reader saw it."""
    if "message" in leaf.where and satisfies(moment.notice, leaf):
        return (Span(moment.notice.start, moment.notice.end),)
    if "earlier" in leaf.where and any(satisfies(notice, leaf) for _, notice in moment.earlier_notices):
        return ()
    ui = moment.view.conversation.ui_notice
    if ui is not None and ("ui" in leaf.where or ("ui_persistent" in leaf.where and ui.persistent)):
        here = detect_notice(ui.text, moment.reader_languages, moment.view.names, interface=True)
        if satisfies(here, leaf) or _names_only(here, leaf):
            return ()
    if "labels" in leaf.where and labelled(moment.turn.labels, leaf, moment):
        return ()
    return None


def labelled(labels: Sequence[str], leaf: schema.NoticeLeaf, moment: Moment) -> bool:
    """A label that the platform shows is such a notice."""
    languages, names = moment.reader_languages, moment.view.names
    return any(satisfies(detect_notice(label, languages, names, interface=True), leaf) for label in labels)


def _names_only(shown: Notice, leaf: schema.NoticeLeaf) -> bool:
    """An interface notice stands above the account's own name: the principal need not be repeated in it."""
    return (
        shown.strength == "sufficient" and set(leaf.all) == {"P"} and bool(shown.elements & set(leaf.any or IDENTITY))
    )
