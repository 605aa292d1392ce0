"""Sponsors read from a creator's own pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builders import make_passage
from ipse.importers import load_corpus
from ipse.rules import infer_sponsors
from ipse.types import Sponsor

PAGES: dict[str, tuple[str, dict[str, tuple[tuple[str, ...], date | None]]]] = {
    "en-paragraphs": (
        "# Money and this channel\n\nSponsors, all of them.\n\n**Hollin & Bray** (oars) have paid for two videos a season since "
        "April 2024. Use OARS10 for ten percent off.\n\n**Tidewick** ended with us on 30 June 2025.\n\n"
        "I bought the Marrable compass with my own money.\n",
        {"Hollin & Bray": (("OARS10",), None), "Tidewick": ((), date(2025, 6, 30))},
    ),
    "en-headings": (
        "# Partners\n\n## Current\n\n### Quillmoor\n\nPaid partner since January 2026. Code ROSA15.\n\n### Bexley Loom\n\n"
        "Affiliate links, around 6%.\n\n## Past\n\n### Fernhatch\n\nSponsored the channel in 2023.\n\n"
        "## Never\n\n### Betting\n\nNo.\n",
        {"Quillmoor": (("ROSA15",), None), "Bexley Loom": ((), None), "Fernhatch": ((), date(2023, 12, 31))},
    ),
    "en-table": (
        "# Disclosures\n\n| Brand | Relation | Code | Until |\n|---|---|---|---|\n| Ostrava Pans | paid sponsor | PAN20 | 2026-12-31 |\n"
        "| Nettleby | affiliate | | |\n",
        {"Ostrava Pans": (("PAN20",), date(2026, 12, 31)), "Nettleby": ((), None)},
    ),
    "en-list": (
        "# Who pays\n\nWhen did this begin? Ages ago.\n\n- Drumlin: sponsor, code DRUM5\n- Skerry Tea: affiliate, 4 per cent\n"
        "- Why not more? Because I say no a lot.\n",
        {"Drumlin": (("DRUM5",), None), "Skerry Tea": ((), None)},
    ),
    "en-prose": (
        "# Episode notes\n\nThis episode is sponsored by Hartsop Boots, who make the ones on my feet. Use code HART12.\n\n"
        "Thanks to Priya for the edit. Writing is work. How I pay for the studio is another story.\n",
        {"Hartsop Boots": (("HART12",), None)},
    ),
    "fr-paragraphes": (
        "# Qui paie quoi\n\n**Fours Vialet** me paie une vidéo sur cinq depuis le 3 mars 2025, jusqu’au 30 novembre 2026. "
        "Code ALIX10.\n\n**La Gourde Bleue** : affiliation, 7 % pour moi.\n\nCombien ça rapporte ? Pas lourd.\n\n"
        "J’ai acheté ma caméra Optane avec mes sous.\n",
        {"Fours Vialet": (("ALIX10",), date(2026, 11, 30)), "La Gourde Bleue": ((), None)},
    ),
    "fr-titres": (
        "# Mes partenaires\n\n## En cours\n\n### Papeterie du Quai\n\nSponsor payé. Code QUAI8.\n\n## Anciens\n\n"
        "### Mirabellix\n\nPartenariat rémunéré de mars 2022 à février 2024.\n\n## Jamais\n\n### Casinos\n\nNon.\n",
        {"Papeterie du Quai": (("QUAI8",), None), "Mirabellix": ((), date(2024, 2, 29))},
    ),
    "fr-tableau": (
        "# Transparence\n\n| Marque | Lien | Code | Fin |\n|---|---|---|---|\n| Au Fil de l’Eau | affiliation | | |\n"
        "| Cordenne | sponsor payé | CORD5 | 31/12/2026 |\n",
        {"Au Fil de l’Eau": ((), None), "Cordenne": (("CORD5",), date(2026, 12, 31))},
    ),
    "fr-liste": (
        "# Partenariats\n\nÉcrire me prend du temps, alors voilà qui paie.\n\n- Vélotal : sponsor de la chaîne, code ZOE12\n"
        "- Brûlerie Ancelin : lien affilié, je touche 5 %\n- Pourquoi si peu ? Je refuse presque tout.\n",
        {"Vélotal": (("ZOE12",), None), "Brûlerie Ancelin": ((), None)},
    ),
    "fr-prose": (
        "# Notes de l’épisode\n\nCet épisode est sponsorisé par Lampes Corvin, avec le code NUIT15.\n\n"
        "Merci à Jeanne pour le montage. Comment je vis de ça, c’est une autre histoire.\n",
        {"Lampes Corvin": (("NUIT15",), None)},
    ),
    "en-none": (
        "# About\n\nNobody sponsors me. Alder Mills sells me flour at the normal price. I never take commission.\n\n"
        "Ad-free since 2019. Would you like to pay? Buy a book.\n",
        {},
    ),
    "fr-rien": (
        "# À propos\n\nPersonne ne me sponsorise. La terre vient de Rocheville, au prix normal. Combien ? Douze euros.\n",
        {},
    ),
}


def sponsors_of(folder: Path, text: str) -> tuple[Sponsor, ...]:
    """The sponsors read from one page."""
    (folder / "page.md").write_text(f"---\ndate: 2026-05-02\n---\n\n{text}", encoding="utf-8")
    return infer_sponsors(load_corpus([folder]).passages, ("Zoé Rambert", "Rosa"))


@pytest.mark.parametrize("name", PAGES)
def test_pages_give_their_sponsors_and_nothing_else(name: str, tmp_path: Path) -> None:
    """Names, codes and the end of each relation are those the page states, and no other word becomes a sponsor."""
    text, wanted = PAGES[name]
    found = {sponsor.name: (sponsor.codes, sponsor.until) for sponsor in sponsors_of(tmp_path, text)}
    assert found == wanted


def test_the_creator_is_no_sponsor(tmp_path: Path) -> None:
    """The creator's own name at the head of a line about payments is not taken for a brand."""
    text = "# Sponsors\n\nRosa, who is paid by nobody else, writes this.\n\n**Quillmoor**: sponsor, code ROSA15.\n"
    assert [sponsor.name for sponsor in sponsors_of(tmp_path, text)] == ["Quillmoor"]


def test_a_page_in_any_language_of_the_lexicon_is_read() -> None:
    """A German page, whose word list has fewer sections, names its sponsor and stops nothing."""
    page = make_passage("Dieses Video ist gesponsert von Tannwald. Danke an alle im Wald!", language="de")
    assert [s.name for s in infer_sponsors([page])] == ["Tannwald"]


def test_a_name_of_two_words_is_also_known_by_its_rare_first_word(tmp_path: Path) -> None:
    """ "Brandling Tools" is called "Brandling" where tools are also written small; "Ostrava Pans" keeps both words."""
    text = "# Who pays\n\n**Brandling Tools**: sponsor.\n\n**Ostrava Pans**: sponsor.\n\nMy own tools are old.\n"
    short = {sponsor.name: sponsor.aliases for sponsor in sponsors_of(tmp_path, text)}
    assert short == {"Brandling Tools": ("Brandling",), "Ostrava Pans": ()}


def test_brands_of_a_creator_who_writes_without_capitals(tmp_path: Path) -> None:
    """Where no sentence begins with a capital, a word set apart on the page about payments is a brand."""
    text = (
        "# who pays me\n\n**foldwick** – the clock people. flat monthly fee since june 2026. yes i like it. still an ad.\n\n"
        "**boardry** – the game store. affiliate. code ZOE7 takes 7% off when the cart is over $40. that's an ad too.\n\n"
        "that's the list. two. my mic is old. it works. nobody pays for it.\n\n**lessons** – ask me. they are fun. bring tea.\n"
    )
    found = {sponsor.name.casefold(): (sponsor.codes, sponsor.until) for sponsor in sponsors_of(tmp_path, text)}
    assert found == {"foldwick": ((), None), "boardry": (("ZOE7",), None)}


def test_a_brand_behind_its_kind_of_goods(tmp_path: Path) -> None:
    """ "Les liseuses Ombrine : …" names Ombrine; the short form of a long name is its rare word, not a common one."""
    text = (
        "# Qui paie quoi\n\n**Les Tisanes du Courbet** financent le podcast. Elles me paient pour cela.\n\n"
        "**Les liseuses Ombrine** : les liens de mon site sont affiliés, je reçois 5 %.\n\n"
        "Le soir je bois une tisane. Leur site : courbet.example.\n"
    )
    found = {sponsor.name: sponsor.aliases for sponsor in sponsors_of(tmp_path, text)}
    assert found == {"Tisanes du Courbet": ("Courbet",), "Ombrine": ()}


def test_places_kinds_and_sentences_are_no_names_of_a_brand(tmp_path: Path) -> None:
    """A town behind a comma, an acronym of the trade and the verb of a sentence with a question name no brand."""
    text = (
        "# Partenaires\n\n**Pistons & Poulies** (pièces détachées, Belfort). Affiliation, je touche 6 %.\n\n"
        "**Lumiclair** (LED et cartes). Sponsor payé.\n\n"
        "Répondre à une question (« c'est qui ton sponsor ? ») c'est pas conseiller.\n"
    )
    found = {sponsor.name: sponsor.aliases for sponsor in sponsors_of(tmp_path, text)}
    assert found == {"Lumiclair": (), "Pistons & Poulies": ("Pistons and Poulies", "Pistons et Poulies")}


def test_an_end_in_accented_words_is_read(tmp_path: Path) -> None:
    """ "Arrêté en décembre 2023" ends the relation."""
    text = "# Qui me paie\n\n**Assurvélo** : sponsor en 2022 et 2023. Arrêté en décembre 2023.\n"
    assert [sponsor.until for sponsor in sponsors_of(tmp_path, text)] == [date(2023, 12, 31)]


def test_a_long_name_is_known_by_the_first_word_that_stands_alone(tmp_path: Path) -> None:
    """ "Corvaxe Mobility" is also "Corvaxe" where the page says "a Corvaxe Swan"; "Ostrava Pans" is not "Ostrava"."""
    text = "# Who pays\n\n**Corvaxe Mobility**: sponsor. They lent me a Corvaxe Swan.\n\n**Ostrava Pans**: sponsor, from a shop in Ostrava itself.\n"
    short = {
        sponsor.name: "Corvaxe" in sponsor.aliases or "Ostrava" in sponsor.aliases
        for sponsor in sponsors_of(tmp_path, text)
    }
    assert short == {"Corvaxe Mobility": True, "Ostrava Pans": False}


@pytest.mark.parametrize(
    ("page", "full", "short", "code", "until"),
    [
        (
            "# Who pays me\n\n| Who | What | Since | Until |\n|---|---|---|---|\n"
            "| Marrable Lamps | paid sponsor | 1 May 2025 | 30 April 2027 |\n\n"
            "The Marrable code is ROSA10: ten per cent off in their shop. I like my lamps bright.\n",
            "Marrable Lamps", "Marrable", "ROSA10", date(2027, 4, 30),
        ),
        (
            "# Qui me paie\n\n| Qui | Quoi | Depuis | Jusqu’à |\n|---|---|---|---|\n"
            "| Filatures Brumelle | sponsor payé | 1 mai 2025 | 30 avril 2027 |\n\n"
            "Brumelle : le code ROSA10 donne 10 % chez eux. Il s’arrête avec le contrat. Deux filatures ont dit non.\n",
            "Filatures Brumelle", "Brumelle", "ROSA10", date(2027, 4, 30),
        ),
    ],
)  # fmt: skip
def test_two_names_of_one_brand_are_one_sponsor(
    page: str, full: str, short: str, code: str, until: date, tmp_path: Path
) -> None:
    """A table's full name and a line's short one share the code, and the table's dates hold."""
    (tmp_path / "sponsors.md").write_text(page, encoding="utf-8")
    [sponsor] = infer_sponsors(load_corpus([tmp_path]).passages)
    assert {sponsor.name, *sponsor.aliases} >= {full, short}
    assert (sponsor.codes, sponsor.since, sponsor.until) == ((code,), date(2025, 5, 1), until)


def test_where_a_brand_is_made_is_no_product(tmp_path: Path) -> None:
    """A place in the brackets behind a name does not stand for the brand."""
    page = "# Partenaires\n\n**Optique Corvane** (boutique d’oculaires, à Lausanne). Affiliation, je touche 6 %.\n"
    (tmp_path / "partenaires.md").write_text(page, encoding="utf-8")
    [sponsor] = infer_sponsors(load_corpus([tmp_path]).passages)
    assert "Lausanne" not in sponsor.aliases
