"""A summary in Markdown: for a job summary, a merge request's comment, an issue. Hostile words stay plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from ipse.report.i18n import Translator, translator
from ipse.report.json_report import is_actionable
from ipse.report.statistics import Rate, Summary, summarise, worst_first
from ipse.report.visible import visible
from ipse.report.wording import decision_reasons, told_in
from ipse.types import AuditResult, Citation, Finding

ROWS = 50
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$^=])")
_BREAKING = re.compile(r"[^\S\u00a0\u202f]+")  # French keeps its unbreakable spaces
_LINKED = str.maketrans({"@": "&#64;", ":": "&#58;"})


def render_markdown(
    result: AuditResult, *, language: str | None = None, rows: int = ROWS, max_bytes: int | None = None
) -> str:
    """The decision, the counts with their intervals, and the ``rows`` worst findings with their evidence.

    With ``max_bytes`` fewer findings are shown until the text fits; the text says how many are left out.
    """
    t = translator(language or result.creator.language or "en")
    result = told_in(result, t.language)
    found = sorted((f for f in result.findings if is_actionable(f)), key=worst_first)
    while True:
        text = "\n".join(_lines(result, found, min(rows, len(found)), t)) + "\n"
        if max_bytes is None or len(text.encode("utf-8", "replace")) <= max_bytes or rows == 0:
            return text
        rows //= 2


def plain(text: str) -> str:
    """The text as one line that Markdown and HTML show as it is: no link, no mention, no markup, no row break."""
    line = _BREAKING.sub(" ", visible(text)).strip()
    escaped = _SPECIAL.sub(r"\\\1", html.escape(line, quote=False).replace("&#", "&amp;#"))
    return escaped.translate(_LINKED)


def _lines(result: AuditResult, found: Sequence[Finding], shown: int, t: Translator) -> Iterator[str]:
    decision = result.decision
    title = plain(t("title", name=result.creator.name))
    yield f"## {t('headline', title=title, outcome=t(f'outcome.{decision.outcome.value}'))}"
    yield ""
    yield plain(t("semicolon").join(decision_reasons(decision, t)))
    yield ""
    yield from _counts(summarise(result), t)
    if shown:
        yield ""
        yield f"### {t('findings')}"
        yield ""
        yield from (_finding(f, t) for f in found[:shown])
    if len(found) > shown:
        yield ""
        yield f"… +{t.number(len(found) - shown)}"
    yield from _incomplete(result, t)


def _counts(summary: Summary, t: Translator) -> Iterator[str]:
    yield f"| {t('summary')} | |"
    yield "|---|---|"
    yield f"| {t.count('turns', summary.clone_turns)} | {t.count('conversations', summary.conversations)} |"
    yield f"| {t('rate.blocked')} | {_share(summary.blocking, t)} |"
    yield f"| {t('rate.flagged')} | {_share(summary.flagged, t)} |"
    for category, number in summary.by_category.items():
        yield f"| {plain(t(f'category.{category.value}'))} | {t.number(number)} |"
    for status, number in sorted(summary.by_status.items()):
        if status != "active":
            yield f"| {plain(t(f'status.{status}'))} | {t.number(number)} |"


def _share(rate: Rate, t: Translator) -> str:
    if not rate.total:
        return "–"
    interval = t("interval", low=t.percent(rate.low), high=t.percent(rate.high))
    return f"{t.number(rate.hits)} / {t.number(rate.total)} = {t.percent(rate.value)} ({interval})"


def _finding(finding: Finding, t: Translator) -> str:
    mark = t(f"disposition.{finding.disposition.value}")
    category = t(f"category.{finding.category.value}")
    place = f"{plain(finding.conversation_id)}, {t('turn', n=finding.turn)}"
    said = t("quote", text=plain(finding.quote)) if finding.quote else f"*{t('absent')}*"
    colon = t("colon")
    lines = [f"- **{mark} · {category}** ({place}){colon} {said}", f"  - {plain(finding.message)}"]
    lines += [f"  - {_citation(c, t)}" for c in finding.evidence[:1]]
    lines.append(f"  - {t('fix')}{colon} {plain(finding.fix)}")
    lines += [f"  - {t('also')}{colon} {plain(', '.join(finding.other_rules))}"] if finding.also else []
    return "\n".join([*lines, f"  - `{finding.fingerprint}`"])


def _citation(citation: Citation, t: Translator) -> str:
    where = " · ".join(plain(str(p)) for p in (citation.source, t.locator(citation.locator or ""), citation.date) if p)
    colon = t("colon")
    return f"{t(f'relation.{citation.relation}')}{colon} {where}{colon} {t('quote', text=plain(citation.quote))}"


def _incomplete(result: AuditResult, t: Translator) -> Iterator[str]:
    colon = t("colon")
    lines = [f"- {plain(p.path)}{colon} {plain(p.message)}{t('semicolon')}{plain(p.remedy)}"
             for p in result.problems if p.fatal]  # fmt: skip
    lines += [f"- {plain(e.check)}, {plain(e.conversation_id)}{colon} {plain(e.error)}"
              for c in result.conversations for e in c.errors]  # fmt: skip
    if lines:
        yield from ("", f"### {t('outcome.incomplete')}", "", *lines[:ROWS])
        if len(lines) > ROWS:
            yield f"- … +{t.number(len(lines) - ROWS)}"
