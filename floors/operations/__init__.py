"""Verbs that change data, one transaction each: the only writers."""
