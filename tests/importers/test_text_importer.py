"""Plain text: paragraphs and podcast transcripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from ipse.types import Corpus

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]

PODCAST = """THE SHED, episode 12, guest: Ada Ng
Recorded 30 September 2025

HOST: You are known for being slow.
ADA: It is on the tin.
HOST: And you still play?
ADA: No. I sold the horn to go to university, then I left university, so that is one horn fewer in this world.
HOST: Biggest mistake in the business?
ADA: Buying nine hundred tins with the lid on the wrong way. I thought that people would turn them round.
"""


def test_a_podcast_is_a_dialogue(corpus: MakeCorpus) -> None:
    """Each exchange stays whole: no passage ends with a question, no answer stands without it."""
    found = corpus({"podcast/shed-12.txt": PODCAST})
    assert found.sources[0].title == "THE SHED, episode 12, guest: Ada Ng"
    assert {p.kind for p in found.passages} == {"podcast"}
    assert {p.date for p in found.passages} == {date(2025, 9, 30)}
    answers = [p for p in found.passages if "ADA: No." in p.text]
    assert len(answers) == 1
    assert "HOST: And you still play?\nADA: No." in answers[0].text
    assert not any(p.text.endswith("?") for p in found.passages)


def test_speakers_are_kept(corpus: MakeCorpus) -> None:
    """A dialogue passage names its speakers in order; a long answer's later parts only who speaks."""
    long = " ".join(f"This is sentence {n} of a long story about clay." for n in range(40))
    found = corpus({"a.txt": f"HOST: Tell me?\nADA: {long}\nHOST: Thanks.\nADA: Bye.\n"})
    assert found.passages[0].speaker == "HOST / ADA"
    assert found.passages[1].speaker == "ADA"


def test_french_spacing_before_the_colon(corpus: MakeCorpus) -> None:
    """ "BAPTISTE : …" is a tag too, with a plain or a non-breaking space."""
    text = "BAPTISTE : T'as une imprimante ?\nYANN\u00a0: Non.\nBAPTISTE : Jamais ?\nYANN\u00a0: Jamais.\n"
    (passage,) = corpus({"a.txt": text}).passages
    assert passage.speaker == "BAPTISTE / YANN"


def test_labels_in_prose_are_not_speakers(corpus: MakeCorpus) -> None:
    """ "Price: 8" does not speak."""
    assert [p.speaker for p in corpus({"a.txt": "Mugs\n\nPrice: 8\nSize: 20 cm\nWeight: 400 g\n"}).passages] == [None]


def test_paragraphs_and_their_lines(corpus: MakeCorpus) -> None:
    """Hard-wrapped lines are joined; a passage's locator is its first line in the file."""
    body = "one two three four five six seven eight nine ten\n" * 5
    found = corpus({"a.txt": f"A title\n\n{body}\n{body}"})
    assert [p.locator for p in found.passages] == ["line 1", "line 9"]
    assert "\n" not in found.passages[1].text


def test_dated_lines_are_entries(corpus: MakeCorpus) -> None:
    """A log with a date in front of each line is a list of dated entries."""
    text = "12/04/2026 - Kiln sold.\n13/04/2026 - Kiln missed.\n14/04/2026 - New kiln.\n"
    assert [(p.date, p.text) for p in corpus({"log.txt": text}).passages][1] == (date(2026, 4, 13), "Kiln missed.")
