"""What the knowledge base tells the house at start: names, what is found, what leavers hold, reminders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.duties import worker
from tiexin.evidence import names
from tiexin.orgs import orphans
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import may
from tiexin.search import kinds

THINGS = ("knowledge", "knowledgeremark", "knowledgemiss")


def begin() -> None:
    """Register everything; called once from the app's `ready()`."""
    from tiexin.cases.knowledge import findable

    for kind in THINGS:
        names.register(f"cases.{kind}", partial(_names, kind), "knowledge.see")
    hint = "职工问的话里的几个字：拖欠 工资"
    entry = kinds.Kind(findable.KIND, "知识", "knowledge.see", "knowledge", "quote", hint, findable.entries, True)
    kinds.register(entry)
    answer = "以往答复里的几个字，不显示姓名"
    kinds.register(kinds.Kind(findable.ANSWER, "以往答复", "cases.see", "case", "talk", answer, findable.answers))
    orphans.register(orphans.Held("knowledge", "知识", _owned, str, _hand_over, "org"))
    worker.DAILY.append(_remind)


def beside(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What stands on the page of a matter: whether its answer may become an entry."""
    from tiexin.cases.rules import DONE

    plain = found.state in DONE and not found.sealed and found.about_id is None and found.about_org_id is None
    return {"may_note": plain and may(request, "knowledge.manage")}


def beside_new(request: HttpRequest) -> dict[str, Any]:
    """What stands beside the form of a new matter."""
    return {"may_see_knowledge": may(request, "knowledge.see")}


def _names(kind: str, ids: Collection[int]) -> dict[int, str]:
    from django.apps import apps

    rows: Any = apps.get_model("cases", kind)._default_manager
    return {row.pk: SAID[kind](row) for row in rows.filter(pk__in=list(ids))}


SAID: dict[str, Any] = {
    "knowledge": str,
    "knowledgeremark": lambda row: f"指出有误 {row.on}",
    "knowledgemiss": str,
}


def _owned(day: date) -> QuerySet[Any]:
    from tiexin.cases.knowledge.models import Knowledge

    return Knowledge.objects.exclude(state="retired").exclude(officer=None).select_related("org")


def _hand_over(row: Any, successor: Officer, by: Officer | None, on: date) -> Any:
    from tiexin.cases.actions.knowledge import hand_knowledge

    return hand_knowledge(row, successor, by=by, on=on)


def _remind(day: date) -> None:
    from tiexin.cases.actions.knowledge import remind_owners

    remind_owners(day)
