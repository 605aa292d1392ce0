"""The protocols of the rooms that the pipeline plugs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ipse.types.claims import Claim
from ipse.types.drafts import Conversation, Creator
from ipse.types.verdicts import Evidence, Verdict


class Extractor(Protocol):
    """Cuts a conversation's clone turns into claims."""

    def extract(self, conversation: Conversation, creator: Creator) -> tuple[Claim, ...]:
        """All clauses of all clone turns, in order, those that need no proof included."""
        ...


class Retriever(Protocol):
    """Finds the passages nearest to a query."""

    def search(self, queries: Sequence[str], k: int = 8) -> list[tuple[Evidence, ...]]:
        """The best ``k`` passages for each query, best first, newest first among equals."""
        ...


class Verifier(Protocol):
    """Judges claims against evidence."""

    @property
    def name(self) -> str:
        """Name and content hash, for provenance."""
        ...

    def verify(self, items: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[Verdict]:
        """One verdict per item, in order."""
        ...
