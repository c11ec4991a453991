"""Signed requests between machines: who knows the secret said this, at this moment."""

import hashlib
import hmac


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the moment, a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
