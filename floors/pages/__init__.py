"""Pages of floors, stalls and who holds them."""
