"""Annotated replies and their features."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from ipse.claims.boundaries import boundary_features
from ipse.claims.features import clause_features, look
from ipse.claims.tokens import Token, tokenize

HEADS = ("act", "subject", "kind", "needs_proof")


@dataclass(frozen=True, slots=True)
class Reply:
    """One annotated draft: where each clause lies and what its labels are."""

    language: str
    question: str
    draft: str
    spans: tuple[tuple[int, int], ...]
    labels: tuple[dict[str, str], ...]


def read_replies(path: Path) -> list[Reply]:
    """The replies of a ``clauses-*.jsonl.gz`` file; the quotes are found in order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_reply(json.loads(line)) for line in lines if line.strip()]


def plain_replies() -> list[Reply]:
    """One-clause replies written for this model: the plain statements that lively replies hold too few of."""
    lines = (Path(__file__).parent / "plain.tsv").read_text(encoding="utf-8").splitlines()
    return [_plain(*line.split("\t")) for line in lines if line]


def _plain(language: str, question: str, draft: str, act: str, subject: str, kind: str) -> Reply:
    proven = act in ("assertion", "answer_fragment", "offer_promise") and kind != "general_knowledge"
    labels = {"act": act, "subject": subject, "kind": kind, "needs_proof": str(proven).lower()}
    return Reply(language, question, draft, ((0, len(draft)),), (labels,))


OWN = Path(__file__).parent / "data"


def own_replies(folder: Path = OWN) -> list[Reply]:
    """The replies of ``training/clauses/data``, written for this model in the format of the train files."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [_reply(json.loads(line)) for line in lines if line.strip()]


def all_replies(domain: Path) -> list[Reply]:
    """Everything a head may learn from: the train files, our own replies, and the plain ones."""
    trained = [r for name in ("en", "fr") for r in read_replies(domain / f"clauses-{name}-train.jsonl.gz")]
    return [*trained, *own_replies(), *plain_replies()]


def boundary_places(reply: Reply) -> list[tuple[int, bool]]:
    """Each place where a clause could begin (a token's first character), and whether one does."""
    starts = {start for start, _ in reply.spans}
    return [(token.start, token.start in starts) for token in tokenize(reply.draft, reply.language)[1:]]


def boundary_rows(reply: Reply) -> tuple[tuple[Token, ...], list[list[str]], list[bool]]:
    """Tokens, features and gold for each place where a clause could begin."""
    tokens = tokenize(reply.draft, reply.language)
    starts = {start for start, _ in reply.spans}
    return tokens, boundary_features(tokens, reply.language), [token.start in starts for token in tokens]


def label_rows(reply: Reply) -> list[list[str]]:
    """Features of each gold clause."""
    tokens = tokenize(reply.draft, reply.language)
    sights = [look([t for t in tokens if start <= t.start < end], reply.language) for start, end in reply.spans]
    question = look(tokenize(reply.question, reply.language), reply.language) if reply.question else None
    return clause_features(sights, question, reply.language)


def _reply(record: dict[str, object]) -> Reply:
    draft, place = str(record["draft"]), 0
    spans, labels = [], []
    clauses = record["clauses"]
    assert isinstance(clauses, list)
    for clause in clauses:
        start = draft.index(clause["quote"], place)
        place = start + len(clause["quote"])
        spans.append((start, place))
        labels.append({head: str(clause[head]).lower() for head in HEADS})
    return Reply(str(record["lang"]), str(record.get("fan") or ""), draft, tuple(spans), tuple(labels))
