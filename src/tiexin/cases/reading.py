"""Who reads the name and the words of whoever asked; everybody else who sees a matter sees what is done and by when.

By the catalogue (`readers`): those who take part, who handles matters of the responsible unit, who leads there or
above. Where the catalogue leaves those who lead out, they rule a matter unread, as one under seal. Whoever asked not to
be named is not named to the union of their employer, nor to the unit it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest

from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, CaseQuerySet, CaseStep, Offer, Part
from tiexin.cases.owing import owed
from tiexin.cases.reach import reached
from tiexin.core.prepared import Prepared, padded
from tiexin.orgs.asking import me
from tiexin.orgs.scope import below, enterprises, nodes, posts_of, reaching
from tiexin.orgs.standing import Standing


def takes_part(request: HttpRequest) -> Q:
    """Matters in which the person has a part that lasts."""
    part = Part.objects.filter(officer=me(request), until=None, case=OuterRef("pk")).exclude(role="recused")
    return Q(owner=me(request)) | Q(lead=me(request)) | Q(Exists(part))


def reads(request: HttpRequest) -> Q:
    """Matters whose words the person reads."""
    found = takes_part(request)
    if leads := nodes(request, "cases.lead"):
        found |= Q(reaching("org", leads), sealed=False, kind__in=_kinds("lead"))
    if handles := nodes(request, "cases.handle"):
        found |= Q(org__in=handles, sealed=False, kind__in=_kinds("unit"))
        offered = Exists(Offer.objects.waiting_for(request).filter(case=OuterRef("pk")))
        found |= Q(offered, sealed=False, kind__in=_kinds("unit"))
    if callers := nodes(request, "cases.call_back"):  # they ask whether it was solved, and have to know what
        found |= Q(owed(), reaching("org", callers), sealed=False, kind__in=_kinds("unit"))
    return found


def _kinds(reader: str) -> list[str]:
    return [service.name for service in catalogue().values() if reader in service.readers]


def unread(reader: str = "lead") -> list[str]:
    """Kinds that those who lead, or handle matters of the unit, do not read without a part, though not under seal."""
    return [each.name for each in catalogue().values() if not each.sealed and reader not in each.readers]


def unnamed(request: HttpRequest) -> Q:
    """Matters whose asker does not want to be named to the person: of an employer whose union the person belongs to,
    or about the person's unit.
    """
    units = {me(request).org_id, *(org for org, _ in posts_of(request))}
    found = Q(about_org__in=units, hide_name=True)
    unions = enterprises(request)
    return found | Q(employer__org__in=below(unions), hide_name=True) if unions else found


def named(request: HttpRequest) -> CaseQuerySet:
    """Matters of which the person reads everything that was said, and who said it."""
    return Case.objects.filter(reads(request)).exclude(unnamed(request)).apart_from(me(request))


def linkable(request: HttpRequest) -> Q:
    """Matters that may be shown beside somebody's name or number: one that is sealed, or read by those who take part
    alone, to nobody who has no part in it."""
    return Q(~Q(kind__in=unread("unit")), sealed=False) | takes_part(request)


def overseen(request: HttpRequest, permission: str = "") -> CaseQuerySet:
    """Matters in reach, and the sealed ones of units at which the person leads."""
    reach = Case.objects.for_request(request, permission)
    if not nodes(request, "cases.lead"):
        return reach
    return reach | Case.objects.filter(sealed_led(request)).apart_from(me(request))


def standing(request: HttpRequest) -> Q:
    """The half of `overseen` that comes from where one holds a post."""
    found = reached(request, nodes(request, request.needs))  # type: ignore[attr-defined]
    return found | sealed_led(request) if nodes(request, "cases.lead") else found


def unread_led(request: HttpRequest) -> Q:
    """Matters that the person rules without reading them: sealed ones, and those of kinds that leaders do not read."""
    theirs = Q(about_org=None) | ~Q(about_org=me(request).org_id)
    kept = Q(reaching("org", nodes(request, "cases.lead")), theirs, sealed=False, kind__in=unread())
    return sealed_led(request) | kept


def sealed_led(request: HttpRequest) -> Q:
    """Sealed matters of the units at which the person leads, and those below that nobody owns: nothing of what was
    said is read, but somebody has to be found who goes on when their owner is away.
    """
    leads = nodes(request, "cases.lead")
    theirs = Q(about_org=None) | ~Q(about_org=me(request).org_id)
    return Q(Q(org__in=leads) | Q(reaching("org", leads), owner=None), theirs, sealed=True)


def sighted(request: HttpRequest, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Matters with what the person reads of each."""
    return _sighted(request, cases.select_related("worker"))


def _sighted(request: HttpRequest, cases: QuerySet[Case]) -> QuerySet[Case]:
    said = {"reads": reads(request), "unnamed": unnamed(request)}
    return cases.annotate(**{name: ExpressionWrapper(each, BooleanField()) for name, each in said.items()})


def look(request: HttpRequest, cases: Iterable[Case]) -> None:
    """The same for matters that were read already: one question for all of them."""
    rows = list(cases)
    if not rows:
        return
    found = _sight.plain(Standing(request), padded([row.pk for row in rows]))
    seen = {number: (read, hidden) for number, read, hidden in found}
    for row in rows:
        read, hidden = seen.get(row.pk, (False, True))
        row.reads, row.unnamed = bool(read), bool(hidden)
    if cut := [row for row in rows if row.reads and row.unnamed]:  # whose name is taken out of what they said
        prefetch_related_objects(cut, "worker")


_sight = Prepared(lambda person, pks: _sighted(person, Case.objects.filter(pk__in=pks).only("pk")))


def let_read(request: HttpRequest, cases: Iterable[Case]) -> None:
    """The same where the person is asked to do something for which they have to know what it is about."""
    rows = list(cases)
    look(request, rows)
    for row in rows:
        row.reads = True


def path_as_read(case: Case, steps: Sequence[CaseStep]) -> Sequence[CaseStep]:
    """The steps of a matter that was looked at, with as much of their words as the person reads; kept beside it as
    `walked` for what else of its page goes by them.
    """
    for step in steps:
        step.words = case.as_read(step.words)  # type: ignore[attr-defined]
    case.walked = steps  # type: ignore[attr-defined]
    return steps


def findable(request: HttpRequest, things: Iterable[int]) -> set[int]:
    """Of matters that search found those whose words the person reads, with the name that may stand in them."""
    found = list(things)
    return {row.pk for row in _named(Standing(request), padded(found))} if found else set()


_named = Prepared(lambda person, pks: named(person).filter(pk__in=pks).only("pk"))
