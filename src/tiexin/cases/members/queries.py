"""Reads of the list of a matter of many: who stands on it, whom the answer has not reached, whose code it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest

from tiexin.cases import codes, queries
from tiexin.cases.members.models import Member
from tiexin.cases.members.rules import Listed
from tiexin.cases.models import Case, CaseQuerySet
from tiexin.cases.reading import unnamed


@dataclass(frozen=True)
class Counted:
    """How many stand on a list, how many of them the answer of this round has not reached, how many stand on none.

    `more` are those people of the matter who neither stand on its list nor were struck off.
    """

    all: int
    left: int
    more: int


def counted(case: Case) -> Counted:
    """The list of a matter in three numbers, in one statement.

    Who was struck off and put there again, or stood there twice, is one person.
    """
    there = Q(until=None)
    again = Member.objects.standing().filter(case=OuterRef("case"), name=OuterRef("name"))
    gone = Count("name", distinct=True, filter=Q(~there, ~Exists(again)))
    left = Count("pk", filter=there & (~Q(round=case.round) | Q(round=None)))
    said = Member.objects.filter(case=case).aggregate(all=Count("pk", filter=there), left=left, gone=gone)
    return Counted(said["all"], said["left"], max(0, case.people - said["all"] - said["gone"]))


def closing(case: Case) -> Counted:
    """Whom of its people a matter still has to answer; who asked alone was answered with it."""
    return counted(case) if case.asker == "group" else Counted(0, 0, 0)


def there(case: Case) -> set[Listed]:
    """Who stands on the list, as it is typed."""
    return {Listed(each.name, each.phone) for each in Member.objects.standing().filter(case=case)}


def listing_for(request: HttpRequest) -> CaseQuerySet:
    """Matters whose list the person keeps: they take part and may know who asked."""
    found = queries.taking_part(request).filter(asker="group", sealed=False)
    return found.exclude(unnamed(request))


def of_code(code: str) -> Member | None:
    """Whose code it is, while they stand on the list."""
    rows = Member.objects.standing().filter(code_hash=codes.hash_of(code))
    return rows.select_related("case__org", "case__owner").first()
