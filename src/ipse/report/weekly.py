"""The creator's weekly page, as plain values: what went wrong, in the creator's own words, and what would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from ipse.history import Difference, KeptFinding, KeptRun, compare_runs
from ipse.history.difference import is_open
from ipse.history.looked import Looked, rules_of
from ipse.report.places import Marked, place_link
from ipse.report.statistics import Rate, wilson, worst_first
from ipse.report.topics import Topic, improvised_topics
from ipse.types import Category, Citation, Disposition, Label

WORST = 5
WEEKS = 12
SAID = frozenset(
    {
        Category.CONTRADICTED_FACT, Category.UNSUPPORTED_FACT, Category.FALSE_PERSONAL_CLAIM, Category.INVENTED_OFFER,
        Category.FALSE_SHARED_MEMORY, Category.HUMAN_EMBODIMENT, Category.UNSAFE_OR_PRIVATE,
    }
)  # fmt: skip
UNTOLD = (Category.MISSING_AI_LABEL, Category.AI_DENIAL, Category.UNDISCLOSED_PROMOTION)
Told = dict[str, Category | None]  # by rule, what it finds
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
    def doubtful(self) -> bool:
        """Whether a person still has to say whether it is wrong."""
        return self.kept.finding.disposition is not Disposition.BLOCK

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
class Undecided:
    """What no rule could decide in the last run: how many rules, in how many replies; themes not counted there."""

    rules: int
    replies: int
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Everything on the page. ``wrong`` counts replies with something to block, ``doubtful`` those only to review."""

    run: KeptRun
    since: KeptRun | None
    first_day: date | None
    last_day: date
    replies: int
    wrong: Rate
    doubtful: int
    undecided: Undecided
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
    turns, wrong = _turns(run), _places(f for f in found if f.finding.disposition is Disposition.BLOCK)
    return Weekly(
        run=run,
        since=since,
        first_day=min(days, default=None),
        last_day=max(days, default=run.run.started.date()),
        replies=len(run.turns),
        wrong=wilson(len(turns & wrong), len(turns)),
        doubtful=len((turns & _places(found)) - wrong),
        undecided=_undecided(run),
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


def _turns(run: KeptRun) -> frozenset[tuple[str, int]]:
    return frozenset((t.conversation_id, t.turn) for t in run.turns)


def _places(found: Iterable[KeptFinding]) -> frozenset[tuple[str, int]]:
    return frozenset((f.finding.conversation_id, f.finding.turn) for f in found)


def _hits(run: KeptRun, categories: frozenset[Category], known: Set[str]) -> frozenset[tuple[str, int]]:
    """Replies with such a finding: open, or once open (``known``) and found again, be it waived or a note by now.

    What somebody waives is said still: nothing got better.
    """
    return _places(
        f for f in run.findings if f.finding.category in categories and (is_open(f) or f.finding.fingerprint in known)
    )


def _once_open(runs: Iterable[KeptRun]) -> frozenset[str]:
    """The fingerprints that were open in one of the runs."""
    return frozenset(f.finding.fingerprint for run in runs for f in run.findings if is_open(f))


def _fewer(before: KeptRun, now: KeptRun) -> Iterable[Change]:
    """Themes of which less was found, counted on the replies on which all that was found before could be found."""
    looked, known = Looked.again(before, now), _once_open([before])
    for theme, categories in THEMES.items():
        found = [f for f in before.findings if is_open(f) and f.finding.category in categories]
        rules = {rule for kept in found for rule in rules_of(kept.finding)}
        replies = frozenset(where for where in looked.audited if looked.ran(rules, where[0]))
        if not replies or not all(looked.read(kept.finding) for kept in found):
            continue
        earlier, again = _turns(before), _hits(now, categories, known)
        change = Change(
            theme, wilson(len(earlier & _places(found)), len(earlier)), wilson(len(replies & again), len(replies))
        )
        if change.now.value < change.before.value:
            yield change


def weekly_trend(runs: Sequence[KeptRun]) -> dict[str, tuple[Point, ...]]:
    """Each theme's rate week by week, at most the last twelve; a reply audited twice counts once, as last seen.

    A reply on which a rule of the theme lacked context is no reply of that theme: nobody knows.
    """
    latest: dict[tuple[str, int], tuple[date, KeptRun]] = {}
    for run in runs:
        for turn in run.turns:
            day = turn.day or run.run.started.date()
            latest[turn.conversation_id, turn.turn] = (day - timedelta(days=day.weekday()), run)
    weeks = sorted({week for week, _ in latest.values()})[-WEEKS:]
    known, told = _once_open(runs), _telling(runs)
    out = {}
    for theme, categories in THEMES.items():
        hits = {id(run): _hits(run, categories, known) for run in runs}
        unknown = {id(run): _undecided_talks(run, categories, told) for run in runs}
        decided = {key: (week, id(run)) for key, (week, run) in latest.items() if key[0] not in unknown[id(run)]}
        totals = Counter(week for week, _ in decided.values())
        counts = Counter(week for key, (week, run_id) in decided.items() if key in hits[run_id])
        out[theme] = tuple(Point(w, wilson(counts[w], totals[w])) for w in weeks)
    return out


def _undecided(run: KeptRun) -> Undecided:
    told = _telling([run])
    talks = {name: rules & told.keys() for name, rules in _missing(run).items() if rules & told.keys()}
    replies = sum(turn.conversation_id in talks for turn in run.turns)
    themes = tuple(theme for theme, categories in THEMES.items() if _undecided_talks(run, categories, told))
    return Undecided(len({rule for rules in talks.values() for rule in rules}), replies, themes if replies else ())


def _undecided_talks(run: KeptRun, categories: frozenset[Category], told: Told) -> frozenset[str]:
    """The conversations in which a rule that finds such things lacked context."""
    concerned = {rule for rule, category in told.items() if category in categories}
    return frozenset(name for name, rules in _missing(run).items() if rules & concerned)


def _missing(run: KeptRun) -> Mapping[str, frozenset[str]]:
    return run.gaps.undecided if run.gaps else {}


def _telling(runs: Iterable[KeptRun]) -> Told:
    """What the rules find that lacked context somewhere, but for those that give notes; None where it is not known."""
    from ipse.errors import RuleError
    from ipse.rules import load_rules

    lacking = [run for run in runs if _missing(run)]
    found: Told = dict.fromkeys(rule for run in lacking for rules in _missing(run).values() for rule in rules)
    for pack in dict.fromkeys(pack for run in lacking for pack in run.run.ruleset.rpartition(" ")[0].split(",")):
        with suppress(RuleError):  # it cannot be read from here
            for rule in load_rules([pack]):
                if rule.disposition is Disposition.NOTE:
                    found.pop(rule.id, None)
                elif rule.id in found:
                    found[rule.id] = rule.spec.category
    return found
