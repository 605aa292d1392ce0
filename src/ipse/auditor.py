"""The library's front door: an :class:`Auditor` that is loaded once and checks as often as you like."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from ipse import __version__
from ipse.audit import BATCH, Rooms, audit, audit_conversations, content_hash
from ipse.config import CONFIG_NAME, Config, load_config, load_creator
from ipse.errors import UsageError
from ipse.types import (
    AuditResult,
    Conversation,
    ConversationResult,
    Corpus,
    Creator,
    Offer,
    Passage,
    Problem,
    Provenance,
    Role,
    SendMode,
    Source,
    Sponsor,
    Transcript,
    Turn,
    UiNotice,
)

_WRITTEN = ("platform", "channel", "language", "jurisdictions", "send_mode", "ui_notice")
_CONTEXT = frozenset({"platform", "channel", "language", "jurisdictions", "send_mode", "ui_notice", "minor"})


@dataclass(frozen=True, slots=True)
class Context:
    """Where one reply would be sent. A field left out is unknown: the rules that need it are not evaluated.

    The values are those of a transcript, and are checked as these are. Plain text is taken too: ``"auto"`` for a send
    mode, ``"EU"`` for one jurisdiction, the words of a notice.

    Raises:
        UsageError: a value is none that a transcript may have.
    """

    question: str = ""
    platform: str | None = None
    channel: str | None = None
    language: str | None = None
    jurisdictions: tuple[str, ...] | None = None
    send_mode: SendMode | None = None
    ui_notice: UiNotice | None = None
    ts: datetime | None = None

    def __post_init__(self) -> None:
        """Every value in the form in which a transcript's is kept."""
        checked = _as_in_a_transcript(self)
        for name, value in checked.items():
            object.__setattr__(self, name, value)


def _as_in_a_transcript(context: Context) -> Mapping[str, Any]:
    """The fields of a context as the transcript's own checks leave them."""
    from ipse.transcripts.check import check as checked
    from ipse.transcripts.record import FileNotes, Record

    question: Any = "" if context.question is None else context.question
    words = "" if isinstance(question, str) else question  # any text is one, whatever characters it holds
    turn = {"role": "fan", "text": words, "ts": _iso(context.ts)}
    told = {name: _written(getattr(context, name)) for name in _WRITTEN if getattr(context, name) is not None}
    area = told.get("jurisdictions")
    told |= {"jurisdictions": [area] if isinstance(area, str) else area} if area is not None else {}
    notice = told.get("ui_notice")
    told |= {"ui_notice": {"text": notice}} if isinstance(notice, str) else {}
    for item in checked(Record({"conversation_id": "context", **told, "turns": [turn]}, None), FileNotes("Context")):
        if isinstance(item, Conversation):
            fields = {name: getattr(item, name) for name in _WRITTEN}
            areas = None if context.jurisdictions is None else item.jurisdictions
            return {**fields, "jurisdictions": areas, "question": question, "ts": item.turns[0].ts}
        if item.fatal:
            field = (item.field or "").replace("turns[0].text", "question").replace("turns[0].ts", "ts")
            raise UsageError(item.message, remedy=item.remedy, path="Context", field=field)
    raise AssertionError("unreachable")


def _written(value: Any) -> Any:
    """A value of a context as JSON would hold it."""
    if isinstance(value, UiNotice):
        return {"text": value.text, "persistent": value.persistent}
    if isinstance(value, (tuple, set, frozenset)):
        return list(value) if isinstance(value, tuple) else sorted(value, key=str)
    return value.value if isinstance(value, SendMode) else value


def _iso(moment: Any) -> Any:
    return moment.isoformat() if isinstance(moment, datetime) else moment


class Auditor:
    """Everything that a creator's audits need, warm in memory. Safe to use from several threads."""

    def __init__(self, config: Config, corpus: Corpus, rooms: Rooms) -> None:
        self.config = config
        self.corpus = corpus
        self.rooms = rooms
        self._lock = threading.Lock()

    @classmethod
    def from_config(cls, path: str | Path = "ipse.toml", **overrides: Any) -> Auditor:
        """Load an ``ipse.toml``; ``overrides`` replace fields of :class:`ipse.config.Config`.

        Raises:
            ConfigError: the file is wrong.
        """
        return cls.build(replace(load_config(Path(path)), **overrides))

    @classmethod
    def from_folder(cls, corpus: str | Path, creator: str | Path, **overrides: Any) -> Auditor:
        """Use a bare folder of sources and a ``creator.json``."""
        config = Config(creator=load_creator(Path(creator)), sources=(Path(corpus),))
        return cls.build(replace(config, **overrides))

    @classmethod
    def build(cls, config: Config, *, cache: Path | None = None, as_of: date | None = None) -> Auditor:
        """Read the sources and load the rooms. ``cache`` is a folder; None keeps nothing on disk."""
        from ipse.claims import ClaimExtractor
        from ipse.importers import load_corpus
        from ipse.retrieve import build_index
        from ipse.rules import RuleEngine, infer_sponsors, load_rules

        corpus = _with_offers(load_corpus(config.sources, cache), config.creator.offers)
        creator = _with_sponsors(
            config.creator, infer_sponsors(corpus.passages, (config.creator.name, *config.creator.aliases))
        )
        rooms = Rooms(
            creator=creator,
            extractor=ClaimExtractor(),
            retriever=build_index(corpus, cache, config.embedder),
            verifier=_verifier(config, cache),
            engine=RuleEngine(load_rules(config.rulesets, root=config.root), cache=cache),
            policy=config.policy,
            as_of=as_of,
        )
        return cls(config, corpus, rooms)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read among the sources; no passage at all is itself a problem."""
        if self.corpus.passages:
            return self.corpus.problems
        nothing = Problem(
            "no_sources",
            ", ".join(str(p) for p in self.config.sources) or "(no source folder)",
            "no readable source: every claim would be unsupported",
            "put the creator's exports into this folder",
        )
        return (*self.corpus.problems, nothing)

    def audit(
        self,
        transcript: Transcript,
        *,
        today: date | None = None,
        progress: Callable[[int], None] = lambda done: None,
        keep: Callable[[ConversationResult], None] = lambda result: None,
    ) -> AuditResult:
        """Audit a whole transcript and decide; ``keep`` is called with each conversation when it is done."""
        with self._lock:
            return audit(
                transcript.conversations,
                self.rooms,
                problems=(*self.problems, *transcript.problems),
                provenance=self.provenance(transcript.digest),
                waivers=self.config.waivers,
                today=today or datetime.now(UTC).date(),
                progress=progress,
                keep=keep,
            )

    def stream(self, conversations: Iterator[Conversation]) -> Iterator[ConversationResult]:
        """One result per conversation, in order, in constant memory; other threads get their turn between batches."""
        waiting = iter(conversations)
        while batch := list(islice(waiting, BATCH)):
            with self._lock:
                done = list(audit_conversations(batch, self.rooms))
            yield from done

    def check(self, reply: str, context: Context | None = None) -> ConversationResult:
        """Check one draft reply before it is sent.

        Raises:
            UsageError: the reply is no text.
        """
        if not isinstance(reply, str):
            remedy = "give the text of the reply"
            raise UsageError(f"a reply is text, not {type(reply).__name__}", remedy=remedy, field="reply")
        conversation = _one_turn(reply, context or Context(), self.rooms.creator)
        with self._lock:
            return next(audit_conversations([conversation], self.rooms))

    def provenance(self, transcript_digest: str = "") -> Provenance:
        """What produces this auditor's results."""
        rules = content_hash(*(repr(rule) for rule in getattr(self.rooms.engine, "rules", ())))
        return Provenance(
            tool=f"ipse {__version__}",
            ruleset=f"{','.join(self.config.rulesets)} {rules}".strip(),
            model=self.rooms.verifier.name,
            corpus=self.corpus.digest[:16],
            transcript=transcript_digest[:16],
            as_of=self.rooms.as_of,
            embedder=self.config.embedder,
        )


def _verifier(config: Config, cache: Path | None) -> Any:
    from ipse.verify import default_verifier

    options: Mapping[str, Any] = {} if config.verifier == "shipped" else {"model": config.verifier}
    return default_verifier(cache, **options)


def _with_offers(corpus: Corpus, offers: Sequence[Offer]) -> Corpus:
    """The corpus with each offer of ``ipse.toml`` as a source of its own: what it states may be promised."""
    sources = tuple(
        Source(f"{CONFIG_NAME}#offer-{number}", CONFIG_NAME, "config", text, content_hash(text), title=offer.name)
        for number, offer in enumerate(offers, start=1)
        if (text := f"{offer.name}: {offer.terms}" if offer.terms else offer.name)
    )
    passages = tuple(
        Passage(f"{s.source_id}@0", s.source_id, s.path, s.text, 0, len(s.text), "offers", s.title, kind="offer")
        for s in sources
    )
    if not sources:
        return corpus
    digest = content_hash(corpus.digest, *(s.sha256 for s in sources))
    return replace(corpus, sources=corpus.sources + sources, passages=corpus.passages + passages, digest=digest)


def _with_sponsors(creator: Creator, inferred: Sequence[Sponsor]) -> Creator:
    """Sponsors named in ``ipse.toml`` win; without any, those that the sources themselves disclose are used."""
    return creator if creator.sponsors else replace(creator, sponsors=tuple(inferred))


def _one_turn(reply: str, context: Context, creator: Creator) -> Conversation:
    ts = context.ts
    fan = (Turn(0, Role.FAN, context.question, ts),) if context.question else ()
    given = {name for name in _CONTEXT if getattr(context, name, None) is not None}
    if context.ui_notice is None and context.send_mode is not None:
        given.add("ui_notice")  # a caller who says how it is sent, and names no notice, shows none
    return Conversation(
        conversation_id=f"check-{content_hash(context.question, reply)}",
        turns=(*fan, Turn(1, Role.CLONE, reply, ts, "draft")),
        creator=creator.slug or creator.name,
        platform=context.platform,
        channel=context.channel,
        language=context.language or creator.language,
        jurisdictions=context.jurisdictions or (),
        send_mode=context.send_mode,
        ui_notice=context.ui_notice,
        given=frozenset(given),
    )
