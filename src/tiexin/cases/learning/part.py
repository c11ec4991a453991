"""What learning tells the house at start: names for the trail, what is done each night."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from tiexin.duties import worker
from tiexin.evidence import names


def begin() -> None:
    """Register everything; called once from the app's `ready()`."""
    for kind in ("learned", "learnswitch"):
        names.register(f"cases.{kind}", partial(_names, kind))
    worker.DAILY.append(_nightly)


def _names(kind: str, ids: Collection[int]) -> dict[int, str]:
    from django.apps import apps

    rows: Any = apps.get_model("cases", kind)._default_manager
    return {row.pk: str(row) for row in rows.filter(pk__in=list(ids))}


def _nightly(day: date) -> None:
    from tiexin.cases.learning.tasks import nightly

    nightly(day)
