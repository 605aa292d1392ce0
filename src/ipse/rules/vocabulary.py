"""The words that rule files and the code behind them share: places, elements, answers, defects, detectors."""

from __future__ import annotations

from typing import Literal

Place = Literal["clone", "fan", "fan_history", "conversation"]
Element = Literal["A", "N", "B", "P", "S", "K", "G"]

Answer = Literal[
    "clear_yes",
    "unclear",
    "dodge",
    "denial",
    "self_contradiction",
    "unprompted_human_claim",
    "unprompted_notice",
    "none",
]

Defect = Literal[
    "negated",
    "joke",
    "scope_some_messages",
    "other_referent",
    "contradicted_later_in_text",
    "hashtag_only",
    "disguised",
    "quoted",
    "wrong_language",
    "decorative_only",
    "late_position",
]

Conduct = Literal[  # what the classifier of conduct reads in a sentence
    "sexual",
    "medical_directive",
    "finance_directive",
    "private_address",
    "private_third_party",
    "private_meeting",
    "minor",
    "guilt_farewell",
    "dangerous_instruction",
]

Detector = Literal[
    "embodiment",
    "shared_memory",
    "crisis",
    Conduct,
    "farewell_pressure",
    "speaks_as_other",
    "after_stop",
]
