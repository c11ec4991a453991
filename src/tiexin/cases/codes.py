"""The code by which whoever asks follows their matter: made from its key, never kept, only its hash."""

import base64
import hashlib
import re
import unicodedata
import uuid

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

SALT = "tiexin.cases.code"
HOTLINE = "12351"
LENGTH = 12  # of 32 signs: 60 bits
CLEAN = str.maketrans({"0": "O", "1": "I", "8": "B"})
BETWEEN = re.compile(r"[\W_]+")  # blanks and dashes of every kind, as a Chinese keyboard writes them


def code_of(key: uuid.UUID) -> str:
    """The code of a matter, the same whenever it is printed: three groups of four signs."""
    digest = salted_hmac(SALT, str(key), algorithm="sha256").digest()
    word = base64.b32encode(digest).decode()[:LENGTH]
    return f"{word[:4]}-{word[4:8]}-{word[8:]}"


def hash_of(code: str) -> str:
    """What is kept of a code; small and wide letters, blanks, dashes and signs that look alike do not matter."""
    word = BETWEEN.sub("", unicodedata.normalize("NFKC", code)).upper()
    return hashlib.sha256(word.translate(CLEAN).encode()).hexdigest()


def picture_of(link: str, scale: int = 6) -> SafeString:
    """A link as a code for a camera, drawn into the page itself."""
    return mark_safe(segno.make(link, error="m").svg_inline(scale=scale, border=2, omitsize=True))  # noqa: S308 - our own


def where(request: HttpRequest) -> dict[str, str]:
    """What a slip says to whoever has no camera: where a code is typed in, and which number to ring.

    Printed without its last stroke, which nobody types from paper; the portal answers at both addresses.
    """
    page = request.build_absolute_uri(reverse("my-follow-printed"))
    return {"where": page.partition("://")[2], "hotline": HOTLINE}
