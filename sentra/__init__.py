"""Sentra: the application around space and time: settings, database, accounts, registry, web."""

__version__ = "0.1.0"
