"""The sentence that would have satisfied every active regime at once."""

from __future__ import annotations

from collections.abc import Mapping

from ipse.rules.state import Moment

# One notice with every element of the table in the duties' section 3, the break reminder apart.
NOTICE: Mapping[str, str] = {
    "en": "Automated reply: I'm an AI answering for {principal}, not a human.",
    "fr": "Réponse automatique : je suis une IA qui répond pour {principal}, pas une personne.",
    "de": "Automatisch erstellt und gesendet: KI-Antwort für {principal}, kein Mensch.",
}
BREAK: Mapping[str, str] = {
    "en": "This is a good moment to take a break.",
    "fr": "C'est un bon moment pour faire une pause.",
    "de": "Das ist ein guter Moment für eine Pause.",
}
AD: Mapping[str, str] = {
    "en": "Ad: {principal} is paid by {brand}.",
    "fr": "Publicité : {brand} rémunère {principal}.",
    "de": "Werbung: {principal} wird von {brand} bezahlt.",
}
_SOMEONE = {"en": "the account's owner", "fr": "la personne qui tient ce compte", "de": "die Inhaberin des Kontos"}


def fill(text: str, moment: Moment, brand: str = "") -> str:
    """Fill ``{notice}``, ``{principal}``, ``{brand}`` and ``{ad}`` in a rule's message or fix."""
    language = moment.reader_languages[0]
    language = language if language in NOTICE else "en"
    name = moment.view.creator.name or _SOMEONE[language]
    values = {
        "{notice}": NOTICE[language].format(principal=name),
        "{break}": BREAK[language],
        "{ad}": AD[language].format(principal=name, brand=brand or "…"),
        "{principal}": name,
        "{brand}": brand,
        "{date}": moment.date.isoformat() if moment.date else "",
    }
    for key, value in values.items():
        text = text.replace(key, value)
    return text
