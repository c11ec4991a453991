"""Sealed fields: AES-256-GCM bound to table, column and row, with a blind index for exact search.

A sealed value is `version (1) · nonce (12) · text and tag`; copied into another row or column it does not open.
"""

import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"


def _key(purpose: str) -> bytes:
    return hmac.new(bytes.fromhex(settings.SEAL_KEY), purpose.encode(), hashlib.sha256).digest()


def seal(text: str, place: str) -> bytes:
    """Seal `text` for a place such as `worker.identity:<row uuid>`."""
    nonce = secrets.token_bytes(12)
    return VERSION + nonce + AESGCM(_key("seal")).encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes, place: str) -> str:
    """Open a sealed value; raises `cryptography.exceptions.InvalidTag` for any other place or key."""
    return AESGCM(_key("seal")).decrypt(bytes(sealed[1:13]), bytes(sealed[13:]), place.encode()).decode()


def blind_index(text: str, field: str) -> bytes:
    """Return 16 bytes by which equal values can be found without opening any."""
    return hmac.new(_key(f"index:{field}"), text.encode(), hashlib.sha256).digest()[:16]
