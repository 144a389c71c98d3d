"""Sentra: the application around space and time: settings, database, accounts, registry, web."""
