"""What stands on the page of a matter beside its way: papers, its group, its leader in charge, who knew when,
petition agency, letters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tiexin.cases import promise
from tiexin.cases.agency import part as agency
from tiexin.cases.leads import part as leads
from tiexin.cases.letters import part as letters
from tiexin.cases.linking import part as linking
from tiexin.cases.members import part as members
from tiexin.cases.models import Case
from tiexin.cases.papers import part as papers
from tiexin.cases.reporting import part as reporting
from tiexin.cases.stages import part as stages

PARTS = (papers, members, linking, leads, reporting, agency, stages, letters)


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """Everything that those parts show, for who looks at the page."""
    shown: dict[str, Any] = {"see": promise.of(found)}
    for part in PARTS:
        shown |= part.beside(request, found, roles)
    return shown
