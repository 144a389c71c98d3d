"""Measurements and proofs; each is a command: `python -m benchmarks.NAME`."""
