"""What the place that a crisis is heard at tells already: nothing of it is asked again, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from tiexin.cases.carrying import CARRY, answers, carried
from tiexin.cases.catalogue import Service, here
from tiexin.cases.origins import Origin
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.scope import below, enterprises
from tiexin.registry.models import Employer, Worker
from tiexin.registry.queries import employer_near

SHOWN = ("place", "name", "phone", "channel", "asker", "area", "people")
ROWS = ("worker", "employer")  # of the register: by number, in the form itself, for no address may say who it is
TELLER = ("name", "asker")  # said by hand they stand: who asks may speak for whoever was chosen
TYPED = ("title", "text", "name", "phone", "place", "people", "channel", "area")


@dataclass(frozen=True)
class Known:
    """What the form begins with, and who and where it is of the register.

    `own`: the enterprise is that of the worker, who may turn out to speak for somebody else.
    """

    initial: dict[str, Any] = field(default_factory=dict)
    worker: Worker | None = None
    employer: Employer | None = None
    own: bool = False

    def of(self, asker: str, name: str) -> tuple[Worker | None, Employer | None]:
        """Worker and enterprise of a matter that somebody tells: who tells it of another is not tied to it."""
        speaks = self.worker is not None and asker == "self" and name == self.worker.name
        return self.worker if speaks else None, self.employer if speaks or not self.own else None


def known_from(request: HttpRequest, service: Service, origin: tuple[Origin, int, dict[str, Any]] | None) -> Known:
    """What a place tells, as far as the person reaches the register, and what was typed in another form already."""
    told = {**origin[2], "channel": origin[0].channel} if origin else {}
    typed = _typed(request, service)
    said = {**told, **typed}
    if not said:
        return Known()
    worker = _worker(request, said.get("worker"))
    if worker is not None:
        said |= {"name": worker.name, "asker": "self", **{name: typed[name] for name in TELLER if name in typed}}
    begun = {name: value for name, value in said.items() if name in SHOWN}
    begun |= {name: typed[name] for name in ROWS if name in typed}
    if words := joined(said.get("title", ""), said.get("text", "")):
        begun["text"] = words
    pk = said.get("employer")
    own = pk is None and worker is not None
    found = _employer(request, worker.employer_id if own and worker else pk)
    return Known(begun, worker, found, own)


def _typed(request: HttpRequest, service: Service) -> dict[str, Any]:
    """Rows of the register that the form holds, and of a form that asked of another service every word."""
    said = request.POST
    found: dict[str, Any] = {name: int(said[name]) for name in ROWS if NUMBER.fullmatch(said.get(name, ""))}
    if not carried(request):
        return found
    found |= {name: said[name].strip() for name in TYPED if said.get(name, "").strip()}
    if said.get("asker") in service.askers:
        found["asker"] = said["asker"]
    before = here().get(said[CARRY])
    rest = list(answers(before, service, said).values()) if before else []
    if behalf := said.get("behalf", "").strip():
        rest.append(f"代谁提出：{behalf}")
    if rest:
        found["text"] = "\n".join(filter(None, [found.get("text", ""), *rest]))
    return found


def joined(title: str, text: str) -> str:
    """Both as one text, the form of a crisis having no line for a title; a title that begins the text is said once."""
    return text if text.startswith(title) else "\n".join(filter(None, [title, text]))


def _worker(request: HttpRequest, pk: int | None) -> Worker | None:
    """Whom it is about, when it is exactly one within reach."""
    return Worker.objects.for_request(request, "registry.see").filter(pk=pk).first() if pk else None


def _employer(request: HttpRequest, pk: int | None) -> Employer | None:
    """The enterprise within reach, but for those of its own union: a name is hidden from the union of an employer that
    is known, and whoever takes a crisis there has to see whom to call. That it is theirs stands in the unit."""
    found = employer_near(request, "registry.see", pk) if pk else None
    theirs = enterprises(request) if found is not None else []
    return None if found is not None and theirs and below(theirs).filter(org=found.org_id).exists() else found
