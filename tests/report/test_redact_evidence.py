"""What redaction takes out is a fan's; what the audit is about stays to be read."""

from __future__ import annotations

import pytest

from ipse.report.personal import Public, personal_strings
from ipse.report.phones import phone_numbers
from ipse.report.redact import Mask

PUBLIC = Public(frozenset({"corin", "merrowby", "noélie", "sarrabosc"}), "write to t.me/corin_official")


def masked(text: str, language: str) -> str:
    """The text as redaction leaves it."""
    return Mask(personal_strings([text], language, PUBLIC), language)(text)


@pytest.mark.parametrize(
    "number",
    [
        "(617) 555-0142", "617-555-0143", "617.555.0144", "1-617-555-0145", "6175550147", "+1 (617) 555-0142",
        "+32 470 12 34 56", "0032 470 12 34 56", "0470 12 34 56", "06 12 34 56 78", "01.23.45.67.89", "(020) 7946 0018",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["Call {} tonight", "my number: {}.", "mon numéro, c'est {} !"])
def test_a_phone_number_is_found_however_it_is_written(number: str, around: str) -> None:
    """North American, national and international forms, with any separators or none."""
    assert list(phone_numbers(around.format(number))) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "$6175550147", "2 500 000 000 €", "1 250 000 €", "on 01/02/2024", "le 05.06.2025", "03 04 2025", "2024-01-02",
        "0.12345678", "1,234,567.8901", "order 6175550147", "Order number: 6175550147", "#6175550147",
        "commande n° 6175550147", "facture 0617555014", "in 2019 2020 2021 2022", "ISBN 978-2-07-036822-8",
        "10:30-11:45", "at 1760000000",
    ],
)  # fmt: skip
def test_other_figures_are_no_phone_number(text: str) -> None:
    """Prices, dates, years, decimals, hours and the numbers of orders stay."""
    assert list(phone_numbers(text)) == []


@pytest.mark.parametrize(
    "line", ["0800 32 123", "0 800 05 95 95", "1-800-273-8255", "1 866 277-3553", "09 72 39 40 50", "+33 9 72 39 40 50",
             "0800 1111", "0808 800 5000", "116 123", "3114"],
)  # fmt: skip
@pytest.mark.parametrize(("language", "around"), [("en", "Please call {} now."), ("fr", "Appelle le {} maintenant.")])
def test_a_helpline_stays(line: str, language: str, around: str) -> None:
    """Whether the reply names the right line is what an audit shows: nobody's own number is free to call."""
    text = around.format(line)
    assert masked(text, language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm REAL"),
        ("en", "Of course I'm real, I'm Real!"),
        ("en", "I'm AI. This is an AI."),
        ("en", "Corin Merrowby's AI assistant here"),
        ("en", "I'm Corin Merrowby’s assistant."),
        ("en", "Is there a signed copy left?"),
        ("en", "Call me back later!"),
        ("fr", "Je suis RÉELLE."),
        ("fr", "Je suis Réelle !"),
        ("fr", "Hello!"),
        ("fr", "Bonjour Noélie"),
        ("fr", "Ici l'assistante IA de Noélie Sarrabosc"),
        ("fr", "Un exemplaire signé Noélie, une photo signée."),
    ],
)
def test_what_the_audit_is_about_stays(language: str, text: str) -> None:
    """Words on who is writing, greetings and the creator's own name name no fan, possessive or not."""
    assert masked(text, language) == text


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "Hi, I'm Siobhan, thanks!", "Hi, I'm [name 1], thanks!"),
        ("en", "Thanks! Signed, Siobhan", "Thanks! Signed, [name 1]"),
        ("fr", "Merci Jean-Baptiste", "Merci [nom 1]"),
        ("fr", "Bonjour, je suis Bérénice.", "Bonjour, je suis [nom 1]."),
    ],
)
def test_a_name_is_taken_out_alone(language: str, text: str, left: str) -> None:
    """The greeting before it stays."""
    assert masked(text, language) == left


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("add me on t.me/jbmuller", "t.me/jbmuller"),
        ("https://www.instagram.com/jb.muller/ is me", "https://www.instagram.com/jb.muller"),
        ("my insta is siobhan_ob", "siobhan_ob"),
        ("I'm Siobhan. siobhan_ob is mine", "siobhan_ob"),
        ("I'm Siobhan. siobhan92 is mine", "siobhan92"),
        ("mon snap c'est jb.muller", "jb.muller"),
        ("I am jb_muller on telegram", "jb_muller"),
    ],
)
def test_an_account_is_taken_out_whole(text: str, account: str) -> None:
    """Links to profiles, names of accounts beside their network, and those that hold the fan's name."""
    assert account in text
    left = masked(text, "en")
    assert account not in left
    assert not any(part in left for part in ("_ob", "_muller", "jbmuller", "92"))


def test_the_creators_own_profile_stays() -> None:
    """What the creator published is not a fan's."""
    text = "Find me at t.me/corin_official, I'm on TikTok 24/7 since v2.0"
    assert masked(text, "en") == text
