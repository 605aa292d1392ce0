"""Messages, fixes and reasons in the reader's language; results keep those that they were made with.

A finding is made in the language of its conversation, and so it is stored. A report is read in one language. Words
that a fix proposes to say to the fan stay in the language of the conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ipse.errors import LexiconError, RuleError
from ipse.history import KeptRun
from ipse.messages import finding_text
from ipse.messages.typography import typeset
from ipse.report.i18n import Translator, translator
from ipse.report.refill import fill_again, read_back
from ipse.types import CLAIMS, AuditResult, Decision, Finding

MACHINE = "en"  # the language of a decision's reasons in results
_REASONS = "decided."
_COLON = ":"


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """What a rule says, by language."""

    message: Mapping[str, str]
    fix: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """Tells findings in ``language``, with the texts of the ``rules`` that could be read."""

    language: str
    rules: Mapping[str, RuleTexts]

    def tell(self, finding: Finding) -> Finding:
        """The finding with its message and fix in this language; as it is when it says something of its own."""
        if finding.rule_id.startswith(CLAIMS):
            return self._claim(finding)
        texts = self.rules.get(finding.rule_id)
        return finding if texts is None else self._rule(finding, texts)

    def _claim(self, finding: Finding) -> Finding:
        if finding.language == self.language or finding.verdict is None:
            return finding
        cited = finding.evidence[0] if finding.evidence else None
        facts = {"verdict": finding.verdict.value, "subcategory": finding.subcategory or ""}
        if cited is not None:
            facts |= {"said": cited.quote.strip(), "source": cited.source}
        try:
            message, fix = finding_text(finding.category, self.language, facts, spoken=finding.language)
        except (KeyError, LexiconError):  # no source to name, or a category that no claim has
            return finding
        return replace(finding, message=message, fix=fix)

    def _rule(self, finding: Finding, texts: RuleTexts) -> Finding:
        message = self._again(finding.message, texts.message)
        fix = self._advice(finding.fix, texts.fix)
        return replace(finding, message=message or finding.message, fix=fix or finding.fix)

    def _advice(self, fix: str, texts: Mapping[str, str]) -> str | None:
        """A fix told again. What stands behind its first colon is said to the fan, and stays as it is."""
        if not all(_COLON in text for text in texts.values()):
            return self._again(fix, texts)
        before, words = _parted(fix)
        told = self._again(before, {language: _parted(text)[0] for language, text in texts.items()})
        return None if told is None else told + words

    def _again(self, text: str, texts: Mapping[str, str]) -> str | None:
        """The text told again, when it was made from one of ``texts``."""
        own = texts.get(self.language) or texts[MACHINE]
        found = (read_back(template, text) for template in texts.values())
        values = next((v for v in found if v is not None), None)
        return None if values is None else fill_again(typeset(own, self.language), values)


def _parted(fix: str) -> tuple[str, str]:
    """What comes before the first colon, with the colon, and what is behind it."""
    end = fix.find(_COLON) + 1
    return fix[:end], fix[end:]


def told_in(result: AuditResult, language: str) -> AuditResult:
    """The result with every message and fix in ``language``."""
    wording = _wording(language, result.provenance.ruleset, result.findings)
    conversations = tuple(replace(c, findings=tuple(map(wording.tell, c.findings))) for c in result.conversations)
    return replace(result, conversations=conversations)


def run_told_in(run: KeptRun, language: str) -> KeptRun:
    """A kept run with every message and fix in ``language``."""
    wording = _wording(language, run.run.ruleset, (kept.finding for kept in run.findings))
    return replace(run, findings=tuple(replace(k, finding=wording.tell(k.finding)) for k in run.findings))


def decision_reasons(decision: Decision, t: Translator) -> tuple[str, ...]:
    """Why the run was decided so, in the reader's language; a reason that has no translation is shown as it is."""
    return tuple(_reason(reason, t) for reason in decision.reasons)


def _reason(reason: str, t: Translator) -> str:
    if t.language == MACHINE:
        return reason
    for key, template in translator(MACHINE).strings.items():
        values = read_back(template, reason) if key.startswith(_REASONS) else None
        if values is None:
            continue
        number = values.pop("n", "")
        if not number:
            return t(key, **{name: t.figure(value) for name, value in values.items()})
        if number.isdecimal():
            return t.count(key.rpartition(".")[0], int(number))
    return reason


def _wording(language: str, ruleset: str, findings: Iterable[Finding]) -> Wording:
    """The wording for these findings; rules are read only when one of them speaks."""
    wanted = {finding.rule_id for finding in findings if not finding.rule_id.startswith(CLAIMS)}
    packs = ruleset.rpartition(" ")[0].split(",") if wanted else []
    texts: dict[str, RuleTexts] = {}
    for pack in packs:
        texts |= _texts(pack)
    return Wording(language, {rule: texts[rule] for rule in wanted & texts.keys()})


def _texts(pack: str) -> Mapping[str, RuleTexts]:
    """What the rules of a pack say; nothing when it cannot be read from here: their findings stay as they are."""
    from ipse.rules import load_rules

    try:
        rules = load_rules([pack])
    except RuleError:
        return {}
    return {rule.id: RuleTexts(rule.spec.message, rule.spec.fix) for rule in rules}
