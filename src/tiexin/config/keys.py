"""Secrets live in files of the installation, made on first use; none has a default."""

import secrets
from pathlib import Path


def numbered(home: Path, name: str) -> dict[int, str]:
    """Return the installation's secrets `name-1`, `name-2` …; the last one is in use, earlier ones still open."""
    secret(home, f"{name}-1")
    files = (home / "keys").glob(f"{name}-*")
    return {int(number): file.read_text().strip() for file in files if (number := file.name.split("-")[-1]).isdigit()}


def another(home: Path, name: str) -> int:
    """Make the next secret of a numbered row and return its number; processes take it when they start again."""
    number = max(numbered(home, name)) + 1
    secret(home, f"{name}-{number}")
    return number


def secret(home: Path, name: str) -> str:
    """Return the installation's secret `name`, creating it once with mode 600."""
    path = home / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.write_text(secrets.token_hex(32))
        draft.chmod(0o600)
        try:
            path.hardlink_to(draft)  # never overwrites: of two first starts one wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
