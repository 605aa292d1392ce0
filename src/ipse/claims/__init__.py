"""What a draft asserts, about whom, and whether it needs proof."""

from ipse.claims.extract import ClaimExtractor
from ipse.claims.segment import clause_spans

__all__ = ["ClaimExtractor", "clause_spans"]
