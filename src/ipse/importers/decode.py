"""Bytes to text: the encoding is known, guessed with a note, or a named problem; never mojibake in silence."""

from __future__ import annotations

import codecs
import re

from ipse.importers.base import RawFile, Unreadable
from ipse.types import Problem

_SIGNATURES = {
    b"PK\x03\x04": "a zip archive (or an office document)",
    b"PK\x05\x06": "an empty zip archive",
    b"%PDF-": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"OggS": "an audio file",
    b"ID3": "an audio file",
    b"RIFF": "an audio or video file",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES = ["cp1252", "latin_1", "mac_roman", "utf_16", "utf_16_le", "utf_16_be"]
_SAMPLE = 65_536
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def signature(head: bytes) -> str | None:
    """What kind of binary file begins with these bytes, in words; None when it may be text."""
    for magic, name in _SIGNATURES.items():
        if head.startswith(magic):
            return name
    return "a video file" if head[4:8] == b"ftyp" else None


def looks_binary(head: bytes) -> bool:
    """True for bytes that no text encoding of ours would give: a known signature, or control characters."""
    if signature(head):
        return True
    if any(head.startswith(bom) for bom, _ in _BOMS) or _utf16(head):
        return False
    return len(_CONTROL.findall(head)) > len(head) // 50


def looks_text(head: bytes) -> bool:
    """The opposite of ``looks_binary``: the sniffer of formats that any text may be."""
    return not looks_binary(head)


def head_text(head: bytes) -> str:
    """The first bytes as text for sniffing only: damage is ignored."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, errors="ignore")
    return head.decode(_utf16(head) or "utf-8", errors="ignore")


def decode(file: RawFile) -> tuple[str, Problem | None]:
    """The text of a file with "\\n" line ends, and what had to be guessed or was damaged.

    Raises ``Unreadable`` with slug ``empty``, ``binary`` or ``wrong_encoding``.
    """
    if not file.data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Unreadable("empty", "the file is empty", "export it again, or delete it")
    if looks_binary(file.data[:_SAMPLE]):
        what = signature(file.data[:64]) or "binary data"
        raise Unreadable("binary", f"this is {what}, not text", "rename it to its real type, or export text")
    text, problem = _decode(file)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " "), problem


def _decode(file: RawFile) -> tuple[str, Problem | None]:
    for bom, encoding in _BOMS:
        if file.data.startswith(bom):
            return _strict(file, file.data[len(bom) :], encoding)
    wide = _utf16(file.data[:_SAMPLE])
    return _strict(file, file.data, wide or "utf-8")


def _strict(file: RawFile, data: bytes, encoding: str) -> tuple[str, Problem | None]:
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        if error.end >= len(data) and "end of data" in error.reason:
            return data[: error.start].decode(encoding), _truncated(file, data, error.start)
        if encoding != "utf-8":
            raise Unreadable("wrong_encoding", f"not valid {encoding}", "save it as UTF-8") from error
    return _guess(file, data)


def _guess(file: RawFile, data: bytes) -> tuple[str, Problem | None]:
    """Text that is not UTF-8: damaged UTF-8 keeps its good parts, another encoding is guessed with a note."""
    mended = data.decode("utf-8", errors="replace")
    bad = mended.count("\ufffd")
    good = sum(character > "\x7f" for character in mended) - bad
    if good > 4 * bad:
        where = mended.count("\n", 0, mended.index("\ufffd")) + 1
        message = f"{bad} damaged character(s) in UTF-8 text"
        return mended, Problem("damaged_utf8", file.path, message, "export the file again", line=where)
    encoding = _guess_encoding(data[:_SAMPLE])
    if encoding is None:
        raise Unreadable("wrong_encoding", "the text encoding cannot be told", "save the file as UTF-8")
    message = f"not UTF-8; read as {encoding}"
    note = Problem("guessed_encoding", file.path, message, "save the file as UTF-8", fatal=False)
    return data.decode(encoding, errors="replace"), note


def _guess_encoding(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_GUESSES, enable_fallback=False).best()
    return best.encoding if best and best.chaos < 0.2 else None


def _truncated(file: RawFile, data: bytes, position: int) -> Problem:
    line = data.count(b"\n", 0, position) + 1
    message = "the file stops in the middle of a character: its end is missing"
    return Problem("truncated", file.path, message, "export or download the file again", line=line)


def _utf16(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of western text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half < 4:
        return None
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else None
