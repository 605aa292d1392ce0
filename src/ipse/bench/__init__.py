"""Benchmarks: how good and how fast the verifier is, on files the user names."""
