"""The weekly page as one HTML file without any script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil

from markupsafe import Markup

from ipse.errors import UsageError
from ipse.history import KeptRun
from ipse.report.charts import trend_chart
from ipse.report.html import assets, content_policy, html_environment
from ipse.report.i18n import Translator, translator
from ipse.report.visible import visible
from ipse.report.weekly import Point, Weekly, weekly_view
from ipse.report.wording import run_told_in

WEEK = 7  # days


def render_weekly(runs: Sequence[KeptRun], *, language: str | None = None) -> str:
    """The page of the last run, with the others as its past, addressed to the creator.

    ``runs`` are one creator's, oldest first; runs that were cut off are left out.

    Raises:
        UsageError: no run is finished, or the runs are several creators'.
    """
    finished = [r for r in runs if r.run.finished]
    if not finished:
        raise UsageError("no finished run to report on", remedy="run `ipse audit … --history PATH` first")
    slugs = sorted({r.run.slug for r in finished})
    if len(slugs) > 1:
        raise UsageError(f"runs of several creators: {', '.join(slugs)}", remedy="choose one with --creator SLUG")
    t = translator(language or finished[-1].run.language)
    view = weekly_view([*finished[:-1], run_told_in(finished[-1], t.language)], t.language)
    style = assets("page.css", "weekly.css")
    page: str = (
        html_environment(t)
        .get_template("weekly.html.j2")
        .render(
            view=view,
            lead=_lead(view, t),
            quoted=partial(_quoted, t),
            uncounted=", ".join(t("quote", text=t(f"weekly.theme.{theme}")) for theme in view.undecided.themes),
            charts=_charts(view, t),
            weeks=[(p.week, t.day(p.week)) for p in next(iter(view.trend.values()))],
            title=_title(view, t),
            period=_period(view, t),
            style=style,
            csp=content_policy(style),
        )
    )
    return page


def _lead(view: Weekly, t: Translator) -> str:
    """How many replies there were, in how many something was wrong, and in how many others that is open."""
    if not view.replies:
        return t("weekly.empty")
    alone = view.replies == 1
    parts = [t.count("weekly.replies", view.replies)]
    if view.wrong.hits:
        parts.append(t("weekly.troubled.only") if alone else t.count("weekly.troubled", view.wrong.hits))
    if view.doubtful:
        key = "weekly.more_doubtful" if view.wrong.hits else "weekly.doubtful"
        parts.append(t("weekly.doubtful.only") if alone else t.count(key, view.doubtful))
    if not view.wrong.hits and not view.doubtful:
        parts.append(t("weekly.clean.undecided" if view.undecided.replies or _incomplete(view) else "weekly.clean"))
    return " ".join(parts)


def _incomplete(view: Weekly) -> bool:
    return bool(view.run.run.crashed or view.run.run.unread)


def _quoted(t: Translator, key: str, text: str, language: str, **values: str) -> Markup:
    """The sentence ``key`` around words that may be of another language, which a reader aloud must know."""
    before, mark, after = t(key, text="\0", **values).partition("\0")
    if not mark:  # a sentence that quotes nothing
        return Markup("{}").format(before)
    spoken = Markup(' lang="{}"').format(language) if language and language != t.language else Markup("")
    return Markup("{}<span{}>{}</span>{}").format(before, spoken, text, after)


def _title(view: Weekly, t: Translator) -> str:
    """A page on more than a week names its days."""
    name = visible(view.run.run.creator)
    if view.first_day is None or (view.last_day - view.first_day).days < WEEK:
        return t("weekly.title", name=name)
    return t("weekly.title_days", name=name, days=_period(view, t))


def _period(view: Weekly, t: Translator) -> str:
    if view.first_day is None or view.first_day == view.last_day:
        return t.day(view.last_day)
    return t("weekly.period", first=t.day(view.first_day), last=t.day(view.last_day))


def _charts(view: Weekly, t: Translator) -> list[tuple[str, str, str]]:
    """``(theme, sentence, svg)`` for each theme that ever occurred, all on one scale."""
    shown = {theme: points for theme, points in view.trend.items() if any(p.rate.hits for p in points)}
    highest = max((1.6 * p.rate.value for points in shown.values() for p in points), default=0.0)
    top = min(1.0, max(0.1, ceil(highest * 10) / 10))
    return [(theme, _sentence(points, t), _chart(theme, points, top, t)) for theme, points in shown.items()]


def _chart(theme: str, points: Sequence[Point], top: float, t: Translator) -> str:
    counted = [p for p in points if p.rate.total]
    labels = [t.short_day(p.week) for p in counted]
    title = t(f"weekly.theme.{theme}")
    return trend_chart(f"chart-{theme}", title, _sentence(points, t), labels, [p.rate for p in counted], top, t)


def _sentence(points: Sequence[Point], t: Translator) -> str:
    last = points[-1]
    if not last.rate.total:
        return t("weekly.last_week.none", week=t.day(last.week))
    values = {"total": t.number(last.rate.total), "share": t.share(last.rate.value), "week": t.day(last.week)}
    values |= {"low": t.share(last.rate.low), "high": t.share(last.rate.high)}
    return t.count("weekly.last_week", last.rate.hits, **values)
