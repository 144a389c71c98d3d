"""Secrets that are handed out once and known afterwards only by their digest."""

import hashlib
import secrets

SECRET_BYTES = 24
"""192 random bits: far above the 128 that an unguessable address needs."""


def new_secret() -> str:
    """A fresh secret for an address or a cookie: 32 characters of base64url."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """SHA-256 of a secret: what the database keeps. Secrets are random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).digest()
