"""Reads of matters that are handled together: a group as somebody may see it, what else might belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from tiexin.cases import queries, reading
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.linking.rules import REPEAT, Side, is_group, people_in
from tiexin.cases.models import Case
from tiexin.cases.rules import ENDED
from tiexin.core.prepared import Prepared

MOST = 8  # matters suggested


@dataclass(frozen=True)
class Group:
    """A head and the links to those that follow it, as one person may see them; `people` are those they speak for.

    Who brings the same thing again is not one more: `times` is how often they brought it.
    """

    head: Case | None
    links: list[CaseLink]
    own: CaseLink | None  # the link of the matter one looks at, when it follows
    people: int
    group_from: int | None

    @property
    def is_group(self) -> bool:
        """Whether so many people make it a matter of a group."""
        return is_group(self.people, self.group_from)

    @property
    def times(self) -> int:
        """How often the same person brought it, as far as it is seen; none where nobody did again."""
        again = sum(each.kind == REPEAT for each in self.links)
        return again + (self.head is not None) if again else 0

    @property
    def is_past(self) -> bool:
        """Whether the head has ended, is handled no more, and was brought again."""
        again = [each.kind == REPEAT for each in ([self.own] if self.own else self.links)]
        return self.head is not None and self.head.state in ENDED and all(again)


def group_of(request: HttpRequest, case: Case) -> Group | None:
    """The matters handled together with one, none of them beyond the person's reach; None when there are none."""
    near = _links(case)
    own = next((each for each in near if each.case_id == case.pk), None)
    head = own.head_id if own else case.pk
    followers = [each.pk for each in (_near(head) if own else near) if each.head_id == head]
    if own is None and not followers:
        return None
    reach = Case.objects.for_request(request, "cases.see")
    rows = CaseLink.objects.filter(reach.having(), pk__in=followers)
    links = list(rows.select_related("case__org", "case__owner").order_by("pk"))
    shown = case if own is None else reach.filter(pk=head).select_related("org", "owner").first()
    if own is None and not links:
        return None
    all_of_them = [*([shown] if shown else []), *(each.case for each in links)]
    reading.look(request, all_of_them)
    people = people_in(shown.people if shown else 0, ((each.kind, each.case.people) for each in links))
    return Group(shown, links, own, people, case.service.group_from)


def _links(case: Case) -> list[CaseLink]:
    """The links of a matter to its head and to those that follow it; asked once for all that stands on its page."""
    if not hasattr(case, "_links"):
        case._links = _near(case.pk)  # type: ignore[attr-defined]
    return case._links  # type: ignore[attr-defined,no-any-return]


_near = Prepared(
    lambda case: (
        CaseLink.objects.standing()
        .filter(Q(case=case) | Q(head=case))
        .annotate(people=F("case__people"))
        .order_by("pk")
    )
)


def people_of(case: Case) -> int:
    """For how many people a head and its followers speak, whoever may see them."""
    follow = (each for each in _links(case) if each.head_id == case.pk)
    return people_in(case.people, ((each.kind, each.people) for each in follow))  # type: ignore[attr-defined]


def handled_together(request: HttpRequest) -> QuerySet[Case]:
    """Matters that the person may link: open ones that they handle, without the sealed."""
    return queries.handled(request).filter(sealed=False).exclude(state__in=ENDED)


def earlier(request: HttpRequest) -> QuerySet[Case]:
    """Matters that have ended, to which the same brought again may point: what the person reads, never under seal."""
    return reading.named(request).filter(sealed=False).exclude(closed=None)


def ended_before(case: Case, ended: Sequence[Case]) -> list[Case]:
    """Of what the same person brought and has ended what may be pointed to: what follows nothing, and not this yet."""
    pks = [each.pk for each in ended]
    links = CaseLink.objects.standing().filter(Q(case__in=pks) | Q(case=case)).values_list("case", "head")
    taken = {head if follower == case.pk else follower for follower, head in links} if pks else set()
    return [each for each in ended if each.pk not in taken]


def suggested(request: HttpRequest, case: Case, alike: Sequence[Case]) -> list[Case]:
    """Matters that look the same and stand alone so far."""
    linked = CaseLink.objects.standing()
    same = [each.pk for each in alike]
    found = handled_together(request).filter(pk__in=same or queries.NOBODY).select_related("org").order_by("-pk")
    found = reading.sighted(request, found)
    taken = Q(pk__in=linked.values("case")) | Q(pk__in=linked.filter(case=case).values("head"))
    return list(found.exclude(taken)[:MOST])


def side_of(case: Case) -> Side:
    """What the rules ask of a matter."""
    linked = CaseLink.objects.standing()
    askers = [f"w{case.worker_id}"] if case.worker_id else []
    if case.phone_index is not None:
        askers.append(bytes(case.phone_index).hex())
    return Side(
        case.pk,
        case.state in ENDED,
        case.sealed,
        linked.filter(head=case).exists(),
        linked.filter(case=case).exists(),
        case.org.practice,
        tuple(askers),
        case.employer_id,
    )


def open_followers(case: Case) -> QuerySet[Case]:
    """What still follows a matter and has not ended."""
    links = CaseLink.objects.standing().filter(head=case)
    return Case.objects.open().filter(pk__in=links.values("case")).order_by("pk")


def reply_of_head(request: HttpRequest, case: Case) -> str:
    """What the head was answered, as a draft for this one; nothing without a head, or with one out of reach."""
    link = CaseLink.objects.standing().filter(case=case).first()
    if link is None:
        return ""
    head = reading.named(request).filter(pk=link.head_id, sealed=False).first()
    last = head and head.steps.filter(event="replied").order_by("-pk").first()
    return last.text if last else ""
