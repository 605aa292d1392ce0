"""Keeps drafts from commanding the CI runner: GitHub's reads commands in whatever a step prints."""

from __future__ import annotations

import os
import re

# The runner heeds "##[command]" anywhere in a line and "::command::" where a line begins, spaces aside.
_BRACKETED = re.compile(r"##(?=\[)")
_AT_START = re.compile(r"(^|[\r\n])([^\S\r\n]*):(?=:)")


def harmless(text: str) -> str:
    """The text as it may be printed: on GitHub's runner with every workflow command in it broken by a space."""
    return broken(text) if os.environ.get("GITHUB_ACTIONS") else text


def broken(text: str) -> str:
    """The text with ``##[…]`` as ``## […]``, and a ``::`` that begins a line as ``: :``."""
    return _AT_START.sub(r"\1\2: ", _BRACKETED.sub("## ", text))
