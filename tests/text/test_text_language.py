"""The language of a chat turn."""

import pytest

from ipse.text.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("t'en penses quoi ?", "fr"),
        ("Oui, mais pas avant mardi 😄", "fr"),
        ("what's in the box?", "en"),
        ("Not yet, I'm waiting for it", "en"),
        ("Hola, soy el asistente de la tienda y respondo por ella", "es"),
        ("Ich bin die KI und antworte für sie", "de"),
        ("привет, как дела", "ru"),
        ("Le slogan « this is the way to go » est de moi", "fr"),
    ],
)
def test_a_few_function_words_decide(text: str, language: str) -> None:
    """Even against a default that says otherwise."""
    assert detect(text, default="fr" if language == "en" else "en") == language


@pytest.mark.parametrize("text", ["", "😂😂", "OK", "£?", "https://shop.example/le-la-les", "#AI #bot"])
@pytest.mark.parametrize("default", ["en", "fr"])
def test_nothing_to_go_by_means_the_default(text: str, default: str) -> None:
    """Links, hashtags, emoji and names decide nothing."""
    assert detect(text, default=default) == default
