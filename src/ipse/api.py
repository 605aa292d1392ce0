"""Tables in and out: audit a pandas frame of turns or of single drafts."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ipse.errors import TranscriptError
from ipse.types import Conversation, Finding, Problem, Transcript

if TYPE_CHECKING:
    import pandas as pd

    from ipse.auditor import Auditor

NAME = "frame"
COLUMNS = (
    "row", "conversation_id", "turn", "category", "subcategory", "rule_id", "severity", "disposition", "status",
    "confidence", "quote", "start", "end", "message", "fix", "source", "locator", "evidence", "fingerprint",
    "also",
)  # fmt: skip


def audit_frame(frame: pd.DataFrame, auditor: Auditor | None = None, *, today: date | None = None) -> pd.DataFrame:
    """Audit a frame; returns one row a finding, of every status, in the frame's order.

    Args:
        frame: either one row a turn (columns ``conversation_id``, ``role``, ``text``; further context as in a
            transcript), or one row a draft (column ``reply``, and ``question`` if there is one).
        auditor: a loaded auditor; None reads ``ipse.toml`` in the working folder.
        today: the day on which waivers are read.

    Returns:
        A frame with the columns of ``COLUMNS``; ``row`` is the label of the audited row in ``frame.index``.
        ``attrs["outcome"]`` and ``attrs["reasons"]`` hold the decision on the whole frame.

    Raises:
        TranscriptError: a column is missing, or a row cannot be read; nothing is audited then.
    """
    import pandas as pd

    if auditor is None:
        from ipse.auditor import Auditor

        auditor = Auditor.from_config("ipse.toml")
    transcript, labels = _transcript(frame)
    result = auditor.audit(transcript, today=today)
    table = pd.DataFrame([_row(f, labels) for f in result.findings], columns=list(COLUMNS))
    table.attrs.update(outcome=result.decision.outcome.value, reasons=list(result.decision.reasons))
    return table


def _row(finding: Finding, labels: Mapping[tuple[str, int], Hashable]) -> dict[str, Any]:
    best = finding.evidence[0] if finding.evidence else None
    values = {name: getattr(finding, name, None) for name in COLUMNS}
    return values | {
        "category": finding.category.value,
        "severity": finding.severity.value,
        "disposition": finding.disposition.value,
        "row": labels.get((finding.conversation_id, finding.turn)),
        "source": best.source if best else None,
        "locator": best.locator if best else None,
        "evidence": best.quote if best else None,
        "also": ", ".join(finding.other_rules),
    }


def _transcript(frame: pd.DataFrame) -> tuple[Transcript, dict[tuple[str, int], Hashable]]:
    from ipse.transcripts.check import check
    from ipse.transcripts.record import FileNotes
    from ipse.transcripts.tables import Row, column_name, gather, missing_columns

    names = [column_name(str(column)) for column in frame.columns]
    rows = list(_single(frame, names) if "reply" in names else _turns(frame, names))
    problems: list[Problem] = [] if "reply" in names else list(missing_columns(names, NAME))
    conversations: list[Conversation] = []
    notes = FileNotes(NAME)
    table = [Row(number, cells) for number, (_, cells) in enumerate(rows, start=1)]
    for item in () if problems else gather(lambda: iter(table), NAME):
        found = [item] if isinstance(item, Problem) else list(check(item, notes))
        problems += [p for p in found if isinstance(p, Problem)]
        conversations += [c for c in found if isinstance(c, Conversation)]
    _raise_fatal([p for p in problems if p.fatal])
    return Transcript(tuple(conversations), tuple(problems)), _labels(rows)


def _turns(frame: pd.DataFrame, names: list[str]) -> Iterator[tuple[Hashable, dict[str, Any]]]:
    for label, values in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        yield label, {name: _plain(value) for name, value in zip(names, values, strict=True) if not _empty(value)}


def _single(frame: pd.DataFrame, names: list[str]) -> Iterator[tuple[Hashable, dict[str, Any]]]:
    seen: dict[str, Hashable] = {}
    for number, (label, cells) in enumerate(_turns(frame, names)):
        question, reply = cells.pop("question", None), cells.pop("reply", "")
        context = cells | {"conversation_id": str(cells.get("conversation_id", f"row-{number}"))}
        _check_alone(context["conversation_id"], label, seen)
        if question is not None:
            yield label, context | {"turn": 0, "role": "fan", "text": question}
        yield label, {"status": "draft"} | context | {"turn": 1, "role": "clone", "text": reply}


def _check_alone(name: str, label: Hashable, seen: dict[str, Hashable]) -> None:
    """Refuse a second reply of one conversation: nobody knows how the two follow each other."""
    if name in seen:
        raise TranscriptError(
            f"{name!r} stands in rows {seen[name]!r} and {label!r}, and each row of a column 'reply' is a conversation",
            remedy="give each row its own id or none, or one row a turn: conversation_id, role, text",
            path=NAME,
            field="conversation_id",
        )
    seen[name] = label


def _labels(rows: list[tuple[Hashable, dict[str, Any]]]) -> dict[tuple[str, int], Hashable]:
    """The label of each turn's row; a turn without a number has its position in the conversation."""
    seen: dict[str, int] = {}
    labels: dict[tuple[str, int], Hashable] = {}
    for label, cells in rows:
        name = str(cells.get("conversation_id", "")).strip()
        position = seen[name] = seen.get(name, -1) + 1
        labels[name, int(cells.get("turn", position))] = label
    return labels


def _empty(value: Any) -> bool:
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _plain(value: Any) -> Any:
    """The value as JSON would hold it: NumPy numbers and arrays, timestamps and whole floats become Python's own."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _raise_fatal(problems: list[Problem]) -> None:
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more problems)" if len(problems) > 1 else ""
        raise TranscriptError(
            f"{first.message}{more}", remedy=first.remedy, path=NAME, line=first.line, field=first.field
        )
