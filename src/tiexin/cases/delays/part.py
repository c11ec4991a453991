"""What of questions for a stop or an extension stands beside the clocks, and which wait for whom."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from tiexin.cases.delays.models import Delay, DelayQuerySet
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.reading import sealed_led
from tiexin.core.prepared import Prepared
from tiexin.orgs.asking import me
from tiexin.orgs.scope import nodes, reaching


def mark(clocks: Sequence[CaseClock]) -> None:
    """Put beside each clock the question that waits for an answer."""
    waiting = {delay.clock_id: delay for delay in _waiting([each.pk for each in clocks])}
    for clock in clocks:
        clock.asked = waiting.get(clock.pk)  # type: ignore[attr-defined]


_waiting = Prepared(
    lambda clocks: Delay.objects.waiting().filter(clock__in=clocks).select_related("by", "clock__case").order_by("pk")
)


def decidable(request: HttpRequest) -> DelayQuerySet:
    """Questions that the person decides on: of matters they are in charge of, and of their reach where they lead.

    Under seal it is decided without being read.

    Never one's own, never of a matter that is about oneself.
    """
    officer, held = me(request), nodes(request, "cases.lead")
    mine = Q(clock__case__lead=officer)
    if held:
        mine |= Q(reaching("clock__case__org", held), clock__case__sealed=False)
        mine |= Q(Exists(Case.objects.filter(sealed_led(request), pk=OuterRef("clock__case"))))
    found = Delay.objects.waiting().filter(mine).exclude(by=officer).exclude(clock__case__about=officer)
    return found.select_related("clock__case__org", "clock__case__owner", "by", "step")
