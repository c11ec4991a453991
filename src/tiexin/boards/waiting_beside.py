"""What waits beside matters: calls to ring back and to register, drawn call-backs, receptions, remarks, exclusions.

Each heap is one statement over an index of what is open (two for calls to ring back: their numbers, their calls), the
oldest first, and only for whoever may act on it: who holds no right for one has no statement either.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from tiexin.boards.waiting_rows import MOST, Kind, Matter
from tiexin.cases.hotline import queries as calls
from tiexin.cases.hotline.models import Call
from tiexin.cases.knowledge.models import KnowledgeRemark
from tiexin.cases.mine import Asker
from tiexin.cases.rates import queries as rates
from tiexin.cases.rooms.models import Reception
from tiexin.cases.rooms.queries import received_at
from tiexin.core.days import naive
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.draws.models import Pick, State
from tiexin.orgs.scope import may, nodes

RING = "等回拨的来电"


def _called(call: Call, page: str, note: str) -> Matter:
    """Without the number: whoever may see it sees it on the page."""
    at = naive(call.at)
    return Matter(f"{call.org}来电", page, f"{zh_date(at)} {at:%H:%M} · {note}")


def _lost(asker: Asker) -> QuerySet[Call]:
    found = calls.to_call_back(Call.objects.for_request(asker.request, "hotline.answer"))
    return found if may(asker.request, "hotline.answer") else found.none()


def _to_ring_back(asker: Asker) -> QuerySet[Any, Any]:
    """One row for a number, however often it rang."""
    return calls.by_number(_lost(asker))


def _ring_back(call: Any, day: date) -> Matter:
    note = f"没有接到，回拨过{call.tried}次" if call.tried else "没有接到，还没有回拨"
    return _called(call, reverse("calls-abandoned"), note)  # there the number stands, and what came of ringing


def _to_register(asker: Asker) -> QuerySet[Call]:
    """One's own, and for whoever leads the hotline all of it: after a day they stand on nobody's desk."""
    reach = Call.objects.for_request(asker.request, "hotline.lead")
    if not may(asker.request, "hotline.lead"):
        reach = Call.objects.for_request(asker.request, "hotline.answer").filter(by=asker.officer)
    return calls.unregistered(reach).select_related("org").order_by("at", "pk")


def _register(call: Any, day: date) -> Matter:
    return _called(call, reverse("call", args=[call.pk]), f"记为{call.get_what_display()}，还没有登记")


def _to_recheck(asker: Asker) -> QuerySet[Any]:
    picked = Pick.objects.standing().filter(draw__kind=rates.KIND, draw__state=State.DRAWN)
    found = rates.to_recheck(asker.request).filter(pk__in=picked.values("item__thing_id"))  # few are drawn
    found = found.select_related("case__org").order_by("on", "pk")
    return found if may(asker.request, "cases.call_back") else found.none()


def _recheck(row: Any, day: date) -> Matter:
    what, note = f"{row.case.what} {row.case.number}", f"{row.case.org} · {zh_date(row.on)}回访过"
    return Matter(what, reverse("recheck", args=[row.pk]), note, plain=what)


def _to_answer(asker: Asker) -> QuerySet[Reception]:
    found = Reception.objects.filter(end="", room__in=received_at(asker.request))
    return found.select_related("room").order_by("on", "pk")


def _reception(row: Any, day: date) -> Matter:
    page, note = reverse("reception-answer", args=[row.pk]), f"{row.room} · {zh_date(row.on)}"
    return Matter(row.about, page, note, plain="接待")


def _remarks(asker: Asker) -> QuerySet[KnowledgeRemark]:
    """Of what one answers for, and where nobody does, of one's own units."""
    own = Q(knowledge__officer=asker.officer)
    own |= Q(knowledge__officer=None, knowledge__org__in=nodes(asker.request, "knowledge.manage"))
    found = KnowledgeRemark.objects.for_request(asker.request, "knowledge.manage").filter(own, answer="")
    return found.select_related("knowledge").order_by("on", "pk")


def _remark(row: Any, day: date) -> Matter:
    return Matter(str(row.knowledge), reverse("knowledge-answer", args=[row.pk]), f"{zh_date(row.on)}有人指出有误")


def _exclusions(asker: Asker) -> QuerySet[Any]:
    return rates.to_decide(asker.request).select_related("case", "org").order_by("asked_on", "pk")


def _exclusion(row: Any, day: date) -> Matter:
    what = f"{row.case.what} {row.case.number}"
    note = f"{row.org}{zh_date(row.asked_on)}申请，理由：{row.why_not}"
    return Matter(what, reverse("exclusion-decide", args=[row.pk]), note, plain=what)


KINDS: tuple[Kind[Asker, Matter], ...] = (
    Kind(RING, _to_ring_back, _ring_back, ""),
    Kind("记了还没有登记的来电", _to_register, _register, ""),
    Kind("抽中了要再问一遍的回访", _to_recheck, _recheck, ""),
    Kind("还没有答复的接待", _to_answer, _reception, ""),
    Kind("有人指出有误的知识", _remarks, _remark, ""),
    Kind("等我决定的不计入申请", _exclusions, _exclusion, ""),
)


def waiting(asker: Asker, kinds: Iterable[Kind[Asker, Matter]] = KINDS) -> Iterator[tuple[str, list[Matter]]]:
    """What waits of each kind."""
    for kind in kinds:
        rows = list(kind.find(asker)[: MOST + 1])
        if kind.title == RING:
            rows = calls.named(rows, _lost(asker))
        yield kind.title, [kind.row(each, asker.today) for each in rows]
