"""The weekly page claims no more than was decided: doubts are doubts, and what nobody could look at is not clean."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from history_sample import kept, run_of
from ipse.history import Gaps, KeptFinding, KeptRun
from ipse.report.i18n import translator
from ipse.report.weekly import weekly_trend, weekly_view
from ipse.report.weekly_html import render_weekly
from ipse.types import Disposition

DAY = date(2026, 10, 5)
DENIAL_RULE = "core-ai-denial"


def lead(page: str) -> str:
    """The first paragraph of a page, its unbreakable spaces made plain."""
    found = re.search(r'<p class="lead">(.*?)</p>', page, flags=re.S)
    assert found
    return unescape(found[1]).replace("\u00a0", " ")


def doubtful(found: KeptFinding) -> KeptFinding:
    """The same finding, for review only."""
    return replace(found, finding=replace(found.finding, disposition=Disposition.REVIEW))


def lacking(run: KeptRun, replies: int, rule: str = DENIAL_RULE) -> KeptRun:
    """The run, whose last ``replies`` conversations do not say what the rule asks."""
    names = [turn.conversation_id for turn in run.turns[len(run.turns) - replies :]]
    missing = dict.fromkeys(names, frozenset({rule}))
    return replace(run, gaps=Gaps(missing, frozenset(), missing))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It wrote 20 replies. In 2 of them something was wrong or missing. In 3 more, something may be wrong"),
        ("fr", "Il a écrit 20 réponses. Dans 2 d’entre elles, quelque chose était faux ou manquait. Dans 3 autres,"),
    ],
)
def test_what_is_for_review_is_not_called_wrong(language: str, said: str) -> None:
    """Two numbers: replies in which something is wrong, and those of which a person has to say; none is in both."""
    found = [kept(0, DAY), kept(3, DAY), *(doubtful(kept(1, DAY, f"d{n}")) for n in range(3))]
    both = replace(doubtful(kept(2, DAY)), finding=replace(doubtful(kept(2, DAY)).finding,
                   conversation_id=found[0].finding.conversation_id))  # fmt: skip
    run = run_of(0, tuple(found), 20)
    page = render_weekly([replace(run, findings=(*run.findings, both))], language=language)
    assert lead(page).startswith(said)


def test_a_doubtful_story_says_so() -> None:
    """Its heading states a fault; the line below says that it may be none."""
    doubt = translator("en")("weekly.doubt")
    assert doubt not in render_weekly([run_of(0, (kept(0, DAY),), 5)])
    assert doubt in render_weekly([run_of(0, (doubtful(kept(0, DAY)),), 5)])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_reply_is_spoken_of_as_one(language: str) -> None:
    """No "in 1 of them" after "it wrote 1 reply"."""
    t = translator(language)
    wrong, maybe = run_of(0, (kept(0, DAY),), 1), run_of(0, (doubtful(kept(0, DAY)),), 1)
    first = t.count("weekly.replies", 1)
    for run, key in ((wrong, "weekly.troubled.only"), (maybe, "weekly.doubtful.only")):
        assert lead(render_weekly([run], language=language)) == f"{first} {t(key)}".replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_empty_run_is_not_clean(language: str) -> None:
    """No reply, so nothing is said of any."""
    t = translator(language)
    page = render_weekly([run_of(0, (), 0)], language=language)
    assert lead(page) == t("weekly.empty").replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_not_decided_is_not_clean(language: str) -> None:
    """A rule that lacked its context is named with the number of replies; with all of them decided, there is no line."""
    t = translator(language)
    run = run_of(0, (), 8)
    page = unescape(render_weekly([lacking(run, 5)], language=language))
    assert t("weekly.clean.undecided") in page
    assert t.count("weekly.undecided", 1, replies=t.count("weekly.undecided.replies", 5)) in page
    clean = unescape(render_weekly([run], language=language))
    assert t("weekly.clean") in clean
    assert t("weekly.clean.undecided") not in clean


def test_a_crash_is_not_clean() -> None:
    """Nothing found beside a check that crashed is not nothing wrong."""
    run = run_of(0, (), 8)
    page = render_weekly([replace(run, run=replace(run.run, crashed=1))])
    assert translator("en")("weekly.clean.undecided") in unescape(page)


def test_a_rule_out_of_scope_leaves_nothing_open() -> None:
    """It does not apply there: the reply is decided."""
    run = run_of(0, (), 8)
    missing = {turn.conversation_id: frozenset({"eu-first-contact-notice"}) for turn in run.turns}
    view = weekly_view([replace(run, gaps=Gaps(missing))], "en")
    assert (view.undecided.rules, view.undecided.replies) == (0, 0)
    assert [p.rate.total for p in view.trend["labels"]] == [8]


def test_a_rule_that_gives_notes_leaves_nothing_open() -> None:
    """What it would say is no fault, so its silence hides none."""
    view = weekly_view([replace(lacking(run_of(0, (), 8), 8, "eu-fake-consumer"),
                                run=replace(run_of(0, (), 8).run, ruleset="core,eu abc"))], "en")  # fmt: skip
    assert view.undecided.replies == 0


def test_an_undecided_reply_is_not_in_the_denominator_of_its_theme() -> None:
    """The rate of the theme counts the replies that were decided; the other themes count them all."""
    run = lacking(run_of(0, (kept(5, DAY), kept(3, DAY)), 20), 12)
    points = {theme: [(p.rate.hits, p.rate.total) for p in rates] for theme, rates in weekly_trend([run]).items()}
    assert points["labels"] == [(1, 8)]
    assert points["facts"] == [(1, 20)]
    assert points["promises"] == [(0, 20)]


def test_a_week_without_a_decided_reply_is_no_zero() -> None:
    """The chart leaves it out, the sentence and the table say that nothing was counted."""
    runs = [run_of(0, (kept(5, DAY),), 20), lacking(run_of(1, (), 20), 20)]
    page = render_weekly(runs)
    assert "Week of October 12, 2026: no reply could be counted." in unescape(page)
    assert "<td>–</td>" in page


@pytest.mark.parametrize("status", ["waived", "below_threshold", "active"])
def test_what_is_waived_is_no_improvement(status: str) -> None:
    """The clone says the same still: no lower rate, no chart that falls, whatever became of the finding."""
    later = DAY + timedelta(weeks=1)
    found = tuple(kept(3, DAY, f"t{n}") for n in range(30))
    disposition = Disposition.NOTE if status == "active" else Disposition.BLOCK
    again = tuple(
        replace(f, day=later, finding=replace(f.finding, status=status, disposition=disposition)) for f in found
    )
    before, now = run_of(0, found, 40), run_of(1, again, 40)
    same = replace(now, turns=tuple(replace(t, day=later) for t in before.turns))
    view = weekly_view([before, same], "en")
    assert view.fewer == ()
    assert view.fixed == ()
    assert [(p.rate.hits, p.rate.total) for p in view.trend["facts"]] == [(30, 40)]


def test_a_line_that_is_only_old_names_its_source() -> None:
    """There is no newer one to quote: the sentence stands without a quotation."""
    found = kept(6, DAY)
    [cited] = found.finding.evidence
    old = replace(found, finding=replace(found.finding, evidence=(replace(cited, relation="older"),)))
    page = unescape(render_weekly([run_of(0, (old,), 9)], language="fr"))
    assert translator("fr")("weekly.stale.old", source="about.md", day="1er février 2026") in page


def test_words_in_another_language_say_which() -> None:
    """Quotes and lines to copy carry their language where it is not the page's (WCAG 3.1.2)."""
    page = render_weekly([run_of(0, (kept(0, DAY), kept(4, DAY)), 9)], language="fr")
    assert '<blockquote class="said" lang="en">' in page
    assert re.search(r'<p class="asked">[^<]*<span lang="en">Do you ship to Canada\?</span>', page)
    assert '<code class="copy" lang="en">' in page
    assert ' lang="en"' not in render_weekly([run_of(0, (kept(0, DAY),), 9)], language="en").partition("<body>")[2]
