"""A small result with every status and with hostile strings, for the report tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from builders import make_breach, make_claim, make_finding, make_passage
from ipse.baseline import fingerprint
from ipse.types import (
    Act,
    AuditResult,
    Category,
    CheckedClaim,
    Citation,
    Claim,
    Conversation,
    ConversationResult,
    Corpus,
    Creator,
    Decision,
    Disposition,
    Evidence,
    Finding,
    Label,
    NotEvaluated,
    Outcome,
    Passage,
    Problem,
    Provenance,
    Role,
    SendMode,
    Severity,
    Source,
    Turn,
    Verdict,
)

HOSTILE = (
    "<script>document.title='owned'</script>",
    "</script><img src=x onerror=alert(1)>",
    "\" onmouseover='alert(1)'",
    "{{ 7 * 7 }} ${7*7} {% raw %}",
    "rtl \u202eevil\u202c and \u200bzero\u200b width",
    "null \x00 bell \x07 del \x7f",
    "a\nb\r\nc\td ]]> <!-- & &amp; é 🎉 \U0001f468\u200d\U0001f469",
    "=cmd|' /C calc'!A0",
    "::error::not a command%0A",
    "[link](javascript:alert(1)) | table | `code`",
)
WHEN = datetime(2026, 10, 2, 18, 41, tzinfo=UTC)
LAWS = ("eu-first-contact-notice", "us-wa-notice-start")  # concerned too where a label is missing
LIVES = "I live in Ghent with one dog. No children. The course costs 49 euros since February."


def sample_corpus() -> Corpus:
    """One page about the creator and one hostile page."""
    texts = {"about.md": LIVES, "hostile.md": "\n".join(HOSTILE)}
    sources = tuple(
        Source(p, p, "markdown", t, "0" * 64, title=p, url="javascript:alert(1)" if p == "hostile.md" else None)
        for p, t in texts.items()
    )
    return Corpus(sources, tuple(_passage(s) for s in sources), digest="d" * 64)


def _passage(source: Source) -> Passage:
    return make_passage(source.text, path=source.path, url=source.url, locator="About", date=date(2026, 2, 1))


def sample_result(language: str = "en", extra: int = 0) -> AuditResult:
    """A blocking result: every category once, every hostile string once, ``extra`` more findings."""
    drafts = [f"My little girl starts school, number {i}." for i in range(len(Category) + extra)]
    talks = [*(_talk(i, text, language) for i, text in enumerate(drafts))]
    talks += [_talk(1000 + i, text, language) for i, text in enumerate(HOSTILE)]
    return AuditResult(
        creator=Creator("Ada Quill <b>", "ada-quill", language=language),
        conversations=tuple(talks),
        problems=(Problem("binary", "sources/x.md", "is a ZIP archive <i>", "unpack it"),),
        decision=Decision(Outcome.BLOCK, ("2 findings block",)),
        provenance=Provenance("ipse 0.1.0", "core abc", "verifier 1", "c0ffee", "7ea", date(2026, 11, 1), "usem3"),
    )


def _talk(number: int, draft: str, language: str) -> ConversationResult:
    name = f"talk-{number:05d}"
    turns = (Turn(0, Role.FAN, "Do you have kids?", WHEN), Turn(1, Role.CLONE, draft, WHEN))
    conversation = Conversation(
        name, turns, "ada-quill", "instagram", "dm", language, ("EU",), SendMode.AUTO, given=frozenset({"ui_notice"})
    )
    claim = make_claim(draft, conversation_id=name, act=Act.ASSERTION, language=language)
    passage = sample_corpus().passages[number % 2]
    verdict = Verdict(Label.CONTRADICTED, 0.93, "contradicted_by_newest", passage, passage.text[:20])
    checked = CheckedClaim(claim, (Evidence(passage, 0.8, 0),), verdict)
    found = (_finding(name, number, claim, passage),)
    return ConversationResult(conversation, (checked,), found, (NotEvaluated("eu/x", name, ("audience",)),))


def _finding(name: str, number: int, claim: Claim, passage: Passage) -> Finding:
    category = list(Category)[number % len(Category)]
    absent = category is Category.MISSING_AI_LABEL
    citation = Citation(passage.path, passage.locator, passage.text[:20], passage.date, passage.url, "contradicts", 0.8)
    return make_finding(
        conversation_id=name,
        category=category,
        severity=list(Severity)[number % 4],
        disposition=(Disposition.BLOCK, Disposition.REVIEW)[number % 2],
        status=("active", "active", "active", "waived", "known", "below_threshold")[number % 6],
        quote="" if absent else claim.quote,
        start=0,
        end=0 if absent else claim.end,
        message=f"The sources say otherwise: {claim.quote}",
        fix="Leave it out.",
        verdict=Label.CONTRADICTED,
        evidence=(citation,),
        fingerprint=fingerprint(name, 1, category, claim.quote),
        language=claim.language,
        waiver="agreed with the team (ops)" if number % 6 == 3 else None,
        also=tuple(make_breach(law, message=claim.quote, evidence=(citation,)) for law in LAWS) if absent else (),
    )
