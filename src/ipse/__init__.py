"""Ipse audits what a creator's AI clone says: did the creator really say that, does the reader know it is an AI?

The library's public names are listed in ``__all__``; each is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipse.api import audit_frame
    from ipse.auditor import Auditor, Context
    from ipse.config import Config, load_config
    from ipse.errors import IpseError
    from ipse.transcripts import load_transcripts
    from ipse.types import (
        AuditResult,
        Category,
        Citation,
        ConversationResult,
        Decision,
        Disposition,
        Finding,
        Outcome,
        SendMode,
        Severity,
        UiNotice,
    )

__version__ = "0.1.0"

__all__ = [
    "AuditResult",
    "Auditor",
    "Category",
    "Citation",
    "Config",
    "Context",
    "ConversationResult",
    "Decision",
    "Disposition",
    "Finding",
    "IpseError",
    "Outcome",
    "SendMode",
    "Severity",
    "UiNotice",
    "audit_frame",
    "load_config",
    "load_transcripts",
]

_MODULES = {
    "Auditor": "auditor",
    "Config": "config",
    "Context": "auditor",
    "IpseError": "errors",
    "audit_frame": "api",
    "load_config": "config",
    "load_transcripts": "transcripts",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that `ipse --help` stays fast."""
    if name not in __all__:
        raise AttributeError(f"module 'ipse' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"ipse.{_MODULES.get(name, 'types')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted([*__all__, "__version__"])
