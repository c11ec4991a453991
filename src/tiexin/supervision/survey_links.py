"""The link of one ask: made from its random key and the installation's secret, found again by its hash alone."""

from __future__ import annotations

import base64
import hashlib
import uuid

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tiexin.core.addresses import address_of
from tiexin.core.refusal import Refused
from tiexin.supervision.surveys import SurveyAsk

SALT = "tiexin.supervision.survey"
LENGTH = 22  # characters of a link: 132 bits, which nobody guesses
TRIES, WAIT = 120, 15 * 60  # from one address: a workshop behind one router may answer, a script is slowed


def token_of(key: uuid.UUID) -> str:
    """The words of the link of an ask: always the same, so that a slip printed twice opens the same page."""
    digest = salted_hmac(SALT, str(key), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:LENGTH]


def hash_of(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def ask_of(token: str) -> SurveyAsk | None:
    """The ask behind a link; None for one that was never handed out."""
    rows = SurveyAsk.objects.select_related("survey__org", "survey__unit")
    return rows.filter(token_hash=hash_of(token)).first() if len(token) == LENGTH else None


def check_pace(request: HttpRequest) -> None:
    """Refuse more tries from one address than a workshop has people."""
    address = hashlib.sha256(f"survey|{address_of(request)}".encode()).hexdigest()
    key = f"survey:{address}"
    cache.add(key, 0, WAIT)
    if cache.incr(key) > TRIES:
        raise Refused(f"从这里打开的太多，请{WAIT // 60}分钟后再试")
