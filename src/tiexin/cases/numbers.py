"""The number by which officers speak of a matter: read as it is typed, looked up by its key, whatever its state."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from django.http import HttpRequest

from tiexin.cases import reading
from tiexin.core.named import address

WHOLE = re.compile(r"(\d{4})-(\d{7,18})", re.ASCII)


class Number(NamedTuple):
    """The year in which a matter was registered, and its key."""

    year: int
    pk: int


def read(typed: str) -> Number | None:
    """A whole number, also with wide digits or blanks around it; None of anything else."""
    found = WHOLE.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    return Number(int(found[1]), int(found[2])) if found else None


def leads_to(request: HttpRequest, typed: str) -> tuple[str, str] | None:
    """What the number of a matter within reach says and where it is shown; one beyond reach is as none."""
    number = read(typed)
    if number is None:
        return None
    reach = reading.overseen(request, "cases.see").filter(pk=number.pk, on__year=number.year)
    found = reach.only("on").first()
    return (f"诉求 {found.number}", address("case", found.pk)) if found else None
