"""Where a matter goes that passes a unit by: to the nearest unit above at which somebody serves who may lead it.

Where nobody serves above, it stays, for leaders of the unit whom it is not about; and whoever asks is told so.
"""

from __future__ import annotations

from datetime import date

from tiexin.cases import queries, rules
from tiexin.cases.models import Case
from tiexin.orgs.models import Officer, Org

LABEL = queries.STAYED
STAYS = f"上面的工会现在没有人在这里办理，这件事由本单位没有被反映的领导办，别人看不到。{rules.OUTSIDE}"
NOBODY = f"上面的工会和本单位现在都没有能办这件事的人，我们先记下。{rules.OUTSIDE}"


def above(unit: Org, on: date) -> Org | None:
    """The nearest unit above with somebody in office, of another unit than that one, who leads matters there."""
    for each in list(Org.objects.above(unit))[-2::-1]:
        if each.is_open(on) and any(who.org_id != unit.pk for who in queries.handlers(each, on, "cases.lead")):
            return each
    return None


def place(case: Case, on: date) -> str:
    """Let a new matter go past the unit that it is about, into the queue above it; what its asker has to be told.

    What stays is said to be about nobody's unit: the unit's other leaders are those who find an owner for it.
    """
    unit = case.about_org or (case.about.org if case.about else case.first_org)
    case.owner, to = None, above(unit, on)
    if to is not None:
        case.org, case.about_org = to, unit
        return ""
    case.org, case.about_org = unit, None
    return STAYS if hearers(case, on) else NOBODY


def hearers(case: Case, on: date) -> list[Officer]:
    """Who leads matters at the unit where it waits, and is neither whom it is about nor of the unit it is about."""
    found = queries.handlers(case.org, on, "cases.lead")
    return [each for each in found if each.pk != case.about_id and each.org_id != case.about_org_id]
