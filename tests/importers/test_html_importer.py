"""HTML pages: main text, page fields, no scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from ipse.types import Corpus

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Boutique – Terres Bleues</title>
<meta name="date" content="2026-04-12"><link rel="canonical" href="https://terres.example/boutique">
<style>.x{color:red}</style><script>window.prix = 99; document.write("<p>Promo à 5 €</p>")</script></head>
<body><div class="cookies">Ce site utilise des cookies. <button>D'accord</button></div>
<header><nav><ul><li><a href="/">Accueil</a></li><li><a href="/panier">Panier</a></li></ul></nav></header>
<main><h1>La boutique</h1><p>Mis à jour le 3 mai 2026.</p>
<h2>Les bols</h2><p>Le grand bol coûte <b>36&nbsp;€</b> depuis le 1<sup>er</sup> mars, le petit 24&nbsp;€.</p>
<table><tr><th>Pièce</th><th>Prix</th></tr>
<tr><td>Vase</td><td>80 €</td></tr><tr><td>Tasse</td><td>26 €</td></tr></table>
<h2>Livraison</h2><ul><li>France : 8 €</li><li>Belgique : 14 €</li></ul>
<script>alert("bonjour")</script></main>
<aside><p>Abonnez-vous à la lettre !</p></aside>
<footer><p>© Terres Bleues · Mentions légales</p></footer></body></html>
"""


def test_main_text_without_frame_or_script(corpus: MakeCorpus) -> None:
    """The content is kept; menus, banners, footers, styles and scripts are not."""
    text = corpus({"boutique.html": PAGE}).sources[0].text
    assert "36\u00a0€ depuis le 1er mars" in text.replace("36 €", "36\u00a0€")
    assert "France : 8 €" in text
    for noise in ("cookies", "Accueil", "Mentions", "Abonnez", "alert", "Promo", "color", "<"):
        assert noise not in text


def test_page_fields(corpus: MakeCorpus) -> None:
    """Title, canonical link and language come from the page; its own update line is newer than its date field."""
    source = corpus({"boutique.html": PAGE}).sources[0]
    assert (source.title, source.url) == ("La boutique", "https://terres.example/boutique")
    assert (source.language, source.date) == ("fr", date(2026, 5, 3))


def test_headings_are_locators_and_rows_are_legible(corpus: MakeCorpus) -> None:
    """The reader of a passage sees where it stands; table cells keep their column."""
    passages = corpus({"boutique.html": PAGE}).passages
    assert [p.locator for p in passages][-2:] == ["Les bols", "Livraison"]
    assert "Pièce: Vase; Prix: 80 €" in passages[-2].text


def test_a_declared_encoding_is_believed(corpus: MakeCorpus) -> None:
    """An old page in Latin-1 that says so is read without a guess."""
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Café fermé à midi, désolée.</p></body></html>'
    found = corpus({"old.htm": page.encode("latin-1")})
    assert found.sources[0].text == "Café fermé à midi, désolée."
    assert found.problems == ()


def test_a_page_without_words_is_named(corpus: MakeCorpus) -> None:
    """An empty shell that scripts would fill is a problem, not an empty source."""
    page = "<!doctype html><html><body><div id=root></div><script>render('everything')</script></body></html>"
    assert [(p.slug, p.fatal) for p in corpus({"app.html": page}).problems] == [("no_text", True)]


def test_broken_markup_is_read(corpus: MakeCorpus) -> None:
    """Unclosed and crossed tags do not lose the words."""
    page = "<p>We open at <b>nine<p>and close at <i>five</b>.<div><p>Never on Sundays"
    text = corpus({"hours.html": page}).sources[0].text
    assert all(word in text for word in ("nine", "five", "Sundays"))
