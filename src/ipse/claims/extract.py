"""From a conversation to claims: every clause of every clone turn, those that need no proof included."""

from __future__ import annotations

from ipse.claims.attribution import attribute
from ipse.claims.claimed import claimed
from ipse.claims.classify import Reading, read_clauses
from ipse.claims.encoder import clause_encoder
from ipse.claims.features import look
from ipse.claims.fiction import told
from ipse.claims.lexicon import word_classes
from ipse.claims.resolve import Context, resolve
from ipse.claims.segment import Clause, clauses
from ipse.claims.tokens import LEXICONS, tokenize
from ipse.text.data import supported
from ipse.text.language import detect
from ipse.types import Claim, Conversation, Creator, Role, Turn

_FAN_CHARACTERS = 1000  # of a long fan message, the end is what a reply answers
_FAN_MESSAGES = 4
_ELLIPTIC_WORDS = 5


class ClaimExtractor:
    """Cuts clone turns into claims; implements the ``Extractor`` protocol. Stateless, safe to share."""

    def extract(self, conversation: Conversation, creator: Creator) -> tuple[Claim, ...]:
        """All clauses of all clone turns, in order, those that need no proof included."""
        found: list[Claim] = []
        default = conversation.language or creator.language or "en"
        for place, turn in enumerate(conversation.turns):
            if turn.role is Role.CLONE and turn.text.strip():
                found += _turn_claims(conversation, place, turn, creator, default)
        return tuple(found)


def _turn_claims(conversation: Conversation, place: int, turn: Turn, creator: Creator, default: str) -> list[Claim]:
    language = supported(LEXICONS, detect(turn.text, default))
    question = _question(conversation, place, language)
    answered = (question or "")[-_FAN_CHARACTERS:]
    seen = clause_encoder().read(turn.text, answered)
    runs = clauses(turn.text, language, seen)
    asked = look(tokenize(answered, language), language) if answered else None
    readings = read_clauses([look(run, language) for run in runs], asked, language, seen)
    readings = attribute(runs, readings, creator, language)
    readings = claimed(runs, readings, turn.text, asked, language)
    readings = told(runs, readings, turn.text, answered, creator, language)
    context = Context(turn.text, question, language)
    resolved = resolve(context, runs, readings)
    return [
        _claim(conversation, turn, run, reading, text, question, language)
        for run, reading, text in zip(runs, readings, resolved, strict=True)
    ]


def _claim(
    conversation: Conversation,
    turn: Turn,
    run: Clause,
    reading: Reading,
    resolved: str | None,
    question: str | None,
    language: str,
) -> Claim:
    start, end = run[0].start, run[-1].end
    return Claim(
        conversation_id=conversation.conversation_id,
        turn=turn.turn,
        quote=turn.text[start:end],
        start=start,
        end=end,
        act=reading.act,
        subject=reading.subject,
        kind=reading.kind,
        needs_proof=reading.needs_proof,
        resolved=resolved,
        question=question,
        language=language,
        ts=turn.ts,
        reasons=reading.reasons,
        proof=reading.proof,
    )


def _question(conversation: Conversation, place: int, language: str) -> str | None:
    """What this turn answers: the fan's messages since the clone last wrote, and the one before a bare "and you?"."""
    asked: list[str] = []
    for turn in reversed(conversation.turns[:place]):
        if turn.role is Role.FAN:
            asked.append(turn.text.strip())
        elif asked and not _elliptic(asked[-1], language):
            break
        if len(asked) > _FAN_MESSAGES:
            break
    return " ".join(reversed(asked)) or None


def _elliptic(text: str, language: str) -> bool:
    """A short message that goes on from an earlier one: "and the bloom?", « et en bleu ? »."""
    tokens = [token for token in tokenize(text, language) if token.shape in "aA9"]
    return 0 < len(tokens) <= _ELLIPTIC_WORDS and "coo" in word_classes(language).get(tokens[0].norm, "")
