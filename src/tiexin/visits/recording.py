"""The form of a visit between page and action: what it offers, what was typed into it, how it is shown again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiexin.core.skin import attempt
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer
from tiexin.orgs.picker import NUMBER
from tiexin.registry.models import Employer
from tiexin.registry.vocabulary import MET_AS
from tiexin.visits import queries
from tiexin.visits.actions import NewVisit
from tiexin.visits.actions.opinions import Heard
from tiexin.visits.forms import VisitForm
from tiexin.visits.models import Team, Visit

BLANK = ("", "front_line")
People = Sequence[tuple[str, str]]


@dataclass
class Offer:
    """In whose name, and with whom, a visit may be recorded: the author's teams of today, and the wrong record's."""

    teams: dict[int, Team] = field(default_factory=dict)
    colleagues: dict[int, Officer] = field(default_factory=dict)

    @property
    def choices(self) -> dict[str, list[Any]]:
        """What the form takes."""
        return {"teams": list(self.teams.values()), "companions": list(self.colleagues.values())}


def offered(request: HttpRequest, wrong: Visit | None = None) -> Offer:
    """Return what the form offers."""
    mine = queries.teams_of(me(request), today(request))
    offer = Offer({each.team.pk: each.team for each in mine}, {o.pk: o for each in mine for o in each.colleagues})
    if wrong is not None:
        offer.teams |= {wrong.team.pk: wrong.team} if wrong.team else {}
        offer.colleagues |= {officer.pk: officer for officer in queries.companions(wrong)}
    return offer


def typed(request: HttpRequest, form: VisitForm, teams: dict[int, Team], wrong: Visit | None = None) -> NewVisit | None:
    """Turn clean input into what the action takes; an employer out of reach is an error of its field."""
    data = form.cleaned_data
    found = queries.employer_with_tags(request, data["employer"], data["on"])
    if found is None:
        form.add_error("employer", "没有这家企业，或者不在您的工作范围内")
        return None
    met = attempt(form, partial(queries.known_workers, found[0], data["known"], data["on"], wrong))
    if met is None:
        return None
    return NewVisit(
        author=me(request),
        employer=found[0],
        on=data["on"],
        methods=data["methods"],
        team=teams.get(data["team"] or 0),
        companions=data["companions"],
        places=data["places"],
        known=met.workers,
        groups=met.groups,
        met=data["met"],
        unnamed=data["unnamed"],
        said=data["said"],
        problems=[(data["question"], data["problem"])] if data["problem"].strip() else [],
        opinions=_opinions(data),
        announced=data.get("announced"),
        tags=found[1],
        key=data["key"],
    )


def _opinions(data: dict[str, Any]) -> list[Heard]:
    said = data.get("opinion", "")
    return [Heard(said, data["opinion_from"], data["opinion_answer"])] if said.strip() else []


def carried(wrong: Visit | None, employer: Employer | None) -> People:
    """Whom a wrong record met at another enterprise: named anew at the right one, where they may be known or not."""
    if wrong is None or employer is None or employer.pk == wrong.employer_id:
        return []
    return list(wrong.talks.order_by("pk").values_list("worker__name", "role"))


def ticked(wrong: Visit, employer: Employer | None) -> list[str]:
    """Whom a wrong record met, ticked while the enterprise is the same."""
    same = employer is not None and employer.pk == wrong.employer_id
    return [str(pk) for pk in sorted(queries.met_then(wrong))] if same else []


def people(employer: Employer | None, ticks: Collection[str], wrong: Visit | None = None) -> dict[str, Any]:
    """What the part of the form that hangs on the enterprise shows."""
    known = queries.offered_workers(employer, [int(pk) for pk in ticks if NUMBER.fullmatch(pk)]) if employer else []
    return {"employer": employer, "known": known, "ticked": ticks, "roles": MET_AS.items(), "wrong": wrong}


def page(
    request: HttpRequest, form: VisitForm, template: str = "new", wrong: Visit | None = None, **context: Any
) -> HttpResponse:
    """Show the form, with everything that was typed: 422 when something in it has to be mended."""
    chosen, sent = str(form["employer"].value() or ""), request.POST
    employer = Employer.objects.for_request(request).filter(pk=chosen).first() if NUMBER.fullmatch(chosen) else None
    ticks, named = sent.getlist("known"), carried(wrong, employer)
    rows = [row for row in zip(sent.getlist("name"), sent.getlist("role"), strict=False) if row[0].strip()]
    if wrong is not None and not form.is_bound:
        ticks = ticked(wrong, employer)
    elif named:
        moved = {name for name, _ in named}
        named, rows = [row for row in rows if row[0] in moved], [row for row in rows if row[0] not in moved]
    context |= {"form": form, "rows": rows or [BLANK], "carried": named, **people(employer, ticks, wrong)}
    return render(request, f"tiexin/visits/{template}.html", context, status=422 if form.errors else 200)
