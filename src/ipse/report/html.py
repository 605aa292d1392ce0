"""The audit report: one HTML file, no network, readable from disk.

The first findings are plain HTML, so that they can be read, searched and printed without a script; further ones,
whole conversations and cited sources are compressed inside the page and unfolded on demand.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ipse.report.html_data import page_data, reading, verdict_line
from ipse.report.html_view import FILTERS, context_line, filter_values, page_view
from ipse.report.i18n import Translator, translator
from ipse.report.places import Places
from ipse.report.visible import visible
from ipse.report.wording import decision_reasons, told_in
from ipse.types import AuditResult, Corpus

TEMPLATES = Path(__file__).resolve().parent / "templates"
PLAIN = 200  # findings written out as HTML; the rest is packed


def render_html(result: AuditResult, corpus: Corpus, *, language: str | None = None) -> str:
    """The report as one HTML document, in ``language`` (default: the creator's, else English)."""
    t = translator(language or result.creator.language or "en")
    result = told_in(result, t.language)
    places = Places(corpus)
    view = page_view(result, places, corpus)
    environment = html_environment(t)
    card = environment.get_template("card.html.j2")
    packed = [
        {**filter_values(item), "id": item.anchor, "html": card.render(item=item)} for item in view.findings[PLAIN:]
    ]
    style, script = assets("page.css", "audit.css"), assets("audit.js")
    page: str = environment.get_template("audit.html.j2").render(
        view=view,
        reasons=_reasons(result, view.blocking, t),
        plain=view.findings[:PLAIN],
        rest=len(packed),
        filters=FILTERS,
        data=pack(page_data(result, places, t, packed)),
        style=style,
        script=script,
        csp=content_policy(style, script),
    )
    return page


def _reasons(result: AuditResult, blocking: int, t: Translator) -> str:
    """Why the run was decided so, but for the count of blocking findings, which the page gives in any case."""
    return t("semicolon").join(r for r in decision_reasons(result.decision, t) if r != t.count("blocking", blocking))


def html_environment(t: Translator) -> Any:
    """The template environment of one language: everything is escaped, an undefined name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.globals |= {
        "t": t,
        "spoken": translator,
        "context_line": lambda c: context_line(c, t),
        "reading": lambda c: reading(c, t),
        "verdict_line": lambda c: verdict_line(c, t),
    }
    return environment


def assets(*names: str) -> str:
    """Style sheets or scripts of the page, joined."""
    return "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def pack(data: Mapping[str, object] | Iterable[object]) -> str:
    """JSON, gzipped without a time stamp (same input, same bytes), in base64."""
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.b64encode(gzip.compress(raw, mtime=0)).decode()


def content_policy(style: str, script: str = "") -> str:
    """A Content-Security-Policy that allows this style and this script, and nothing from outside."""
    hashes = [
        f"{kind} 'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for kind, text in (("style-src", style), ("script-src", script))
        if text
    ]
    return f"default-src 'none'; {'; '.join(hashes)}; img-src data:; base-uri 'none'; form-action 'none'"
