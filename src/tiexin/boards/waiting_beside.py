"""What waits beside matters: calls to ring back and to register, drawn call-backs, receptions, remarks, exclusions.

Each heap is one statement over an index of what is open (two for calls to ring back: their numbers, their calls), the
oldest first, and only for whoever may act on it: who holds no right for one has no statement either.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Q
from django.urls import reverse

from tiexin.boards.waiting_rows import MOST, Matter
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


def _called(call: Call, page: str, note: str) -> Matter:
    """Without the number: whoever may see it sees it on the page."""
    at = naive(call.at)
    return Matter(f"{call.org}来电", page, f"{zh_date(at)} {at:%H:%M} · {note}")


def _to_ring_back(asker: Asker) -> Iterator[Matter]:
    """One row for a number, however often it rang."""
    if not may(asker.request, "hotline.answer"):
        return
    found = calls.to_call_back(Call.objects.for_request(asker.request, "hotline.answer"))
    for call in calls.named(list(calls.by_number(found)[: MOST + 1]), found):
        note = f"没有接到，回拨过{call.tried}次" if call.tried else "没有接到，还没有回拨"  # type: ignore[attr-defined]
        yield _called(call, reverse("calls-abandoned"), note)  # there the number stands, and what came of ringing


def _to_register(asker: Asker) -> Iterator[Matter]:
    """One's own, and for whoever leads the hotline all of it: after a day they stand on nobody's desk."""
    reach = Call.objects.for_request(asker.request, "hotline.lead")
    if not may(asker.request, "hotline.lead"):
        reach = Call.objects.for_request(asker.request, "hotline.answer").filter(by=asker.officer)
    for call in calls.unregistered(reach).select_related("org").order_by("at", "pk")[: MOST + 1]:
        yield _called(call, reverse("call", args=[call.pk]), f"记为{call.get_what_display()}，还没有登记")


def _to_recheck(asker: Asker) -> Iterator[Matter]:
    if not may(asker.request, "cases.call_back"):
        return
    picked = Pick.objects.standing().filter(draw__kind=rates.KIND, draw__state=State.DRAWN)
    found = rates.to_recheck(asker.request).filter(pk__in=picked.values("item__thing_id"))  # few are drawn
    for each in found.select_related("case__org").order_by("on", "pk")[: MOST + 1]:
        what, note = f"{each.case.what} {each.case.number}", f"{each.case.org} · {zh_date(each.on)}回访过"
        yield Matter(what, reverse("recheck", args=[each.pk]), note, plain=what)


def _to_answer(asker: Asker) -> Iterator[Matter]:
    found = Reception.objects.filter(end="", room__in=received_at(asker.request)).select_related("room")
    for row in found.order_by("on", "pk")[: MOST + 1]:
        page, note = reverse("reception-answer", args=[row.pk]), f"{row.room} · {zh_date(row.on)}"
        yield Matter(row.about, page, note, plain="接待")


def _remarks(asker: Asker) -> Iterator[Matter]:
    """Of what one answers for, and where nobody does, of one's own units."""
    own = Q(knowledge__officer=asker.officer)
    own |= Q(knowledge__officer=None, knowledge__org__in=nodes(asker.request, "knowledge.manage"))
    found = KnowledgeRemark.objects.for_request(asker.request, "knowledge.manage").filter(own, answer="")
    for row in found.select_related("knowledge").order_by("on", "pk")[: MOST + 1]:
        yield Matter(str(row.knowledge), reverse("knowledge-answer", args=[row.pk]), f"{zh_date(row.on)}有人指出有误")


def _exclusions(asker: Asker) -> Iterator[Matter]:
    for row in rates.to_decide(asker.request).select_related("case", "org").order_by("asked_on", "pk")[: MOST + 1]:
        what = f"{row.case.what} {row.case.number}"
        note = f"{row.org}{zh_date(row.asked_on)}申请，理由：{row.why_not}"
        yield Matter(what, reverse("exclusion-decide", args=[row.pk]), note, plain=what)


KINDS: tuple[tuple[str, Callable[[Asker], Iterable[Matter]]], ...] = (
    ("等回拨的来电", _to_ring_back),
    ("记了还没有登记的来电", _to_register),
    ("抽中了要再问一遍的回访", _to_recheck),
    ("还没有答复的接待", _to_answer),
    ("有人指出有误的知识", _remarks),
    ("等我决定的不计入申请", _exclusions),
)


def waiting(asker: Asker) -> Iterator[tuple[str, list[Matter]]]:
    """What waits of each kind."""
    for title, rows in KINDS:
        yield title, list(rows(asker))
