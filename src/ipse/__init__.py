"""Ipse audits what a creator's AI clone says: did the creator really say that, does the reader know it is an AI?"""

__version__ = "0.1.0"
