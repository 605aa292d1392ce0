"""Messages, fixes and reasons in the reader's language; what was said, and what to say, in its own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_finding
from history_sample import kept, run_of
from ipse.baseline import BaselineEntry, Comparison
from ipse.commands.known import with_baseline
from ipse.messages import finding_text
from ipse.messages.typography import typeset
from ipse.policy import Policy, decide_counts
from ipse.release import decide_rate
from ipse.report.i18n import translator
from ipse.report.markdown import render_markdown
from ipse.report.refill import fill_again, read_back
from ipse.report.weekly_html import render_weekly
from ipse.report.wording import RuleTexts, Wording, decision_reasons, told_in
from ipse.rules import load_rules
from ipse.types import Category, Citation, Decision, Disposition, Finding, Label, Outcome
from report_sample import sample_result

OTHER = {"en": "fr", "fr": "en"}
GAPS = {"{notice}": "KI: kein Mensch.", "{break}": "Pause!", "{ad}": "Werbung: Ada", "{principal}": "Ada O'Quill",
        "{brand}": "Brindle", "{date}": "2026-11-01"}  # fmt: skip
CITED = Citation("about.md", "line 3", " J'ai un chien ? ", date(2026, 2, 1), None, "contradicts", 0.9)
VERDICTS = [
    (Category.CONTRADICTED_FACT, Label.CONTRADICTED, None), (Category.UNSUPPORTED_FACT, Label.UNSUPPORTED, None),
    (Category.FALSE_PERSONAL_CLAIM, Label.CONTRADICTED, None), (Category.FALSE_PERSONAL_CLAIM, Label.UNSUPPORTED, None),
    (Category.INVENTED_OFFER, Label.CONTRADICTED, None), (Category.INVENTED_OFFER, Label.UNSUPPORTED, None),
    (Category.CONTRADICTED_FACT, Label.CONTRADICTED, "stale_fact"), (Category.STALE_FACT, Label.SUPPORTED, "stale_fact"),
]  # fmt: skip


@given(brand=st.text(alphabet=st.characters(exclude_characters="|")), name=st.text())
def test_what_was_filled_in_is_read_back(brand: str, name: str) -> None:
    """Whatever a gap held is found again, and put into the other words unchanged."""
    values = read_back("{brand} | {name}; say so.", f"{brand} | {name}; say so.")
    assert values == {"brand": brand, "name": name}
    assert fill_again("{name} < {brand}", values) == f"{name} < {brand}"


@pytest.mark.parametrize("text", ["Brindle pays Ada.", "Brindle pays Ada; say so. Now.", "", "Ada; say so."])
def test_another_text_is_not_taken_for_a_template(text: str) -> None:
    """Nothing is read back from a text that was made from other words."""
    assert read_back("{brand} pays {name}; say so.", text) is None
    assert fill_again("{brand} {date}", {"brand": "Brindle"}) is None


def filled(text: str) -> str:
    """A rule's text as the engine fills it."""
    for gap, value in GAPS.items():
        text = text.replace(gap, value)
    return text


@pytest.mark.parametrize("stored", ["en", "fr"])
def test_every_shipped_rule_is_told_in_the_readers_language(stored: str) -> None:
    """The message and the advice change language; names and the words to say to the fan do not."""
    reader = OTHER[stored]
    for rule in load_rules(("all",)):
        texts = RuleTexts(rule.spec.message, rule.spec.fix)
        fix = filled(texts.fix[stored])
        finding = make_finding(rule_id=rule.id, message=filled(texts.message[stored]), fix=fix, language=stored)
        told = Wording(reader, {rule.id: texts}).tell(finding)
        assert told.message == filled(typeset(texts.message[reader], reader)), rule.id
        advice, colon, _ = typeset(texts.fix[reader], reader).partition(":")
        words = fix.partition(":")[2] if colon else ""
        assert told.fix == filled(advice) + colon + words, rule.id


def claimed(category: Category, verdict: Label, subcategory: str | None, language: str) -> Finding:
    """A finding about a claim as the judge makes it in a conversation of this language."""
    facts = {"said": CITED.quote.strip(), "source": CITED.source, "verdict": verdict.value}
    message, fix = finding_text(category, language, {**facts, "subcategory": subcategory or ""})
    return make_finding(category=category, verdict=verdict, subcategory=subcategory, language=language,
                        message=message, fix=fix, evidence=(CITED,))  # fmt: skip


@pytest.mark.parametrize(("category", "verdict", "subcategory"), VERDICTS)
@pytest.mark.parametrize("stored", ["en", "fr"])
def test_every_claim_is_told_in_the_readers_language(
    category: Category, verdict: Label, subcategory: str | None, stored: str
) -> None:
    """As if the conversation had the reader's language, but for the answer that is proposed to the fan."""
    reader = OTHER[stored]
    told = Wording(reader, {}).tell(claimed(category, verdict, subcategory, stored))
    native = claimed(category, verdict, subcategory, reader)
    answers = {"en": "I don’t know that about them", "fr": "je ne sais pas"}
    assert told.message == native.message
    assert told.fix == native.fix.replace(answers[reader], answers[stored])


def test_what_a_source_said_is_not_typeset() -> None:
    """Apostrophes and spaces of a quoted source stay as they were written."""
    assert "« J'ai un chien ? »" in claimed(*VERDICTS[0], "fr").message.replace("\u00a0", " ")
    assert "J'ai un chien ?" in claimed(*VERDICTS[0], "fr").message


def test_words_of_ones_own_stay() -> None:
    """A finding of a rule that cannot be read, or whose words were changed, is shown as it is stored."""
    own = make_finding(rule_id="own-rule", message="Achtung!", fix="Weg damit: nichts.", language="de")
    assert Wording("fr", {}).tell(own) == own
    texts = RuleTexts({"en": "Careful!"}, {"en": "Away with it."})
    assert Wording("fr", {"own-rule": texts}).tell(own) == own
    uncited = make_finding(category=Category.STALE_FACT, verdict=Label.SUPPORTED, language="en")
    assert Wording("fr", {}).tell(uncited) == uncited


def test_a_pack_that_cannot_be_read_leaves_the_others_readable() -> None:
    """Only findings of the missing pack keep their language."""
    base = sample_result("en")
    rule = next(r for r in load_rules(("core",)) if r.id == "core-false-shared-memory")
    text = make_finding(rule_id=rule.id, message=rule.spec.message["en"], fix=rule.spec.fix["en"],
                        conversation_id=base.conversations[0].conversation.conversation_id)  # fmt: skip
    talk = replace(base.conversations[0], findings=(text,))
    made = replace(base.provenance, ruleset="./gone,core 0123456789abcdef")
    told = told_in(replace(base, conversations=(talk,), provenance=made), "fr").findings[0]
    assert told.message == rule.spec.message["fr"]


def reasons() -> tuple[str, ...]:
    """Every reason that a decision can have, for one and for several."""
    none = decide_counts(0, 0, 0, 0).reasons
    counted = [r for n in (1, 1234) for r in (*decide_counts(n, n, n, n).reasons, *decide_counts(0, 0, 0, n).reasons)]
    counted += [r for d in ("review", "note") for n in (1, 2)
                for r in decide_counts(n, 0, 0, n, waived=n, fail_on=Disposition(d)).reasons]  # fmt: skip
    rates = [decide_rate(hits, total, 0.005).reason for hits, total in ((0, 1000), (90, 1000), (0, 10))]
    known = make_finding(status="known")
    gone = tuple(BaselineEntry("f" * 16, "rule", "c1", "q") for _ in range(2))
    base = replace(sample_result(), conversations=())
    notes = [with_baseline(base, Comparison((known,) * n, gone[:n]), Policy()).decision.reasons[-2:] for n in (1, 2)]
    return (*none, *counted, *rates, *(reason for pair in notes for reason in pair))


def test_every_reason_of_a_decision_is_told_in_french() -> None:
    """Machines read them in English; a French report says each of them, and says no other."""
    t, found = translator("fr"), reasons()
    told = decision_reasons(Decision(Outcome.BLOCK, found), t)
    assert not set(told) & set(found)
    made = "; ".join(told)
    for key in (k for k in t.strings if k.startswith("decided.")):
        words = max(re.split(r"\{\w+\}", t.strings[key]), key=len)
        assert words in made, key
    assert "1 constat bloque" in told
    assert any("0,5\u00a0%" in reason for reason in told)
    assert decision_reasons(Decision(Outcome.BLOCK, found), translator("en")) == found
    assert decision_reasons(Decision(Outcome.BLOCK, ("of its own",)), t) == ("of its own",)


def test_a_french_summary_is_written_as_french_is() -> None:
    """Guillemets, and a space that does not break before each colon; reasons in words."""
    text = render_markdown(sample_result("en"), language="fr")
    assert "## Audit Ipse\u00a0&#58; Ada Quill" in text
    assert "– Bloqué" in text
    assert "2 constats bloquent" in text
    assert "findings block" not in text
    assert "“" not in text
    assert "Que faire\u00a0: " in text
    assert "dit autre chose\u00a0: " in text
    assert "Autres règles concernées\u00a0: " in text
    assert not re.search(r"[^\s\d&#;/\\]:(?!\d)", text.replace("&#58;", ""))


def phrases(language: str) -> set[str]:
    """The longer words of one language's strings that the other does not have."""
    mine, theirs = (translator(name).strings for name in (language, OTHER[language]))
    parts = {p.strip() for k, v in mine.items() if v != theirs[k] for p in re.split(r"\{\w+\}", v)}
    known = " ".join(theirs.values())
    return {p for p in parts if len(p) > 7 and p not in known}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("creators", ["en", "fr"])
def test_no_page_mixes_languages(language: str, creators: str) -> None:
    """No string of the other language is on a Markdown summary, and no message or fix of a finding either."""
    result = sample_result(creators)
    notes = with_baseline(result, Comparison(result.findings, ()), Policy()).decision
    findings = [claimed(*verdict, creators) for verdict in VERDICTS]
    talk = result.conversations[0]
    named = tuple(replace(f, conversation_id=talk.conversation.conversation_id) for f in findings)
    text = render_markdown(
        replace(result, conversations=(replace(talk, findings=named),), decision=notes), language=language
    )
    assert [p for p in phrases(OTHER[language]) if p in unescape(text).replace("\\", "")] == []
    for verdict in VERDICTS:
        other = claimed(*verdict, OTHER[language])
        assert other.message[:20] not in text
        assert other.fix[:20] not in text


def test_the_weekly_page_advises_in_the_language_of_its_reader() -> None:
    """The fix of an English conversation is told in French; what to send to fans stays in English."""
    rule = next(r for r in load_rules(("core",)) if r.id == "core-false-shared-memory")
    memory, label = kept(5, date(2026, 10, 5)), kept(4, date(2026, 10, 5))
    said = replace(memory.finding, category=Category.FALSE_SHARED_MEMORY, rule_id=rule.id,
                   message=rule.spec.message["en"], fix=rule.spec.fix["en"])  # fmt: skip
    page = unescape(render_weekly([run_of(0, (replace(memory, finding=said), label), 9)], language="fr"))
    assert rule.spec.fix["fr"] in page
    assert rule.spec.fix["en"] not in page
    assert "Hi! This is an AI that answers for Ada Quill." in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_our_own_texts_have_curly_apostrophes(language: str) -> None:
    """No string of a page and no message has a straight one between letters."""
    texts = [*translator(language).strings.values()]
    texts += [part for v in VERDICTS for part in (claimed(*v, language).fix, claimed(*v, language).message)]
    straight = [text for text in texts if re.search(r"\w'\w", text.replace("J'ai un chien", ""))]
    assert straight == []


def test_french_fixes_are_all_infinitives() -> None:
    """No fix mixes orders with infinitives: the rules' and the claims' read alike."""
    fixes = [claimed(*v, "fr").fix for v in VERDICTS] + [r.spec.fix["fr"] for r in load_rules(("all",))]
    ordered = re.compile(r"(?:^|[.;,] (?:ou |et |puis )?)[A-Za-zéÉ]+ez\b")
    assert [fix for fix in fixes if ordered.search(fix.partition(":")[0])] == []
