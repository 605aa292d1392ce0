"""Telephone numbers that may be a person's own: not those of the public, such as helplines, nor dates, prices, orders.

Written with a country's prefix, with a leading 0, or as in North America: (617) 555-0142, 617.555.0142, 6175550142.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNS = r"[ \t\u00a0\u202f.()/-]"
_DATE = r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)"
_DECIMAL = r"0\.\d++(?!\.\d)"
_PREFIXED = rf"(?:\+|00)\d?(?:{_SIGNS}{{0,3}}\d){{7,14}}"
_NATIONAL = rf"(?!{_DATE}|{_DECIMAL})\(?0\d?(?:{_SIGNS}{{0,3}}\d){{7,14}}"
_AMERICAN = r"(?:1[ \u00a0.-]?)?(?:\([2-9]\d\d\)[ \u00a0.-]?|[2-9]\d\d[ \u00a0./-]?)[2-9]\d\d[ \u00a0.-]?\d{4}"
_PHONE = re.compile(
    rf"(?<![\w+$€£])(?<!\d[.,-])(?:\+1[ \u00a0.-]?{_AMERICAN}|{_PREFIXED}|{_NATIONAL}|{_AMERICAN})"
    r"(?!\w|[.,]\d|[ \u00a0\u202f]?[%€£$])"
)
_NUMBERED = re.compile(  # what is numbered right before a row of digits
    r"(?i)(?:#|\b(?:order|orders|invoice|receipt|parcel|tracking|booking|ticket|ref|reference|sku|isbn|iban|siret|siren"
    r"|commande|facture|reçu|colis|suivi|réservation|billet|réf|référence)\b"
    r"(?:\s{1,3}(?:number|no|nr|id|code|numéro|n)\b)?[\s:.#°º-]{0,4}(?:is|est|c['’]est)?)\s{0,3}$"
)
_FREE = re.compile(  # nobody's own: calls that cost the caller nothing
    r"1?8(?:00|33|44|55|66|77|88)[2-9]\d{6}|0800\d{3,7}|0805\d{6}|(?:00)?(?:32|33|41|44|49)0?80[05]\d{3,7}"
)
_HELPLINES = frozenset(  # those that are not free, or whose free form may be a person's number elsewhere
    {"972394050", "145394000", "140444645", "146214646", "3001233393", "8082000247", "8088005000", "8088084994"}
)
_BEFORE = 40  # characters before a number that may say what it numbers


def phone_numbers(text: str) -> Iterator[str]:
    """The telephone numbers of ``text``, as written, that may be a person's."""
    for hit in _PHONE.finditer(text):
        numbered = hit[0].isdigit() and _NUMBERED.search(text[max(0, hit.start() - _BEFORE) : hit.start()])
        if not numbered and not _of_the_public(hit[0]):
            yield hit[0]


def _of_the_public(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    helpline = any(digits.endswith(line) and len(digits) - len(line) in range(5) for line in _HELPLINES)
    return helpline or _FREE.fullmatch(digits) is not None
