"""Topics on which the clone improvises because the sources are silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ipse.history import KeptFinding
from ipse.text.nlp import content_words
from ipse.types import Kind, Label

ALIKE = 0.25  # share of common content words from which two claims of one kind are one topic
SHOWN = 8
GROUPS: dict[Kind, str] = {
    Kind.PRODUCT: "product", Kind.STOCK: "product", Kind.PRICE: "price", Kind.DISCOUNT: "price",
    Kind.SHIPPING: "shipping", Kind.POLICY_REFUND: "refund", Kind.SCHEDULE: "schedule", Kind.MEETING: "schedule",
    Kind.CONTACT: "contact", Kind.CONTACT_PROMISE: "contact", Kind.SPONSOR: "partner", Kind.COLLABORATION: "partner",
    Kind.FAMILY: "family", Kind.RELATIONSHIP: "family", Kind.PREGNANCY: "family", Kind.RESIDENCE: "home",
    Kind.ORIGIN: "home", Kind.TRAVEL: "home", Kind.AGE_DATE: "life", Kind.EVENT_EXPERIENCE: "life",
    Kind.BODY_HEALTH: "health", Kind.WORK: "work", Kind.CREDENTIAL: "work", Kind.EDUCATION: "work",
    Kind.POSSESSION: "things", Kind.PURCHASE: "things", Kind.HABIT_DIET: "tastes", Kind.PREFERENCE: "tastes",
    Kind.BELIEF: "tastes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """Claims that no source supports and that speak of one thing."""

    group: str  # key of the suggestion
    words: tuple[str, ...]  # what the claims have in common, most frequent first, as written
    claims: tuple[KeptFinding, ...]


@dataclass(slots=True)
class _Cluster:
    group: str
    stems: Counter[str] = field(default_factory=Counter)
    claims: list[KeptFinding] = field(default_factory=list)


def improvised_topics(found: Iterable[KeptFinding], language: str) -> tuple[Topic, ...]:
    """Unsupported claims grouped by what they are about and by the words they share, most frequent first."""
    clusters: list[_Cluster] = []
    surfaces: dict[str, Counter[str]] = {}
    for kept in found:
        if kept.finding.verdict is not Label.UNSUPPORTED or kept.finding.kind is None:
            continue
        group = GROUPS.get(kept.finding.kind, "rest")
        stems = _stems(kept, language, surfaces)
        home = next((c for c in clusters if c.group == group and _alike(c.stems, stems)), None)
        if home is None:
            home = _Cluster(group)
            clusters.append(home)
        home.stems.update(stems)
        home.claims.append(kept)
    ordered = sorted(clusters, key=lambda c: -len(c.claims))[:SHOWN]
    return tuple(Topic(c.group, _words(c, surfaces), _distinct(c.claims)) for c in ordered)


def _distinct(claims: Iterable[KeptFinding]) -> tuple[KeptFinding, ...]:
    """Each wording once."""
    return tuple({c.finding.quote.strip().casefold(): c for c in claims}.values())


def _stems(kept: KeptFinding, language: str, surfaces: dict[str, Counter[str]]) -> set[str]:
    """Content words of the claim and of the question it answers; how each is written is counted."""
    stems = set()
    for text in (kept.finding.quote, kept.fan):
        for stem, start, end in content_words(text, kept.finding.language or language):
            if len(stem) > 2 and not stem.isdigit():
                stems.add(stem)
                surfaces.setdefault(stem, Counter())[text[start:end]] += 1
    return stems


def _alike(known: Counter[str], stems: set[str]) -> bool:
    if not known or not stems:
        return not known and not stems
    return len(stems & known.keys()) / len(stems | known.keys()) >= ALIKE


def _words(cluster: _Cluster, surfaces: dict[str, Counter[str]], most: int = 3) -> tuple[str, ...]:
    """The words of at least half of the claims, commonest first; among equals names come first, then longer words."""

    def weight(item: tuple[str, int]) -> tuple[int, bool, int, str]:
        written = surfaces[item[0]].most_common(1)[0][0]
        return -item[1], not written[:1].isupper(), -len(written), written

    ranked: Sequence[tuple[str, int]] = sorted(cluster.stems.items(), key=weight)
    return tuple(surfaces[stem].most_common(1)[0][0] for stem, n in ranked[:most] if 2 * n >= len(cluster.claims))
