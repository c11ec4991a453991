"""The latest guidance of a mass-work room, for its own page: found by the name that whoever guided wrote."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from tiexin.cases.rooms.guided import Guided
from tiexin.cases.rooms.models import Room
from tiexin.orgs.models import Under
from tiexin.orgs.scope import may


def of_room(request: HttpRequest, room: Room) -> Guided | None:
    """The latest guidance of the room by its union or one above it, as far as the person may read it."""
    from tiexin.activities.guidance import Guidance

    if not may(request, "activities.see"):
        return None
    above = Under.objects.filter(org=room.org_id).values("ancestor")
    rows = Guidance.objects.for_request(request, "activities.see").filter(room=room.name, voided=None)
    found = rows.filter(Q(to__in=above) | Q(to=None, org__in=above)).select_related("author").order_by("-on", "-pk")
    return next((Guided(x.on, x.author.name, x.subject, reverse("guidance", args=[x.pk])) for x in found[:1]), None)
