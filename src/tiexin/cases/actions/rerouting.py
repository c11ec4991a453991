"""What is no matter of the service that was chosen, but one of another: registered there, with everything typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tiexin.cases import asking
from tiexin.cases.catalogue import NotACase, Service

if TYPE_CHECKING:
    from tiexin.cases.actions.cases import NewCase


def reroute(new: NewCase, service: Service) -> tuple[NewCase, NotACase | None]:
    """The matter as the service that takes it gets it, and why; unchanged where none takes it.

    What was promised holds on: what was under seal stays so, and what goes past a unit still does.
    """
    why = service.instead(new.elsewhere)
    if why is None:
        return new, None
    case = new.case
    case.kind, case.sealed = why.service, service.sealed
    text = "\n".join(filter(None, [f"原来选的是“{service.label}”：{why.label}", asking.in_words(service, "", new)]))
    return replace(new, text=text, details=dict(why.given), elsewhere=""), why


def told(why: NotACase, service: Service) -> str:
    """What whoever asked reads of it."""
    call = f"（{why.send_to}）" if why.send_to else ""
    return f"您选了“{why.label}”：{why.say}{call}。已经按“{service.label}”登记，不用再提。依据：{why.source}"
