"""Stems and content words."""

from ipse.text.nlp import content_words, parse, parse_many, stem


def test_inflected_forms_share_a_stem() -> None:
    """With or without accent and capital."""
    assert stem("Vidéos", "fr") == stem("video", "fr")
    assert stem("Roasting", "en") == stem("roasted", "en")


def test_content_words_keep_offsets_and_drop_stop_words() -> None:
    """Each stem leads back to its word in the original."""
    text = "J’ai acheté deux caméras à l’été 2024"
    found = content_words(text, "fr")
    assert [text[start:end] for _, start, end in found] == ["acheté", "deux", "caméras", "été", "2024"]
    assert ("the", 0, 3) not in content_words("the dog", "en")


def test_an_unsupported_language_is_read_as_english() -> None:
    """A language without data never stops the audit."""
    assert content_words("running dogs", "pt") == content_words("running dogs", "en")


def test_the_parser_keeps_offsets_in_both_languages() -> None:
    """Token offsets point into the text as given."""
    for language, text in (("en", "My sister’s dog barked."), ("fr", "Ma sœur habite à Lyon.")):
        document = parse(text, language)
        assert all(text[token.idx : token.idx + len(token)] == token.text for token in document)
        assert [token.dep_ for token in document].count("ROOT") == 1
        assert [doc.text for doc in parse_many([text, text], language)] == [text, text]
