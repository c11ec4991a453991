"""Sealed fields: AES-256-GCM bound to table, column and row, with a blind index for exact search.

A sealed value is `version (1) · nonce (12) · text and tag`; copied into another row or column it does not open.
"""

import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"


def _key(purpose: str) -> bytes:
    return hmac.digest(bytes.fromhex(settings.SEAL_KEY), purpose.encode(), "sha256")


def _box() -> AESGCM:
    return AESGCM(_key("seal"))


def seal(text: str, place: str) -> bytes:
    """Seal `text` for a place such as `worker.identity:<row uuid>`."""
    return seal_bytes(text.encode(), place)


def seal_bytes(content: bytes, place: str) -> bytes:
    """Seal content that is no text, such as a file that waits to be read."""
    nonce = secrets.token_bytes(12)
    return VERSION + nonce + _box().encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, place: str) -> str:
    """Open a sealed value; raises `cryptography.exceptions.InvalidTag` for any other place or key."""
    return unseal_bytes(sealed, place).decode()


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """Open sealed content."""
    return _box().decrypt(bytes(sealed[1:13]), bytes(sealed[13:]), place.encode())


def blind_index(text: str, field: str) -> bytes:
    """Return 16 bytes by which equal values can be found without opening any."""
    return hmac.digest(_key(f"index:{field}"), text.encode(), "sha256")[:16]
