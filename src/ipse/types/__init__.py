"""Every value that flows through the pipeline: frozen, typed, without I/O.

The road: ``Source`` and ``Passage`` (what the creator really said), ``Conversation`` and ``Turn`` (what the
clone drafted), ``Claim`` (what a draft asserts), ``Evidence`` and ``Verdict`` (what the sources say of it),
``Match`` (what a rule saw), ``Finding`` (what a reader is told), ``Decision`` (what a pipeline does).
All offsets are half-open ``[start, end)`` character positions in the original text.
"""

from ipse.types.claims import (
    BUSINESS_KINDS,
    EXCHANGE_KINDS,
    PERSONAL_KINDS,
    Act,
    Claim,
    Kind,
    Subject,
)
from ipse.types.drafts import (
    Conversation,
    Creator,
    Offer,
    Role,
    SendMode,
    Sponsor,
    Transcript,
    Turn,
    UiNotice,
    platform_name,
)
from ipse.types.findings import (
    CLAIMS,
    Breach,
    Category,
    CheckError,
    Citation,
    Disposition,
    Finding,
    Match,
    NotEvaluated,
    RuleOutcome,
    Severity,
    weight,
)
from ipse.types.results import (
    EXIT_CODES,
    INTERRUPTED_EXIT_CODE,
    USAGE_EXIT_CODE,
    AuditResult,
    ConversationResult,
    Decision,
    Outcome,
    Provenance,
    Waiver,
)
from ipse.types.rooms import (
    Extractor,
    Retriever,
    Verifier,
)
from ipse.types.sources import (
    Corpus,
    Passage,
    Problem,
    Source,
)
from ipse.types.verdicts import (
    CheckedClaim,
    Evidence,
    Label,
    Signal,
    Verdict,
)

SCHEMA_VERSION = "1.0"

__all__ = [
    "BUSINESS_KINDS",
    "CLAIMS",
    "EXCHANGE_KINDS",
    "EXIT_CODES",
    "INTERRUPTED_EXIT_CODE",
    "PERSONAL_KINDS",
    "SCHEMA_VERSION",
    "USAGE_EXIT_CODE",
    "Act",
    "AuditResult",
    "Breach",
    "Category",
    "CheckError",
    "CheckedClaim",
    "Citation",
    "Claim",
    "Conversation",
    "ConversationResult",
    "Corpus",
    "Creator",
    "Decision",
    "Disposition",
    "Evidence",
    "Extractor",
    "Finding",
    "Kind",
    "Label",
    "Match",
    "NotEvaluated",
    "Offer",
    "Outcome",
    "Passage",
    "Problem",
    "Provenance",
    "Retriever",
    "Role",
    "RuleOutcome",
    "SendMode",
    "Severity",
    "Signal",
    "Source",
    "Sponsor",
    "Subject",
    "Transcript",
    "Turn",
    "UiNotice",
    "Verdict",
    "Verifier",
    "Waiver",
    "platform_name",
    "weight",
]
