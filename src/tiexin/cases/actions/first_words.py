"""What stands first on the way of a new matter: how it fell into its class, whom it passes by, what took it instead."""

from __future__ import annotations

from tiexin.cases.actions import going_past, hiding, steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.catalogue import Service
from tiexin.cases.models import Case
from tiexin.evidence.models import Entry


def say_first(case: Case, service: Service, because: str, later: tuple[str, str], entry: Entry) -> None:
    """Write the step of registering, and one for what was set aside and one for what was rerouted, where it was."""
    words = "\n".join(filter(None, [because, hiding.said(case, service)]))
    steps.step(case, Happened("registered", "登记", words, told=True), entry, case.at)
    aside, instead = later
    if aside:
        steps.step(case, Happened("noted", going_past.LABEL, aside, told=True), entry, case.at)
    if instead:
        steps.step(case, Happened("rerouted", f"按{service.label}登记", instead, told=True), entry, case.at)
