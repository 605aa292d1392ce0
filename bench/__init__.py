"""Benchmarks that need data beside the package; committed results are in ``bench/results``."""
