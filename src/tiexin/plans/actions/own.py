"""A unit sets the number that the plan leaves to it."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.duties import actions as duties
from tiexin.duties.models import Duty, OwnTarget
from tiexin.evidence.actions import keep_file
from tiexin.orgs.models import Officer, Org


@dataclass(frozen=True)
class NewOwn:
    """The number, the meeting that decided it, and its paper when one is handed in."""

    low: int
    minutes: str
    paper: bytes = b""
    paper_name: str = ""


@transaction.atomic
def set_own(duty: Duty, org: Org, new: NewOwn, *, by: Officer | None, on: date) -> OwnTarget:
    """Set the number with its minutes; the paper is kept with it. A refusal leaves nothing of either."""
    file = None
    if new.paper:
        mime = mimetypes.guess_type(new.paper_name)[0] or "application/octet-stream"
        file = keep_file(new.paper, new.paper_name, mime, org=org)
    return duties.set_own_target(duty, org, new.low, new.minutes, by=by, on=on, file=file)
