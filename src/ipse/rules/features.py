"""Dense features of the small classifiers: sentence vectors and what the lexicon sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from ipse.rules.lexicon import NOBODY, find, folded, has
from ipse.rules.linear import VECTOR_SCALE
from ipse.rules.notices import Notice
from ipse.rules.vectors import vector
from ipse.rules.vocabulary import Defect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROBE_LISTS = ("asks", "not_asking", "element_A", "element_B", "element_N", "fan_claims_memory", "human_claim")
ANSWER_LISTS = (
    "element_A",
    "element_B",
    "element_N",
    "self_frame",
    "negated_label",
    "takes_back",
    "human_claim",
    "embodiment",
    "weak_label",
    "joke_label",
    "other_referent",
    "modal_scope",
    "memory",
)
STRENGTHS = ("sufficient", "weak", "void", "none")
DEFECTS = get_args(Defect)


def _hits(text: str, language: str, names: Sequence[str], principal: str) -> list[float]:
    return [float(has(text, language, name, principal=principal)) for name in names]


def _shape(text: str) -> list[float]:
    words = text.split()
    return [
        min(len(words), 60) / 60,
        float("?" in text),
        float('"' in folded(text).text),
        float("#" in text),
        float(len(words) <= 4),
        1.0,
    ]


def _join(vectors: Sequence[NDArray[np.float32]], rest: Sequence[float]) -> NDArray[np.float32]:
    import numpy as np

    parts = [VECTOR_SCALE * item for item in vectors]
    return np.concatenate([*parts, np.asarray(rest, dtype=np.float32)]).astype(np.float32)


def probe_features(
    text: str, language: str, history: Sequence[str] = (), principal: str = NOBODY
) -> NDArray[np.float32]:
    """Features of a fan's message."""
    return _join([vector(text)], [*_hits(text, language, PROBE_LISTS, principal), *_shape(text), float(bool(history))])


def notice_signs(notice: Notice) -> list[float]:
    """What the rules read in a message, one value a strength, defect and element."""
    return [
        *(float(notice.strength == name) for name in STRENGTHS),
        *(float(name in notice.defects) for name in DEFECTS),
        *(float(name in notice.elements) for name in "ANBPSKG"),
    ]


def answer_features(
    text: str, fan: str, language: str, notice: Notice, asks: float, principal: str
) -> NDArray[np.float32]:
    """Features of a clone's message given the fan's: ``asks`` is the probability that the fan asks."""
    claims = len(find(text, language, "human_claim", principal=principal))
    return _join(
        [vector(text), vector(fan)],
        [
            *_hits(text, language, ANSWER_LISTS, principal),
            *notice_signs(notice),
            *_shape(text),
            asks,
            min(claims, 3) / 3,
            float(claims > 0) * asks,
            float(notice.strength == "sufficient") * asks,
            float(not fan.strip()),
        ],
    )


FAN_STATE_LISTS = ("crisis", "farewell", "fan_minor", "medical_topic", "finance_topic")
CONDUCT_LISTS = (
    "sexual",
    "meeting",
    "meeting_refused",
    "public_event",
    "street_address",
    "phone_number",
    "medical",
    "finance",
    "private_third",
    "secrecy_minor",
    "guilt",
    "professional_title",
    "memory_denied",
)


def state_features(fan: str, language: str) -> NDArray[np.float32]:
    """Features of the state a fan's message shows."""
    return _join([vector(fan)], [*_hits(fan, language, FAN_STATE_LISTS, NOBODY), *_shape(fan)])


def conduct_features(sentence: str, reply: str, fan: str, history: str, spoken: tuple[str, str]) -> NDArray[np.float32]:
    """Features of one sentence of a reply beside the fan's message; ``spoken``: the reply's and the fan's language."""
    mine, theirs = spoken
    return _join(
        [vector(sentence), vector(fan)],
        [
            *_hits(sentence, mine, CONDUCT_LISTS, NOBODY),
            *_hits(reply, mine, ("advice_hedge", "referral"), NOBODY),
            *_hits(fan, theirs, FAN_STATE_LISTS, NOBODY),
            *_hits(history, theirs, ("fan_minor",), NOBODY),
            *_shape(sentence),
            float(bool(fan.strip())),
        ],
    )


PROMOTION_LISTS = (
    "recommend",
    "recommend_brand",
    "not_recommending",
    "not_discouraging",
    "ad_label",
    "weak_ad_label",
    "ad_label_negated",
)
BRAND = "Brand"  # stands in for the brand's name, which says nothing about praise


def promotion_features(said: str, fan: str, spoken: tuple[str, str]) -> NDArray[np.float32]:
    """Features of what a reply says of a brand, its name replaced by `BRAND`; ``spoken`` as in `conduct_features`."""
    mine, theirs = spoken
    return _join(
        [vector(said), vector(fan)],
        [
            *_hits(said, mine, PROMOTION_LISTS, NOBODY),
            *_hits(fan, theirs, ("asks_recommendation",), NOBODY),
            *_shape(said),
            float("?" in fan),
            float(bool(fan.strip())),
        ],
    )
