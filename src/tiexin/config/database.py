"""The one database: SQLite in the installation's folder, or PostgreSQL by address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# With eight tables at once, as is usual, PostgreSQL starts a duty's text from a whole province for one officer.
POSTGRES_SETTINGS = (
    "jit=off",
    "join_collapse_limit=12",
    "from_collapse_limit=12",
)
# What is written is moved from the log into the database by the worker, beside everything else (`duties.worker`); left
# to itself SQLite does it within the saving of some page, which then takes ten times as long. 20,000 pages are 80 MB.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-64000", "wal_autocheckpoint=20000")
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "cached_statements": 500,  # planned and kept by a connection; of the driver's own 128 a few pages leave none
    "init_command": " ".join(f"PRAGMA {pragma};" for pragma in PRAGMAS),
}


def parse(address: str, home: Path) -> dict[str, Any]:
    """Turn `TIEXIN_DATABASE` (empty, `sqlite:///path` or `postgres://…`) into Django's settings."""
    if address.startswith(("postgres://", "postgresql://")):
        return _postgres(address)
    if address and not address.startswith("sqlite:///"):
        raise ValueError(f"TIEXIN_DATABASE={address!r}: 应为空、sqlite:///路径 或 postgres://…")
    home.mkdir(parents=True, exist_ok=True)
    name = address.removeprefix("sqlite:///") or str(home / "tiexin.sqlite3")
    # kept for a while: opening the file anew makes SQLite read the whole schema again, for every request
    return {
        "ENGINE": "tiexin.core.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }


def _postgres(address: str) -> dict[str, Any]:
    from tiexin.core.postgres import Cursor  # only where its driver is needed

    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        # values apart from the text: a statement that says so is parsed and planned once for a connection
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8},
            "server_side_binding": True,
            "cursor_factory": Cursor,
            "prepare_threshold": 3,  # without a number the driver keeps nothing; what is kept the cursor says
            # machine code takes longer to make than a page
            "options": " ".join(f"-c {setting}" for setting in POSTGRES_SETTINGS),
            **options,
        },
    }
