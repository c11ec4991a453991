"""Reads of a team's preparation: who was trained and has pledged, which materials stand ready, what is missing."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from tiexin.evidence.models import Fact
from tiexin.orgs.models import Org, Tree, Under
from tiexin.visits import preparing_rules as rules
from tiexin.visits.day_queries import members
from tiexin.visits.models import Stay, TeamMember
from tiexin.visits.preparing import Material
from tiexin.visits.writing import StayPaper


def checklist(stay: Stay, day: date) -> list[rules.Line]:
    """What must be ready before the stay begins, as it stands on `day`, in five statements."""
    team: list[TeamMember] = members(stay)
    trained = trained_among([each.officer_id for each in team], day)
    pledged = set(stay.team.pledges.values_list("officer", flat=True))
    dossier = StayPaper.objects.filter(stay=stay, kind="dossier").first()
    known = rules.Known(
        untrained=[each.officer.name for each in team if each.officer_id not in trained],
        unpledged=[each.officer.name for each in team if each.officer_id not in pledged],
        materials=set(materials_for(stay.team.org).values_list("kind", flat=True)),
        gaps=None if dossier is None else dossier.gaps,
    )
    return rules.checklist(known)


def trained_among(officers: Collection[int], day: date) -> set[int]:
    """Which of these officers attended a training that still counts on `day`."""
    facts = Fact.objects.live().filter(measure="training_attended", officer__in=officers)
    return set(facts.filter(on__gte=rules.trained_since(day), on__lte=day).values_list("officer", flat=True))


def materials_for(org: Org) -> QuerySet[Material]:
    """Papers that stand ready for a unit: its own, and those of the units above it."""
    above = Under.objects.filter(org=org, tree=Tree.TERRITORY).values("ancestor")
    return Material.objects.filter(withdrawn=None, org__in=above)
