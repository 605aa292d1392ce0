"""What kind of source a file is: from what it says, its folders and its name."""

from __future__ import annotations

from ipse.importers.words import kinds, name_words

_PLATFORMS = (
    "youtube", "twitch", "tiktok", "instagram", "twitter", "facebook", "threads", "mastodon", "bluesky", "linkedin",
    "discord", "patreon", "substack", "reddit", "snapchat", "telegram", "kick",
)  # fmt: skip
_RECORDS = ("jsonl", "csv")  # text posts, also those of a video platform
_DEFAULTS = {"webvtt": "video", "srt": "video", "jsonl": "post", "csv": "post"}


def source_kind(path: str, importer: str, stated: str | None, platform: str | None) -> str:
    """The kind of a source: video, podcast, newsletter, faq, tweet, post or page.

    What the file states comes first, then a FAQ's own name, the folders from the nearest, the platform, the
    words of the name, the format.
    """
    *folders, name = path.split("/")
    own = _known(name.rpartition(".")[0])
    candidates = (
        _known(stated),
        "faq" if own == "faq" else None,
        *map(_known, reversed(folders)),
        _known(platform),
        own,
    )
    kind = next((kind for kind in candidates if kind), _DEFAULTS.get(importer, "page"))
    return "post" if kind == "video" and importer in _RECORDS else kind


def _known(text: str | None) -> str | None:
    return next((kinds()[word] for word in name_words(text or "") if word in kinds()), None)


def source_platform(path: str, stated: str | None) -> str | None:
    """The platform that the file states, else one named by a folder or the file name."""
    if stated:
        return stated
    words = {word for part in path.split("/") for word in name_words(part)}
    return next((name for name in _PLATFORMS if name in words or name.rstrip("s") in words), None)
