"""Does a passage support a claim, contradict it or leave it open: tiers, truth table, and the shipped model."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ipse.errors import ModelError
from ipse.types import Verifier
from ipse.verify.base import PairModel
from ipse.verify.combine import combine

if TYPE_CHECKING:
    from ipse.verify.nearest import NearestReader
    from ipse.verify.stack import Stack

__all__ = ["combine", "default_verifier"]

SHIPPED_MODEL = "shipped"
NO_MODEL = "none"
_FOLDER = ("/", ".", "~")
_NAMES = f"as verifier give {SHIPPED_MODEL}, {NO_MODEL}, the folder of a model, or a hub name"


def default_verifier(
    cache: Path | None = None,
    *,
    model: str = SHIPPED_MODEL,
    threads: int | None = None,
    max_passages: int = 3,
    together: bool = False,
    support_at: float | None = None,
    contradict_at: float = 0.4,
    not_sure_below: float = 0.6,
) -> Verifier:
    """The verifier with every tier.

    Args:
        cache: a folder for scores of earlier runs; None keeps nothing.
        model: ``shipped``, ``none`` (rules and words only), both in any case, a folder with ``model.json``, or any
            sentence-transformers cross-encoder, by folder (what begins with ``/``, ``.`` or ``~`` always is one) or
            hub name. Nothing is downloaded unless the environment sets ``IPSE_ALLOW_DOWNLOAD=1``.
        threads: processor threads of the model; None takes what the machine gives.
        max_passages: passages read per claim.
        together: read the passages once more as one premise (slower; on whole audits it found less).
        support_at: from which probability a passage supports; None takes what was chosen on dev sets.
        contradict_at: from which probability a passage contradicts.
        not_sure_below: verdicts with less confidence are marked ``sure=False``.

    Raises:
        ModelError: the model is missing, not on this machine, or damaged.
        CacheError: the cache cannot be used.
    """
    from ipse.verify.read import Thresholds
    from ipse.verify.verifier import TieredVerifier
    from ipse.verify.weights import support_threshold

    name = _known_name(model)
    scorer, nearest = _model(name, threads), _nearest(name)
    stack = _stack(name, scorer)
    if cache is not None and (scorer or nearest):
        from ipse.blobs import BlobCache
        from ipse.verify.cache import CachedModel, CachedNearest

        kept = BlobCache(cache / "verdicts.sqlite")
        scorer, nearest = scorer and CachedModel(scorer, kept), nearest and CachedNearest(nearest, kept)
    return TieredVerifier(
        stack,
        scorer,
        nearest=nearest,
        thresholds=Thresholds(support_threshold() if support_at is None else support_at, contradict_at),
        max_passages=max_passages,
        together=together,
        not_sure_below=not_sure_below,
    )


def _known_name(model: str) -> str:
    """``shipped`` and ``none`` however they are written; a folder with its ``~`` read; anything else as it is."""
    name = model.strip()
    if name.casefold() in (SHIPPED_MODEL, NO_MODEL):
        return name.casefold()
    if not name.startswith(_FOLDER):
        if name:
            return name
        raise ModelError("the verifier's name is empty", remedy=_NAMES)
    folder = os.path.expanduser(name)  # Path.expanduser raises for a user who does not exist
    if not Path(folder).is_dir():
        raise ModelError(f"there is no folder {name}", remedy=_NAMES)
    return folder


def _model(name: str, threads: int | None) -> PairModel | None:
    from ipse.verify.model_files import SHIPPED, model_present

    if name == NO_MODEL:
        return None
    folder = SHIPPED if name == SHIPPED_MODEL else Path(name)
    if name == SHIPPED_MODEL or model_present(folder):
        from ipse.verify.nli import NliModel

        return NliModel(folder, threads)
    from ipse.verify.cross_encoder import CrossEncoderModel, check_at_hand

    check_at_hand(name, instead=(SHIPPED_MODEL, NO_MODEL))
    return CrossEncoderModel(name, threads=threads)


def _nearest(name: str) -> NearestReader | None:
    """The tier of sentence vectors goes with the shipped model: the weights of its stack read both."""
    if name != SHIPPED_MODEL:
        return None
    from ipse.verify.nearest import NearestModel

    return NearestModel()


def _stack(name: str, scorer: PairModel | None) -> Stack:
    from ipse.verify.stack import shipped_stack

    if name == SHIPPED_MODEL:
        return shipped_stack("model")
    return shipped_stack("plain", adds_model=scorer is not None)
