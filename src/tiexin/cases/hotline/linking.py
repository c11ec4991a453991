"""A matter that comes from a call: what is known of the caller, and that the call was taken up."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from tiexin.cases.actions.hotline import link_case
from tiexin.cases.area import AREA
from tiexin.cases.hotline.models import Call
from tiexin.cases.hotline.queries import caller
from tiexin.cases.models import Case
from tiexin.core.sealed import unseal
from tiexin.orgs.models import Officer


def known(request: HttpRequest, pk: int) -> dict[str, Any] | None:
    """What the form need not ask: the number, the county, and the worker when the number belongs to exactly one."""
    call = Call.objects.for_request(request, "cases.register").filter(pk=pk).first()
    if call is None:
        return None
    workers = list(caller(call, request).workers)
    phone = unseal(bytes(call.phone_sealed), f"call.phone:{call.key}") if call.phone_sealed else ""
    known = {"phone": phone, "reply_way": "call" if phone else "code", AREA: call.org_id}
    return {**known, "worker": workers[0].pk} if len(workers) == 1 else known


def link(pk: int, case: Case, by: Officer, on: date) -> None:
    """The call was taken up: it counts as a request, once."""
    link_case(Call.objects.get(pk=pk), case, by=by, on=on)
