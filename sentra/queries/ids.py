"""Which numbers can be the id of a row."""

IDS = range(1, 2**31)
"""PostgreSQL's `serial`; what is outside belongs to no row and cannot even be asked for."""
