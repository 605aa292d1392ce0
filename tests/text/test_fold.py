"""Folding keeps offsets and gives one spelling to what reads as one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipse.text.fold import fold, hidden_characters

TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(list("aé’“»\u00a0\u200b\u202eｆ½…œßİаο e\u0301🙂\u200d\n")),
    ),
    max_size=60,
)


@given(TEXTS, st.booleans())
def test_folded_offsets_are_monotone_and_inside_the_original(text: str, accents: bool) -> None:
    """Every folded character comes from a non-empty slice of the original, in order."""
    folded = fold(text, accents=accents)
    assert len(folded.text) == len(folded.offsets) == len(folded.ends)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert list(folded.ends) == sorted(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.offsets, folded.ends, strict=True))


@given(TEXTS, st.booleans())
def test_folding_twice_changes_nothing(text: str, accents: bool) -> None:
    """A folded text is its own folded form, so lexicons can be folded once."""
    once = fold(text, accents=accents).text
    assert fold(once, accents=accents).text == once


@given(TEXTS, st.data())
def test_a_folded_span_leads_back_to_the_text_it_came_from(text: str, data: st.DataObject) -> None:
    """Folding the original of a folded span gives that span back, when no cluster is cut."""
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    left, right = folded.span(start, end)
    assert 0 <= left <= right <= len(text)
    inside = fold(text[left:right]).text if right > left else ""
    assert folded.text[start:end] in inside or _has_other_script(text)


def _has_other_script(text: str) -> bool:
    return any("\u0370" <= char <= "\u1fff" or char > "\u3040" for char in text)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("l’été", "l'été"),
        ("« oui »", '" oui "'),
        ("49\u00a0€", "49 €"),
        ("１８ｈ３０", "18h30"),
        ("re\u200bfund", "refund"),
        ("p\u0430yp\u0430l", "paypal"),
        ("Cœur", "coeur"),
        ("e\u0301te\u0301", "été"),
        ("non‑stop — ok", "non-stop - ok"),
        ("𝐟𝐫𝐞𝐞", "free"),
    ],
)
def test_two_spellings_of_one_text_fold_to_the_same(written: str, same: str) -> None:
    """Typography, width, styling and look-alikes make no difference."""
    assert fold(written).text == fold(same).text


def test_accents_are_stripped_only_when_asked() -> None:
    """The accent distinguishes words unless the caller says otherwise."""
    assert fold("Pêché").text == "pêché"
    assert fold("Pêché", accents=True).text == "peche"


def test_a_text_in_another_script_keeps_its_letters() -> None:
    """Cyrillic letters are look-alikes only inside Latin text."""
    assert fold("привет").text == "привет"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("re\u200bfund", ["zero_width"]),
        ("abc\u202edef", ["bidi"]),
        ("p\u0430id", ["homoglyph"]),
        ("family 👩\u200d👧 and \u2764\ufe0f", []),
        ("plain text, naïve façade", []),
        ("angle α", []),
    ],
)
def test_hidden_characters_are_named_and_emoji_joiners_are_not(text: str, kinds: list[str]) -> None:
    """What a reader does not see is reported; what makes an emoji is not."""
    found = hidden_characters(text)
    assert [hidden.kind for hidden in found] == kinds
    assert all(text[hidden.start : hidden.end] and hidden.name for hidden in found)
