"""The creator's weekly page: plain, complete, the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree as Tree

import pytest

from history_sample import kept, run_of, sample_runs
from ipse.errors import UsageError
from ipse.history import Gaps, KeptRun
from ipse.messages import finding_text
from ipse.report.i18n import translator
from ipse.report.topics import improvised_topics
from ipse.report.weekly import weekly_trend, weekly_view
from ipse.report.weekly_html import render_weekly
from ipse.types import Category
from report_sample import HOSTILE


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_needs_no_script_and_no_network(language: str) -> None:
    """One file: no script, no inline style, no address that loads something, and the same bytes each time."""
    page = render_weekly(sample_runs(), language=language)
    assert page == render_weekly(sample_runs(), language=language)
    assert "<script" not in page
    assert not re.search(r"\sstyle=|\son\w+=|src=", page)
    assert f'<html lang="{language}">' in page


def test_the_creators_own_words_stand_beside_the_clones() -> None:
    """A contradicted claim shows the source's words with a link to the moment; an invented one says so."""
    page = render_weekly(sample_runs())
    assert "I have one dog and no children." in page
    assert "https://ada.example/v#t=62" in page
    assert "Nothing that says so was found in your sources." in page


@pytest.mark.parametrize(
    ("language", "shown", "never"),
    [("en", "Nothing that says so was found in your sources.", "never said"),
     ("fr", "Rien de tel n’a été trouvé dans vos sources.", "jamais")],
)  # fmt: skip
def test_the_page_does_not_say_what_the_creator_never_said(language: str, shown: str, never: str) -> None:
    """Ipse read the sources that it was given, and may have found another passage: it speaks of these alone."""
    page = render_weekly(sample_runs(), language=language)
    assert shown in page
    assert never not in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_fix_of_an_invented_offer_is_in_the_creators_words(language: str) -> None:
    """The audit's fix names a configuration file; the creator, who has none, is told to publish the offer."""
    shown = kept(0, date(2026, 10, 19))
    fix = finding_text(Category.INVENTED_OFFER, language, {"verdict": "unsupported"})[1]
    assert "ipse.toml" in fix
    page = render_weekly([run_of(0, (replace(shown, finding=replace(shown.finding, fix=fix)),), 9)], language=language)
    assert "ipse.toml" not in page
    assert unescape(translator(language)("weekly.fix.invented_offer")) in unescape(page)


def test_silence_of_the_sources_becomes_a_line_to_add() -> None:
    """Two claims about shipping to one country are one topic, named by the word that they share."""
    (topic,) = improvised_topics(sample_runs()[-1].findings[:2], "en")
    assert topic.group == "shipping"
    assert topic.words[0] == "Canada"
    assert len(topic.claims) == 2


@pytest.mark.parametrize(
    ("language", "quote", "fan", "words"),
    [
        ("fr", "J'ai emménagé à Mende quand j'étais petite.", "tu as toujours vécu en Lozère ?", ("Mende",)),
        ("fr", "Deux ateliers par mois à Combelle et Rabasse.", "", ("Combelle", "Rabasse", "ateliers")),
        ("en", "I flew to Oslo last Tuesday with my sister.", "where were you last week?", ("Oslo", "sister")),
        ("en", "Two flats, in Combelle and Rabasse.", "", ("Combelle", "Rabasse", "flats")),
        ("en", "I love it so much.", "do you like the Brindle kettle?", ("Brindle", "kettle")),
        ("fr", "J'adore vraiment.", "tu aimes la bouilloire Brindle ?", ("Brindle", "bouilloire")),
        ("en", "Honestly, I love it so much.", "", ()),
    ],
)
def test_a_topic_is_named_by_nouns_of_the_claim(language: str, quote: str, fan: str, words: tuple[str, ...]) -> None:
    """No verb, adverb, adjective, number or day; the question names the topic only when the claim does not."""
    claim = kept(1, date(2026, 10, 5))
    told = replace(claim, fan=fan, finding=replace(claim.finding, quote=quote, language=language))
    (topic,) = improvised_topics([told], language)
    assert topic.words == words


def test_a_topic_without_a_name_is_left_to_fill_in() -> None:
    """No empty brackets and no heading that ends in a colon."""
    claim = kept(1, date(2026, 10, 5))
    told = replace(claim, fan="", finding=replace(claim.finding, quote="Honestly, I love it so much."))
    page = render_weekly([run_of(0, (told,), 9)])
    assert "Add a line about shipping: …" in page
    assert "Shipping (…): I ship to" in page


def test_trend_counts_a_reply_once_as_it_was_last_seen() -> None:
    """A reply that two runs audited belongs to the later one."""
    runs = sample_runs()
    points = weekly_trend(runs)["labels"]
    assert [(p.rate.hits, p.rate.total) for p in points] == [(3, 40), (1, 50), (2, 59)]
    assert all(p.rate.low <= p.rate.value <= p.rate.high for p in points)


def test_better_names_what_is_gone_and_admits_chance() -> None:
    """Fixed findings are those whose reply was looked at again; a small drop is called possible chance."""
    view = weekly_view(sample_runs(), "en")
    assert [f.finding.quote for f in view.fixed] == ["No bots here, only me."]
    assert [c.sure for c in view.fewer] == [False]


def unlabelled(week: int, replies: int, *, missing: int = 0, unread: frozenset[str] = frozenset()) -> KeptRun:
    """A run with a missing label and a wrong price; in the last ``missing`` replies the rule lacked context."""
    day = date(2026, 10, 5) + timedelta(weeks=week)
    label, price = kept(4, day), kept(3, day)
    ruled = replace(label, finding=replace(label.finding, rule_id="core-missing-ai-label"))
    run = run_of(week, (ruled, price) if week == 0 else (), replies)
    names = [turn.conversation_id for turn in run.turns[replies - missing :]]
    return replace(run, gaps=Gaps(dict.fromkeys(names, frozenset({"core-missing-ai-label"})), unread))


@pytest.mark.parametrize(
    ("missing", "unread", "fewer"),
    [
        (0, frozenset(), {"labels": 40, "facts": 40}),
        (30, frozenset(), {"labels": 10, "facts": 40}),
        (40, frozenset(), {"facts": 40}),
        (0, frozenset({"about.md"}), {"labels": 40}),
    ],
)
def test_what_could_not_be_looked_for_did_not_get_better(
    missing: int, unread: frozenset[str], fewer: dict[str, int]
) -> None:
    """A lower rate counts only replies on which the rule had its context, and only sources that were read."""
    now = unlabelled(1, 40, missing=missing, unread=unread)
    changes = weekly_view([unlabelled(0, 8), now], "en").fewer
    assert {c.theme: c.now.total for c in changes} == fewer


def test_charts_can_be_read_without_seeing_them() -> None:
    """Each chart is well-formed SVG with a title and a description, and a table holds the numbers."""
    page = render_weekly(sample_runs())
    charts = re.findall(r"<svg.*?</svg>", page, flags=re.S)
    assert len(charts) == 4
    ids = [i for chart in charts for i in re.findall(r'\bid="([^"]+)"', chart)]
    assert len(ids) == len(set(ids))
    for chart in charts:
        root = Tree.fromstring(chart)
        named = (root.get("aria-labelledby") or "").split()
        assert [n.get("id") for n in list(root)[:2]] == named
        assert all((n.text or "").strip() for n in list(root)[:2])
    assert page.count('<th scope="row">') == 3


@pytest.mark.parametrize(
    ("language", "week", "more"),
    [
        ("en", "Ada Quill: your clone this week", "Ada Quill: your clone, October 5, 2026 to October 12, 2026"),
        (
            "fr",
            "Ada Quill : votre clone cette semaine",
            "Ada Quill : votre clone, du 5 octobre 2026 au 12 octobre 2026",
        ),
    ],
)
def test_only_a_page_on_a_week_is_called_this_week(language: str, week: str, more: str) -> None:
    """Seven days are a week; a page on more days names them in its title."""
    run = run_of(0, (), 2)
    for days, title in ((6, week), (7, more)):
        last = replace(run.turns[1], day=date(2026, 10, 5) + timedelta(days=days))
        page = render_weekly([replace(run, turns=(run.turns[0], last))], language=language)
        found = re.search(r"<title>(.*?)</title>", page)
        assert found
        assert found[1].replace("\u00a0", " ") == title


def test_a_hostile_name_stays_a_name_in_the_title() -> None:
    """The title is escaped, and hidden characters are made visible."""
    run = run_of(0, (), 2)
    page = render_weekly([replace(run, run=replace(run.run, creator="</title><script>\u202e"))])
    assert "<script" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [("en", "0 replies of 25", "1 reply of 25", "2 replies of 25"),
     ("fr", "0 réponse sur 25", "1 réponse sur 25", "2 réponses sur 25")],
)  # fmt: skip
def test_the_sentence_of_a_chart_counts_as_the_language_does(language: str, none: str, one: str, two: str) -> None:
    """One reply is singular, and in French so is none."""
    found = (kept(3, date(2026, 10, 5), "a"), kept(4, date(2026, 10, 5), "b"), kept(4, date(2026, 10, 5), "c"))
    page = render_weekly([run_of(0, found, 25)], language=language)
    assert one in page
    assert two in page
    older = render_weekly([run_of(0, found, 25), run_of(1, (), 25)], language=language)
    assert none in older


def test_hostile_words_stay_words() -> None:
    """Drafts and questions are escaped, and hidden characters are made visible."""
    findings = tuple(
        replace(kept(0, sample_runs()[0].run.started.date(), f"h{i}"), draft=text, fan=text,
                finding=replace(kept(0, sample_runs()[0].run.started.date(), f"h{i}").finding, quote=text,
                                end=len(text), fix=text, confidence=1 - i / 100))
        for i, text in enumerate(HOSTILE)
    )  # fmt: skip
    page = render_weekly([run_of(0, findings, 20)])
    assert "<script" not in page
    assert "<img" not in page
    assert not any(c in page for c in "\u202e\u200b\x00\x07")


def test_an_incomplete_run_says_so() -> None:
    """Crashed checks and unread inputs are never passed over in silence."""
    runs = sample_runs()
    assert "Not everything could be checked" not in render_weekly(runs)
    cut = replace(runs[-1], run=replace(runs[-1].run, crashed=51, unread=1))
    page = render_weekly([*runs[:-1], cut])
    assert "Not everything could be checked" in page
    assert "51 checks crashed" in page


def test_runs_of_two_creators_are_not_mixed() -> None:
    """Two creators, or no finished run, are errors that say what to do."""
    with pytest.raises(UsageError, match="several creators"):
        render_weekly([run_of(0, (), 3), run_of(1, (), 3, slug="other")])
    cut = run_of(0, (), 3)
    with pytest.raises(UsageError, match="no finished run"):
        render_weekly([replace(cut, run=replace(cut.run, finished=None))])
