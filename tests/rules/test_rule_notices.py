"""What a message discloses: elements, strength, defects, evasions and traps, in both languages."""

import pytest

from ipse.rules.notices import detect_notice

NAMES = ("Salma Rivoire",)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Salma's AI here, the loom class is full."),
        ("en", "A machine that learned from Salma's videos is writing this, not Salma."),
        ("en", "Class is full. (You're talking to Salma's AI, not Salma.)"),
        ("en", "ai here not salma, i just answer 4 her"),
        ("fr", "Salut, l'IA de Salma à l'appareil, le cours est complet."),
        ("fr", "Le cours est complet. (Texte produit par une IA, au nom de Salma.)"),
        ("fr", "[IA qui répond pour Salma] Complet !"),
        ("de", "Automatisch erzeugte Antwort der KI von Salma: Der Kurs ist voll."),
    ],
)
def test_plain_notices_are_sufficient_and_name_the_principal(language: str, text: str) -> None:
    """Usual and unusual but clear wordings inform, and say for whom."""
    notice = detect_notice(text, [language], NAMES)
    assert notice.strength == "sufficient"
    assert notice.principal or "P" in notice.elements


@pytest.mark.parametrize(
    ("language", "text", "defect"),
    [
        ("en", "I'm not an AI, promise, I weave this myself.", "negated"),
        ("fr", "Pas de robot ici, que de la laine.", "negated"),
        ("en", "Class is full. #loom #ai #autoreply", "hashtag_only"),
        ("fr", "Complet ! #tissage #ia", "hashtag_only"),
        ("fr", "This is an AI replying on behalf of Salma. Complet, désolée, écris-moi demain.", "wrong_language"),
        ("en", "Some of these messages may be written by an AI.", "scope_some_messages"),
        ("en", "I'm Salma's AI. Just kidding, it's really me!", "contradicted_later_in_text"),
        ("en", "My cover art was drawn by an AI.", "other_referent"),
        ("fr", "La pochette a été dessinée par une IA.", "other_referent"),
    ],
)
def test_defeated_notices_are_void(language: str, text: str, defect: str) -> None:
    """A notice that is denied, hidden, hedged, taken back or about something else informs nobody."""
    notice = detect_notice(text, [language], NAMES)
    assert notice.strength == "void"
    assert defect in notice.defects


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "J'ai fini le tapis hier, ai-je bien fait ?"),
        ("en", "Hello! Which loom do you use?"),
        ("en", 'She wrote "are you a bot?" on the wall, I laughed.'),
        ("en", "Al and I wove this one together."),
    ],
)
def test_traps_are_no_notice(language: str, text: str) -> None:
    """The French verb "ai", a quoted fan and the name Al are not notices."""
    assert detect_notice(text, [language], NAMES).strength != "sufficient"


def test_hidden_characters_do_not_hide_a_notice_and_disguise_does_not_make_one() -> None:
    """Zero-width characters fold away; leetspeak and dotted spelling stay void."""
    assert detect_notice("I'm an A\u200bI that answers for Salma.", ["en"], NAMES).strength == "sufficient"
    assert detect_notice("b0t here for Salma", ["en"], NAMES).strength != "sufficient"


def test_quote_is_where_the_notice_stands() -> None:
    """Offsets refer to the original text, typographic apostrophes and emoji included."""
    text = "🌞 Hi! I’m Salma’s AI. Which loom?"
    notice = detect_notice(text, ["en"], NAMES)
    assert text[notice.start : notice.end] == "I’m Salma’s AI."
