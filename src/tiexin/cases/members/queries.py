"""Reads of the list of a matter of many: who stands on it, whom the answer has not reached, whose code it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest

from tiexin.cases import codes, queries
from tiexin.cases.members.models import Member
from tiexin.cases.members.rules import Listed
from tiexin.cases.models import Case, CaseQuerySet
from tiexin.cases.reading import unnamed


@dataclass(frozen=True)
class Counted:
    """How many stand on a list, and how many of them the answer of this round has not reached."""

    all: int
    left: int


def counted(case: Case) -> Counted:
    """The list of a matter in two numbers, in one statement."""
    left = Count("pk", filter=~Q(round=case.round) | Q(round=None))
    said = Member.objects.standing().filter(case=case).aggregate(all=Count("pk"), left=left)
    return Counted(said["all"], said["left"])


def left_of(case: Case) -> int:
    """How many of the list the answer of this round has not reached; matters of one person have no list."""
    return counted(case).left if case.asker == "group" else 0


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
