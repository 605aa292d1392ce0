"""Topics on which the clone improvises because the sources are silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ipse.history import KeptFinding
from ipse.text.nlp import content_words, parse
from ipse.types import Kind, Label

ALIKE = 0.25  # share of common content words from which two claims of one kind are one topic
SHOWN = 8
_THINGS = frozenset({"NOUN", "PROPN"})
_WHEN = frozenset({"DATE", "TIME"})
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
    words: tuple[str, ...]  # nouns and names that the claims have in common, most frequent first, as written
    claims: tuple[KeptFinding, ...]


@dataclass(slots=True)
class _Cluster:
    group: str
    stems: set[str] = field(default_factory=set)
    claims: list[KeptFinding] = field(default_factory=list)


def improvised_topics(found: Iterable[KeptFinding], language: str) -> tuple[Topic, ...]:
    """Unsupported claims grouped by what they are about and by the words they share, most frequent first."""
    clusters: list[_Cluster] = []
    for kept in found:
        if kept.finding.verdict is not Label.UNSUPPORTED or kept.finding.kind is None:
            continue
        group = GROUPS.get(kept.finding.kind, "rest")
        stems = _stems(kept, language)
        home = next((c for c in clusters if c.group == group and _alike(c.stems, stems)), None)
        if home is None:
            home = _Cluster(group)
            clusters.append(home)
        home.stems |= stems
        home.claims.append(kept)
    ordered = sorted(clusters, key=lambda c: -len(c.claims))[:SHOWN]
    return tuple(Topic(c.group, _words(c, language), _distinct(c.claims)) for c in ordered)


def _distinct(claims: Iterable[KeptFinding]) -> tuple[KeptFinding, ...]:
    """Each wording once."""
    return tuple({c.finding.quote.strip().casefold(): c for c in claims}.values())


def _stems(kept: KeptFinding, language: str) -> set[str]:
    """Content words of the claim and of the question it answers."""
    spoken = kept.finding.language or language
    texts = (kept.finding.quote, kept.fan)
    return {stem for text in texts for stem, _, _ in content_words(text, spoken) if len(stem) > 2}


def _alike(known: set[str], stems: set[str]) -> bool:
    if not known or not stems:
        return not known and not stems
    return len(stems & known) / len(stems | known) >= ALIKE


def _words(cluster: _Cluster, language: str, most: int = 3) -> tuple[str, ...]:
    """What at least half of the claims name, commonest first; among equals names come first, then longer words."""
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for kept in cluster.claims:
        things = _things(kept, language)
        counts.update({stem for stem, _ in things})
        for stem, word in things:
            written.setdefault(stem, Counter())[word] += 1
    shown = {stem: forms.most_common(1)[0][0] for stem, forms in written.items()}
    ranked = sorted(counts, key=lambda stem: (-counts[stem], not shown[stem][:1].isupper(), -len(shown[stem]), stem))
    return tuple(shown[stem] for stem in ranked[:most] if 2 * counts[stem] >= len(cluster.claims))


def _things(kept: KeptFinding, language: str) -> list[tuple[str, str]]:
    """The nouns and names of the claim, with their stems; those of the question when the claim has none."""
    spoken = kept.finding.language or language
    return _nouns(kept.finding.quote, spoken) or _nouns(kept.fan, spoken)


def _nouns(text: str, language: str) -> list[tuple[str, str]]:
    """Nouns and names without numbers, days and hours: what a line of the creator can be about."""
    named = {
        place
        for token in parse(text, language)
        if token.pos_ in _THINGS and not token.like_num and token.ent_type_ not in _WHEN
        for place in range(token.idx, token.idx + len(token))
    }
    return [
        (stem, text[start:end])
        for stem, start, end in content_words(text, language)
        if start in named and len(stem) > 2
    ]
