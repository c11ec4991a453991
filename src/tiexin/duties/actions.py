"""Writes about what is owed: own numbers, closed periods, the calendar; heartbeats and jobs given back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from mimetypes import guess_type
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.duties import closing, fold, rules
from tiexin.duties.lock import drainer
from tiexin.duties.models import Duty, Gauge, Heartbeat, OwnTarget, PlanVersion, State, Term
from tiexin.evidence.actions import keep_file, record
from tiexin.evidence.models import Entry, File
from tiexin.orgs.models import Officer, Org


class Decided(TypedDict):
    """Who entered a decision on which day; `paper` is content and name of the minutes if they are handed in."""

    by: Officer | None
    on: date
    paper: NotRequired[tuple[bytes, str] | None]


@transaction.atomic
def set_own_target(duty: Duty, org: Org, low: int, minutes: str, **decided: Unpack[Decided]) -> OwnTarget:
    """Set the number that a unit owes by its own decision; `minutes` names the meeting that decided it.

    Setting it again replaces it. Refused, with nothing written, where the plan sets the number itself or the unit
    does not owe the duty.
    """
    rules.check_own_target(duty.definition["target"], low, minutes)
    owes = Gauge.objects.live().filter(term__duty=duty, subject=org.pk, term__closed=None)
    if duty.population != "unions" or not owes.exists():
        raise Refused(f"“{org}”不承担这项任务，不用自定任务数")
    entry = record(Act("set_own_target", org, decided["by"], decided["on"], org.pk))
    file = _keep_minutes(decided.get("paper"), org, entry)
    values = {"low": low, "minutes": minutes.strip(), "file": file}
    own, _ = OwnTarget.objects.update_or_create(duty=duty, subject=org.pk, defaults=values)
    return own


def _keep_minutes(paper: tuple[bytes, str] | None, org: Org, entry: Entry) -> File | None:
    if not paper:
        return None
    content, name = paper
    return keep_file(content, name, guess_type(name)[0] or "application/octet-stream", org=org, entry=entry)


@drainer()
def close_periods(today: date) -> int:
    """Close every period whose time for late records is over; return how many. Its numbers then stay as told."""
    versions = PlanVersion.objects.filter(state=State.LIVE, cutoff__isnull=False).select_related("plan")
    closed = 0
    for version in versions.order_by("id"):
        over = today - timedelta(days=version.cutoff or 0)
        terms = Term.objects.filter(duty__clause__version=version, duty__built=True, closed=None, end__lt=over)
        if terms.exists():
            closed += _close(terms, today)
            record(Act("close_period", version, None, today, version.plan.issuer_id))
    return closed


def _close(terms: Any, day: date) -> int:
    """Close periods with what is true this moment: whatever waits is folded first."""
    with drainer():
        fold.settle()
        found = list(terms.select_related("slice").order_by("id"))
        closing.close(found, day)
    return len(found)


@drainer()
def hand_over(version: PlanVersion) -> None:
    """Let a version take over from those before it, from its effective day on.

    Periods that ended before that day are closed as they stand and go on being shown; all others of the former
    versions are the new version's business.
    """
    former = Term.objects.filter(duty__clause__version__plan=version.plan_id, duty__built=True)
    former = former.exclude(duty__clause__version=version)
    ended = former.filter(end__lt=version.effective) if version.effective else former.none()
    live = ended.filter(duty__clause__version__state=State.LIVE, closed=None)
    if version.effective and live.exists():
        _close(live, version.effective)
    replaced = former.filter(end__gte=version.effective) if version.effective else former
    replaced.filter(closed__isnull=False).update(closed=None)


@transaction.atomic
def ensure_days(first: int, last: int) -> bool:
    """Number every day of the years whose calendar is known and of the years asked for.

    Return whether days that stood have another number now (their year's calendar was published or changed):
    answers due by working days are then judged anew.
    """
    return fold.number_days(range(first, last + 1))


def beat(lane: str, *, drained: datetime | None = None) -> None:
    """Note that a lane is alive, and for the drain lane up to when the numbers are fresh."""
    values: dict[str, Any] = {"at": timezone.now(), **({"drained": drained} if drained else {})}
    Heartbeat.objects.update_or_create(lane=lane, defaults=values)


def alive_since(moment: datetime) -> set[str]:
    """Names of the lanes seen since `moment`; forgets lanes that were not."""
    Heartbeat.objects.filter(at__lt=moment).exclude(lane="drain").delete()
    return set(Heartbeat.objects.filter(at__gte=moment).values_list("lane", flat=True))


def requeue(job_ids: Sequence[UUID]) -> int:
    """Make jobs ready again; return how many."""
    return DBTaskResult.objects.filter(pk__in=job_ids, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None
    )
