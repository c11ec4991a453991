"""What supervision shows on the page of a visit: whether it was drawn and checked, and what came of it."""

from django.http import HttpRequest

from tiexin.orgs.asking import me
from tiexin.orgs.scope import may
from tiexin.supervision.models import RecordCheck
from tiexin.visits.beside import Part
from tiexin.visits.models import Visit


def checks_of(request: HttpRequest, visit: Visit) -> Part | None:
    """The checks of a visit that the person may read: those in reach, and those of their own record."""
    if not may(request, "supervision.see"):
        return None
    own = visit.author_id == me(request).pk
    found = RecordCheck.objects.all() if own else RecordCheck.objects.for_request(request, "supervision.see")
    rows = list(found.filter(visit=visit).select_related("inspection__org").order_by("pk"))
    return Part("tiexin/supervision/of_visit.html", {"checks": rows, "own": own}) if rows else None
