"""Reads of floors, stalls and who holds them."""
