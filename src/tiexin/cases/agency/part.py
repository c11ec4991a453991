"""What petition agency puts on the page of a matter: the decision, authorisations, two clocks, who speaks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tiexin.cases.agency import queries
from tiexin.cases.agency.norms import norms
from tiexin.cases.linking.queries import people_of
from tiexin.cases.models import Case
from tiexin.cases.queries import rights
from tiexin.cases.rules import ENDED
from tiexin.orgs.asking import me, today


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """Nothing for a service without agency, for what is under seal, and for whoever is not to know who asked."""
    if found.kind not in norms().services or found.sealed or not found.named:
        return {}
    there = rights(request, found)
    shown = queries.beside(found, today(request), there)
    open_case, handles = found.state not in ENDED, "owner" in roles
    last = shown["judgement"]
    carries = handles or any(
        each.agent.officer_id == me(request).pk and each.state == "open" for each in shown["mandates"]
    )
    held = any(each.state == "open" for each in shown["mandates"])
    people = people_of(found) if there.has_links else found.people
    return {
        "agency": {
            **shown,
            "source": norms().sources["classes"],
            "speaking": norms().speakers[found.kind],
            "may_judge": handles and open_case,
            "may_draft": handles and open_case and last is not None and last.offers,
            "may_send": carries and open_case and held,
            "may_answer": carries,
            "may_speak": handles and open_case and people >= norms().speakers[found.kind].at_least,
        }
    }
