"""Weights of the small classifiers, made by ``training/disclosure``."""
