"""What a page says to whoever may publish plans while none is in force: the next step, and where it is done."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from tiexin.duties.models import PlanVersion, State
from tiexin.orgs.scope import may

PUBLISH = "plans.publish"


@dataclass(frozen=True)
class FirstPlan:
    """The words of the empty place and the address of its button."""

    title: str
    text: str
    url: str
    label: str


def first_plan(request: HttpRequest, in_force: Sized) -> FirstPlan | None:
    """Return the next step towards the first plan; None where a plan is in force, and for those who may not load one.

    Costs a statement only while no plan is in force.
    """
    if in_force or not may(request, PUBLISH):
        return None
    drafts = PlanVersion.objects.mine(request, PUBLISH).exclude(state__in=(State.LIVE, State.SUPERSEDED))
    draft = drafts.select_related("plan").order_by("-pk").first()
    if draft is None:
        said = "装载一份方案，看过再发布，各单位就看到自己应完成的数。"
        return FirstPlan("还没有方案", said, reverse("plan-load"), "装载方案")
    said = f"《{draft.plan.title}》已经装载，发布以后，各单位就看到自己应完成的数。"
    return FirstPlan("方案还没有发布", said, reverse("version", args=[draft.pk]), "看一看，发布")
