"""Rows that two sides may read: the unit that judges, and the unit that is judged."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.orgs.scope import ScopedQuerySet, nodes, reaching


class JudgedQuerySet(ScopedQuerySet[Any]):
    """Rows that both sides may read: the unit that judges and the unit that is judged."""

    judge, judged = "org", "unit"

    def of_judge(self, request: HttpRequest, permission: str = "") -> QuerySet[Any]:
        """Rows of units in reach that judge: what these may write."""
        return self.filter(reaching(self.judge, nodes(request, permission or request.needs)))  # type: ignore[attr-defined]

    def of_judged(self, request: HttpRequest, permission: str = "") -> QuerySet[Any]:
        """Rows about units in reach: what these may answer."""
        return self.filter(reaching(self.judged, nodes(request, permission or request.needs)))  # type: ignore[attr-defined]
