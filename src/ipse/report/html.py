"""The audit report: one HTML file, no network, readable from disk.

Findings are plain HTML, so that they can be read, searched and printed without a script; whole conversations and
cited sources are compressed inside the page and unfolded on demand.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from ipse.report.html_view import page_data, page_view
from ipse.report.i18n import translator
from ipse.report.visible import visible
from ipse.types import AuditResult, Corpus

TEMPLATES = Path(__file__).resolve().parent / "templates"


def render_html(result: AuditResult, corpus: Corpus, *, language: str | None = None) -> str:
    """The report as one HTML document, in ``language`` (default: the creator's, else English)."""
    translate = translator(language or result.creator.language or "en")
    style, script = (_asset(name) for name in ("audit.css", "audit.js"))
    template = _environment().get_template("audit.html.j2")
    page: str = template.render(
        t=translate,
        view=page_view(result, corpus, translate),
        data=_packed(page_data(result, corpus, translate)),
        style=style,
        script=script,
        csp=_policy(style, script),
    )
    return page


def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    return environment


def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _packed(data: object) -> str:
    """JSON, gzipped without a time stamp (same input, same bytes), in base64."""
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(raw, mtime=0)).decode()


def _policy(style: str, script: str) -> str:
    hashes = {kind: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
              for kind, text in (("style", style), ("script", script))}  # fmt: skip
    return (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
