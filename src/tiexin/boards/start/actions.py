"""The one write of a first start: unit, people, accounts, posts and the first plan, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tiexin.boards.start import codes
from tiexin.calendars import queries as calendars
from tiexin.core.refusal import Refused
from tiexin.duties.models import PlanVersion
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.actions.beginning import First, begin
from tiexin.plans.actions import NewVersion, load_plan
from tiexin.plans.queries import issuer_of
from tiexin.plans.reading import read_bytes
from tiexin.plans.sizes import for_pack


@dataclass(frozen=True)
class Beginning:
    """What the five questions were answered with; `pack` is the plan's file, None for later."""

    unit: NewOrg
    people: Sequence[First]
    pack: bytes | None = None
    year: int | None = None


@dataclass(frozen=True)
class Begun:
    """One-time tokens by role, and the draft of the first plan."""

    tokens: Mapping[str, str]
    version: PlanVersion | None


@transaction.atomic
def start(answers: Beginning, *, on: date, now: datetime) -> Begun:
    """Begin the installation and load its first plan as a draft; the setup code is gone with it.

    Refused, with nothing written: whatever `orgs.actions.beginning.begin` refuses (above all a second beginning), a
    plan with errors, without a year, or of another unit.
    """
    tokens = begin(answers.unit, answers.people, on=on, now=now)
    version = _load(answers.pack, answers.year, on) if answers.pack is not None else None
    transaction.on_commit(codes.forget)
    return Begun(tokens, version)


def _load(raw: bytes, year: int | None, on: date) -> PlanVersion:
    found = read_bytes(raw, year, sizes=for_pack, calendar=calendars.here())
    pack = found.loaded.pack
    issuer = issuer_of(pack) if pack else None
    if pack is not None and issuer is None:
        raise Refused(f"发文单位“{'、'.join(pack.issuers)}”不是本单位", field="plan")
    return load_plan(NewVersion(found.loaded, found.text, issuer), by=None, on=on)  # type: ignore[arg-type]  # no pack
