"""The setup code: who reads the terminal of a new installation may begin it; kept hashed, readable by its owner only.

    $TIEXIN_HOME/start-code        the hash of the one code that holds

A new code ends the one before; a code ends after a day, and for good when a unit is founded.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another
GROUPS, GROUP = 3, 4
LIFE = timedelta(hours=24)


def place() -> Path:
    """Return the file that holds the hash."""
    return Path(settings.HOME) / "start-code"


def issue() -> str:
    """Make a new code and return it, `K7MF-2QWX-9RTB`; this is the only moment at which it can be read."""
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    draft = place().with_suffix(f".{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(_hash(code))
    draft.replace(place())
    return code


def _hash(text: str) -> str:
    said = "".join(letter for letter in text.upper() if letter.isalnum())
    return hashlib.sha256(said.encode()).hexdigest()


def current(now: datetime) -> str:
    """Return the hash of the code that holds at this moment; empty when there is none."""
    try:
        made = datetime.fromtimestamp(place().stat().st_mtime, tz=now.tzinfo)
        return place().read_text() if now - made < LIFE else ""
    except FileNotFoundError:
        return ""


def mark_of(text: str, now: datetime) -> str:
    """Return the mark by which a browser is known that gave the right code; empty for any other text."""
    wanted = current(now)
    return wanted if wanted and secrets.compare_digest(_hash(text), wanted) else ""


def forget() -> None:
    """Let the code be gone."""
    place().unlink(missing_ok=True)
