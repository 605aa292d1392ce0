"""The creator's weekly page, as plain values: what went wrong, in the creator's own words, and what would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipse.history import Difference, KeptFinding, KeptRun, compare_runs
from ipse.history.difference import is_open
from ipse.history.looked import Looked, rules_of
from ipse.report.places import Marked, place_link
from ipse.report.statistics import Rate, wilson, worst_first
from ipse.report.topics import Topic, improvised_topics
from ipse.types import Category, Citation, Label

WORST = 5
WEEKS = 12
SAID = frozenset(
    {
        Category.CONTRADICTED_FACT, Category.UNSUPPORTED_FACT, Category.FALSE_PERSONAL_CLAIM, Category.INVENTED_OFFER,
        Category.FALSE_SHARED_MEMORY, Category.HUMAN_EMBODIMENT, Category.UNSAFE_OR_PRIVATE,
    }
)  # fmt: skip
UNTOLD = (Category.MISSING_AI_LABEL, Category.AI_DENIAL, Category.UNDISCLOSED_PROMOTION)
THEMES: dict[str, frozenset[Category]] = {
    "facts": frozenset({Category.CONTRADICTED_FACT, Category.UNSUPPORTED_FACT, Category.STALE_FACT}),
    "life": frozenset({Category.FALSE_PERSONAL_CLAIM, Category.HUMAN_EMBODIMENT, Category.FALSE_SHARED_MEMORY}),
    "promises": frozenset({Category.INVENTED_OFFER, Category.UNSAFE_OR_PRIVATE}),
    "labels": frozenset(UNTOLD),
}


@dataclass(frozen=True, slots=True)
class Story:
    """One thing the clone said, with the creator's own words beside it."""

    kept: KeptFinding
    draft: Marked
    own: Citation | None
    link: str | None

    @property
    def made_up_offer(self) -> bool:
        """An offer that no source makes: the audit's fix names a file that the creator never sees."""
        finding = self.kept.finding
        return finding.category is Category.INVENTED_OFFER and finding.verdict is Label.UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Untold:
    """Something readers should have been told: how often it was missing, and one example."""

    category: Category
    replies: int
    example: KeptFinding


@dataclass(frozen=True, slots=True)
class StaleSource:
    """A fact of which only an old form was repeated, with what the sources say now."""

    kept: KeptFinding
    citation: Citation
    replaced: bool  # a newer source says otherwise; False: there is no newer one


@dataclass(frozen=True, slots=True)
class Point:
    """One week of one theme: the share of replies with such a finding."""

    week: date  # its Monday
    rate: Rate


@dataclass(frozen=True, slots=True)
class Change:
    """A theme's rate in this run and in the one before."""

    theme: str
    before: Rate
    now: Rate

    @property
    def sure(self) -> bool:
        """Whether the two 95 % intervals do not overlap."""
        return self.now.high < self.before.low


@dataclass(frozen=True, slots=True)
class Weekly:
    """Everything on the page."""

    run: KeptRun
    since: KeptRun | None
    first_day: date | None
    last_day: date
    replies: int
    troubled: Rate
    stories: tuple[Story, ...]
    more: int
    untold: tuple[Untold, ...]
    topics: tuple[Topic, ...]
    stale: tuple[StaleSource, ...]
    trend: dict[str, tuple[Point, ...]]
    fixed: tuple[KeptFinding, ...]
    fewer: tuple[Change, ...]


def weekly_view(runs: Sequence[KeptRun], language: str) -> Weekly:
    """The page of the last of ``runs``, which are one creator's finished runs, oldest first."""
    run = runs[-1]
    since = runs[-2] if len(runs) > 1 else None
    found = sorted((f for f in run.findings if is_open(f)), key=lambda f: worst_first(f.finding))
    said = [f for f in found if f.finding.category in SAID and f.finding.quote.strip()]
    days = [t.day for t in run.turns if t.day]
    change = compare_runs(since, run) if since else Difference((), (), (), (), ())
    stories = tuple(_story(f) for f in _worst(said))
    return Weekly(
        run=run,
        since=since,
        first_day=min(days, default=None),
        last_day=max(days, default=run.run.started.date()),
        replies=len(run.turns),
        troubled=_rate(run, frozenset(Category)),
        stories=stories,
        more=len(said) - len(stories),
        untold=tuple(_untold(found)),
        topics=improvised_topics(found, language),
        stale=tuple(_stale(run.findings)),
        trend=weekly_trend(runs),
        fixed=change.fixed,
        fewer=tuple(_fewer(since, run)) if since else (),
    )


def _worst(said: Sequence[KeptFinding]) -> list[KeptFinding]:
    """The worst five, no idea twice; a category takes two places at most (a rule's one) while others wait."""
    once: list[KeptFinding] = []
    seen: set[object] = set()
    for kept in said:
        finding = kept.finding
        idea = (finding.category, finding.kind, finding.evidence[0].quote if finding.evidence else finding.quote)
        if idea not in seen:
            seen.add(idea)
            once.append(kept)
    counts: Counter[Category] = Counter()
    rounds = []
    for position, kept in enumerate(once):
        counts[kept.finding.category] += 1
        rounds.append((counts[kept.finding.category] > (2 if kept.finding.verdict else 1), position, kept))
    chosen = sorted(rounds, key=lambda r: r[:2])[:WORST]
    return [kept for _, _, kept in sorted(chosen, key=lambda r: r[1])]


def _story(kept: KeptFinding) -> Story:
    finding = kept.finding
    draft = Marked(kept.draft[: finding.start], kept.draft[finding.start : finding.end], kept.draft[finding.end :])
    own = next((c for c in finding.evidence if c.relation in ("contradicts", "older", "policy")), None)
    return Story(kept, draft, own, place_link(own.url, own.locator) if own else None)


def _untold(found: Iterable[KeptFinding]) -> Iterable[Untold]:
    rows = list(found)
    for category in UNTOLD:
        hits = [f for f in rows if f.finding.category is category]
        if hits:
            yield Untold(category, len({(f.finding.conversation_id, f.finding.turn) for f in hits}), hits[0])


def _stale(findings: Iterable[KeptFinding]) -> Iterable[StaleSource]:
    seen: set[tuple[str, str]] = set()
    for kept in findings:
        finding = kept.finding
        old = finding.category is Category.STALE_FACT or finding.subcategory == "stale_fact"
        if not old or not finding.evidence or finding.status not in ("active", "known"):
            continue
        citation = finding.evidence[0]
        if (citation.source, citation.quote) not in seen:
            seen.add((citation.source, citation.quote))
            yield StaleSource(kept, citation, citation.relation == "contradicts")


def _rate(run: KeptRun, categories: frozenset[Category]) -> Rate:
    return _rate_of(frozenset((t.conversation_id, t.turn) for t in run.turns), run, categories)


def _rate_of(turns: frozenset[tuple[str, int]], run: KeptRun, categories: frozenset[Category]) -> Rate:
    return wilson(len(turns & _hits(run, categories)), len(turns))


def _hits(run: KeptRun, categories: frozenset[Category]) -> set[tuple[str, int]]:
    return {(f.finding.conversation_id, f.finding.turn) for f in _found(run, categories)}


def _found(run: KeptRun, categories: frozenset[Category]) -> Iterable[KeptFinding]:
    return (f for f in run.findings if is_open(f) and f.finding.category in categories)


def _fewer(before: KeptRun, now: KeptRun) -> Iterable[Change]:
    """Themes of which less was found, counted on the replies on which all that was found before could be found."""
    looked = Looked.again(before, now)
    for theme, categories in THEMES.items():
        found = list(_found(before, categories))
        rules = {rule for kept in found for rule in rules_of(kept.finding)}
        replies = frozenset(where for where in looked.audited if looked.ran(rules, where[0]))
        if not replies or not all(looked.read(kept.finding) for kept in found):
            continue
        change = Change(theme, _rate(before, categories), _rate_of(replies, now, categories))
        if change.now.value < change.before.value:
            yield change


def weekly_trend(runs: Sequence[KeptRun]) -> dict[str, tuple[Point, ...]]:
    """Each theme's rate week by week, at most the last twelve; a reply audited twice counts once, as last seen."""
    latest: dict[tuple[str, int], tuple[date, KeptRun]] = {}
    for run in runs:
        for turn in run.turns:
            day = turn.day or run.run.started.date()
            latest[turn.conversation_id, turn.turn] = (day - timedelta(days=day.weekday()), run)
    weeks = sorted({week for week, _ in latest.values()})[-WEEKS:]
    totals = Counter(week for week, _ in latest.values())
    out = {}
    for theme, categories in THEMES.items():
        hits = {id(run): _hits(run, categories) for run in runs}
        counts = Counter(week for key, (week, run) in latest.items() if key in hits[id(run)])
        out[theme] = tuple(Point(w, wilson(counts[w], totals[w])) for w in weeks)
    return out
