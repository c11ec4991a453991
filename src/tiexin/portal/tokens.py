"""What stands in links and cookies of the portal, made from keys and the installation's secret; hashes are kept."""

import hashlib
import secrets
import uuid

from django.utils.crypto import salted_hmac

from tiexin.portal.rules import DIGITS

HANDLE, CODE = "tiexin.portal.handle", "tiexin.portal.code"
LENGTH = 20  # hexadecimal signs of a handle


def handle_of(key: uuid.UUID) -> str:
    """The name of a matter in addresses: says nothing, opens nothing, and is looked for among one's own alone."""
    return salted_hmac(HANDLE, str(key), algorithm="sha256").hexdigest()[:LENGTH]


def new_token() -> str:
    """A word that nobody guesses, for a cookie."""
    return secrets.token_urlsafe(32)


def new_digits() -> str:
    """The digits of a code for a phone."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hash(ticket: str, digits: str) -> str:
    """What is kept of the digits: without ticket and secret a million guesses are nothing."""
    return salted_hmac(CODE, f"{ticket}|{digits}", algorithm="sha256").hexdigest()
