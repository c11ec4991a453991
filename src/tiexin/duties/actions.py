"""Small writes of the worker itself: heartbeats and jobs given back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tiexin.duties.models import Heartbeat


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
