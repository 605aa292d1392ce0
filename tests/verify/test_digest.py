"""The nearest sentences of a long text, brought together for one claim."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipse.types import Evidence, Label, Passage, Verdict
from ipse.verify.analysis import analyse
from ipse.verify.base import Scores
from ipse.verify.digest import digest
from ipse.verify.stack import shipped_stack
from ipse.verify.texts import claim_of
from ipse.verify.verifier import TieredVerifier

FILLER = "The weather was mild, and somebody had left a bucket beside the gate. "
FIRST = "Marit bought the boat in Kerrow. "
LAST = "The boat was painted green in June. "
LONG = FIRST + FILLER * 25 + LAST
CLAIM = "Marit's boat from Kerrow was painted green."
SENTENCES = st.lists(st.sampled_from([FIRST, LAST, FILLER, "Nobody came. ", "Kerrow is small. "]), min_size=1)


@settings(deadline=None)
@given(SENTENCES, st.integers(min_value=20, max_value=900))
def test_a_digest_is_of_the_text_in_its_order_and_fits(sentences: list[str], most: int) -> None:
    """Whole sentences of the text, none twice, in their order, in at most so many characters."""
    text = "".join(sentences)
    found = digest(analyse(CLAIM, "en"), analyse(text, "en"), most)
    assert len(found) <= most
    place = 0
    for sentence in filter(None, found.split(". ")):
        place = text.find(sentence.rstrip("."), place)
        assert place >= 0
        place += len(sentence)


@pytest.mark.parametrize("claim", [CLAIM, "Le bateau de Marit, acheté à Kerrow, est vert."])
def test_facts_far_apart_stand_side_by_side(claim: str) -> None:
    """Both sentences that the claim speaks of are there; one common name is enough in another language."""
    found = digest(analyse(claim, "fr" if claim != CLAIM else "en"), analyse(LONG, "en"), 300)
    assert FIRST.strip() in found
    if claim == CLAIM:
        assert LAST.strip() in found


def test_a_text_without_a_word_of_the_claim_gives_nothing() -> None:
    """There is nothing near to choose by."""
    assert digest(analyse("Pigeons coo.", "en"), analyse(FILLER * 30, "en"), 1300) == ""


class OnlyTogether:
    """A model that sees support only where both facts stand in the premise."""

    name = "only-together"

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """Support for a premise with both facts, silence for any other."""
        both = [FIRST.strip() in premise and LAST.strip() in premise for premise, _ in pairs]
        return [Scores(0.98, 0.01, 0.01) if one else Scores(0.01, 0.98, 0.01) for one in both]


def verdict(text: str, together: bool = True) -> Verdict:
    """What is said of the claim about the boat."""
    passage = Passage("p@0", "p", "p.md", text, 0, len(text), language="en")
    verifier = TieredVerifier(shipped_stack("plain", adds_model=True), OnlyTogether(), together=together)
    return verifier.verify([(claim_of(CLAIM, "en"), [Evidence(passage, 1.0, 0)])])[0]


def test_facts_in_two_windows_are_read_together() -> None:
    """No window of the text holds both facts, its digest does; a verifier that reads one by one finds nothing."""
    assert (verdict(LONG).label, verdict(LONG).reason) == (Label.SUPPORTED, "read_together")
    assert verdict(LONG, together=False).label is Label.UNSUPPORTED


def test_the_nearest_sentence_comes_in_and_nothing_beside_the_point() -> None:
    """It may be longer than what short sentences may fill; sentences without a word of the claim stay out."""
    long = "The boat, " + "as everybody in the village knew by then, " * 16 + "was green. "
    found = digest(analyse("The boat is green.", "en"), analyse(FILLER * 9 + long + FILLER * 9, "en"), 1300)
    assert found == long.strip()


def test_a_long_passage_beside_another_is_read_by_its_nearest_sentences() -> None:
    """Both facts of the long one stand in the premise of all."""
    passages = [
        Passage(f"p@{n}", "p", "p.md", text, 0, len(text), language="en") for n, text in enumerate((LONG, FILLER))
    ]
    verifier = TieredVerifier(shipped_stack("plain", adds_model=True), OnlyTogether(), together=True)
    evidence = [Evidence(passage, 1.0, rank) for rank, passage in enumerate(passages)]
    (found,) = verifier.verify([(claim_of(CLAIM, "en"), evidence)])
    assert (found.label, found.reason) == (Label.SUPPORTED, "read_together")


def test_a_text_of_one_window_is_read_once() -> None:
    """The window shows all there is."""
    assert verdict(FIRST + LAST).reason != "read_together"
