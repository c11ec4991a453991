"""Words that stand in one form already, shown in the form of another service: nothing is typed twice, nothing is saved.

They are sent as a form sends them, for no address may say whom a matter is about; so it works without scripts, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.forms import CheckboxInput
from django.http import HttpRequest

from tiexin.cases import asking
from tiexin.cases.catalogue import Service, here
from tiexin.cases.forms import CaseForm
from tiexin.core.skin import posted
from tiexin.orgs.picker import Picker

CARRY = "carry"  # sent by the button that was pressed: the service for which the words were written, if for any
OWN = ("elsewhere",)  # why it is none of one service says nothing of another
LIKE = "like"  # they were written for no service yet


def form_of(request: HttpRequest, service: Service, known: dict[str, Any]) -> CaseForm:
    """The form of a service: as it was sent, or filled with what was typed elsewhere, over what is known already."""
    make = partial(CaseForm, request=request, service=service)
    if not carried(request):
        return make(posted(request), known=known)
    return make(known={**known, **_typed(request, make(known=known))})


def carried(request: HttpRequest) -> bool:
    """Whether words come from another form, to be shown and not yet to be registered."""
    return request.method == "POST" and CARRY in request.POST


def unsealed(request: HttpRequest, service: Service) -> Service | None:
    """The service that would have kept under seal what this one does not; nobody is to find that out later."""
    before = here().get(request.POST.get(CARRY, "")) if carried(request) else None
    return before if before is not None and before.sealed and not service.sealed else None


def _typed(request: HttpRequest, form: CaseForm) -> dict[str, Any]:
    """What the other form said, by the fields of this one; answers that this one does not ask for go to the text."""
    said = request.POST
    whole = "key" in said  # the page that asks for words alone has nothing to tick or pick: none there is no answer
    found = {}
    for name, field in form.fields.items():
        silent = isinstance(field.widget, CheckboxInput | Picker)
        left = not whole if silent else field.widget.value_omitted_from_data(said, request.FILES, name)
        if name in OWN or left:
            continue
        found[name] = field.widget.value_from_datadict(said, request.FILES, name)
    before = here().get(said[CARRY])
    rest = answers(before, form.service, said) if before else {}
    found = {name: value for name, value in found.items() if name not in rest}
    text = "\n".join(filter(None, [str(found.get("text") or "").strip(), *rest.values()]))
    return {**found, **({"text": text} if rest else {})}


def answers(before: Service, service: Service, said: Mapping[str, str]) -> dict[str, str]:
    """Answers to questions of the former service that this one does not ask, by the name of their field, in words."""
    asks = {each.name: each for each in service.fields}
    rest = {}
    for each in before.fields:
        value, same = said.get(asking.ASK + each.name, ""), asks.get(each.name)
        fits = same is not None and same.type == each.type and (each.type != "choice" or value in same.choices)
        if not value or fits or (each.type == "choice" and value not in each.choices):
            continue
        words = "是" if each.type == "yes" else each.choices.get(value, value)
        rest[asking.ASK + each.name] = f"{each.label}：{words}"
    return rest
