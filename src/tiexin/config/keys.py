"""Secrets live in files of the installation, made on first use; none has a default."""

import secrets
from pathlib import Path


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
