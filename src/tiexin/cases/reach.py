"""The two halves of a reach: matters of the units where somebody holds a post, and those they come to in other ways.

Apart, so that a long list is counted without asking of each row for what few have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest

from tiexin.orgs.models import Officer
from tiexin.orgs.scope import nodes, reaching

if TYPE_CHECKING:
    from tiexin.cases.models import Case, Part


def reached(request: HttpRequest, held: list[int]) -> Q:
    """Matters of units in reach, sealed ones only for who leads while nobody owns it: somebody has to find an owner."""
    found = Q(reaching("org", held), sealed=False)  # asked row by row: no list of a province's matters is made
    if leads := nodes(request, "cases.lead"):
        found |= Q(reaching("org", leads), sealed=True, owner=None)
    return found


def elsewhere(request: HttpRequest) -> Q:
    """Matters one takes part in, and those offered to one and not answered yet, anywhere."""
    from tiexin.cases.models import Offer, Part

    officer = request.officer  # type: ignore[attr-defined]
    mine = Part.objects.filter(officer=officer, until=None, case=OuterRef("pk"))
    offered = Offer.objects.waiting_for(request).filter(case=OuterRef("pk"))
    return Q(Exists(mine)) | Q(Exists(offered))


def come_to(request: HttpRequest) -> QuerySet[Part, Any]:
    """The numbers of the same matters, as a list of few: where nothing else narrows what is looked through, PostgreSQL
    looks through every matter for a condition of two halves, and from a list goes to those alone.
    """
    from tiexin.cases.models import Offer, Part

    mine = Part.objects.filter(officer=request.officer, until=None).values("case")  # type: ignore[attr-defined]
    found: QuerySet[Part, Any] = mine.union(Offer.objects.waiting_for(request).values("case"))
    return found


def stepped_back(officer: Officer, case: str = "pk") -> Exists:
    """Whether somebody stepped back from a matter, which the column names."""
    from tiexin.cases.models import Part

    return Exists(Part.objects.filter(officer=officer, role="recused", until=None, case=OuterRef(case)))


def of_kind(found: QuerySet[Case], kind: str) -> QuerySet[Case]:
    """Those of one kind among few: looked for by whom they are of, not by the kind, of which there are very many.

    SQLite has no statistics where nobody asked for them, and takes the index that was made last. PostgreSQL takes the
    half of all for what it cannot know; compared with a text put together it takes one of two hundred, and then thinks
    the same few rows so dear that it plans them anew at every call.
    """
    asked: Any = models.Case(models.When(kind=kind, then=Value(True)), default=Value(False))
    return found.filter(asked)
