"""What is told to officers about a matter: only that something waits, never what about and never who."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tiexin.cases import ladder, queries
from tiexin.cases.actions.hearers import Hearers, Leaders
from tiexin.cases.catalogue import Service
from tiexin.cases.clocks import day_of, hour_of
from tiexin.cases.crisis.queries import told
from tiexin.cases.crisis.rules import occasion
from tiexin.cases.hotline.awake import awake
from tiexin.cases.models import Case, CaseClock, Offer, Part
from tiexin.cases.owing import running
from tiexin.core.actions import insert
from tiexin.core.days import naive, opening
from tiexin.orgs.models import Officer, Org, Post, Rank, Tree, Under
from tiexin.orgs.roles import roles_with
from tiexin.outbox.actions import tell_officer, tell_officers
from tiexin.outbox.rules import News

REVIEWS = {"reviewing": "/review", "second_reviewing": "/second"}  # each is told of, once
BATCH = 200  # matters told of in one transaction


@dataclass(frozen=True)
class Term:
    """The last day of a matter's next term, and whether it is the one of its call-back: its owner may not do that."""

    last: date
    asks: bool


def tell_offered(case: Case, offer: Offer, on: date) -> None:
    """Whoever it is offered to hears that it waits: somebody, whom the catalogue looks for at that unit, everybody who
    handles matters there, or, where nobody does, whoever decides above it."""
    first = offer.officer or (None if case.sealed else queries.proposed(case.service, offer.org, on))
    there: list[Officer | None] = [*queries.handlers(offer.org, on)] or [queries.backstop(offer.org, on)]
    those = [first] if first and first.pk != case.about_id else there
    whom = [each for each in those if each is not None and each.pk != case.about_id]
    if whom:
        source = f"case/{case.pk}/offer/{offer.pk}"
        news = News("task", f"转来一件{case.what}，等您收下", source, url=url_of(case), urgent=case.urgent)
        tell_officers(whom, news, on=on)


def tell_queue(case: Case, on: date) -> None:
    """Whom the catalogue looks for at the unit, or who decides there, hears that a matter waits for somebody; where it
    is about them, who leads."""
    first = _first_there(case, case.org, on)
    able = first is not None and first.pk != case.about_id and first.org_id != case.about_org_id
    others = queries.handlers(case.org, on, "cases.lead") if not able else []
    whom = [first] if able else [each for each in others if each.pk != case.about_id]
    again = f"/{case.round}" if case.state in REVIEWS and case.round > 1 else ""
    words, source = f"有一件{case.what}等人认领", f"case/{case.pk}/queue{REVIEWS.get(case.state, '')}{again}"
    news = News("task", words, source, url=url_of(case), urgent=case.urgent)
    tell_officers([each for each in whom if each is not None], news, on=on)


def tell_free(case: Case, step: int, on: date) -> None:
    """Nobody owns it any more: those who may take it from the queue and whoever decides there hear that it waits."""
    news = News("task", f"有一件{case.what}等人认领", f"case/{case.pk}/queue/{step}", url_of(case), urgent=case.urgent)
    if whom := Hearers([case], on).waits(case):
        tell_officers(whom, news, on=on)


def tell_ordered(case: Case, review: str, step: int, on: date) -> None:
    """A review sent it back: whoever owns it there, or may take it from the queue, and those who lead there hear it."""
    hearers = Hearers([case], on)
    there = [case.owner] if case.owner else hearers.waits(case)
    leaders = [] if case.sealed else queries.handlers(case.org, on, "cases.lead")
    whom = {each.pk: each for each in hearers.fit(case, [*there, *leaders])}
    words = f"{case.what}：{review}改了原来的处理意见，请按{review}意见办理"
    if whom:
        news = News("task", words, f"case/{case.pk}/ordered/{step}", url_of(case), urgent=case.urgent)
        tell_officers(list(whom.values()), news, on=on)


def tell_unled(case: Case, step: int, on: date) -> None:
    """The leader in charge stepped back: whoever owns it and whoever decides there hear that another is to be named."""
    _tell_gone(case, "包案领导回避了，请另定", f"case/{case.pk}/unled/{step}", on)


def tell_uncarried(case: Case, step: int, on: date) -> None:
    """Its agent stepped back: the same people hear that another may be authorised."""
    _tell_gone(case, "代理员回避了，请问职工要不要另托一名", f"case/{case.pk}/uncarried/{step}", on)


def _tell_gone(case: Case, said: str, source: str, on: date) -> None:
    hearers = Hearers([case], on)
    if whom := hearers.fit(case, [case.owner, hearers.backstop(case.org)]):
        tell_officers(whom, News("task", f"一件{case.what}的{said}", source, url_of(case)), on=on)


def tell_unclear(case: Case, step: int, on: date) -> None:
    """Units return it to each other: whoever decides there hears that they are to say whose it is."""
    hearers = Hearers([case], on)
    if whom := hearers.fit(case, [hearers.backstop(case.org)]):
        news = News("task", f"一件{case.what}几次被退回，请定由谁办", f"case/{case.pk}/unclear/{step}", url_of(case))
        tell_officers(whom, news, on=on)


def _first_there(case: Case, org: Org, on: date) -> Officer | None:
    """Who comes first at a unit; of what is under seal only who decides there hears."""
    found = None if case.sealed else queries.proposed(case.service, org, on)
    about = found is not None and found.pk == case.about_id
    return queries.backstop(org, on) if found is None or about else found


def tell_class(case: Case, on: date, *, by: Officer | None) -> None:
    """Whom the catalogue names for the class of a matter hears of it, at its unit or the nearest above; once, and not
    those who own it or put it there. They may have no part in matters: they read its number and its kind."""
    if not (role := case.service.tell.get(case.cls)):
        return
    know = {case.owner_id, by and by.pk}
    whom = Hearers([case], on).fit(case, queries.nearest(case.org, role, on))
    words = f"{case.what} {case.number}：{case.service.classes[case.cls]}"
    news = News("task", words, f"case/{case.pk}/class/{case.cls}")
    tell_officers([each for each in whom if each.pk not in know], news, on=on)


def tell_new(case: Case, service: Service, offer: Org | None, on: date) -> None:
    """What waits without an owner is told to whoever decides there; a crisis to whoever leads, at once; and whom the
    catalogue names for its class."""
    if case.owner_id is None:
        tell_queue(case, on)
    tell_crisis(case, service, [case.org, *([offer] if offer else [])], on)
    tell_class(case, on, by=None)


def tell_crisis(case: Case, service: Service, units: list[Org], on: date) -> None:
    """Whoever leads at these units, and at the one above each, hears of a crisis at once, day and night, each once;
    where nobody holds it, whoever is awake at the hotline hears that they are to be rung.

    Those who are told may read it, also where its content is under seal or it is not in their reach yet. Nothing is
    told of what is no crisis, nobody of what is about them or from which they stepped back.
    """
    if not service.script:
        return
    here = set(case.parts.filter(until=None, role__in=("reader", "recused")).values_list("officer", "role"))
    whom = _apart(case, duty_leaders(units, on), here)
    words = f"危急：有一件{case.what}，请马上看、马上办"
    tell_officers(whom, News("crisis", words, occasion(case.pk), url_of(case), urgent=True, life=True), on=on)
    if case.owner_id is None:
        tell_awake(case, _apart(case, awake(case.org, case.at, on), here), on)
    let_in = whom if case.sealed else _beyond(case, whom, on)
    new = [each for each in let_in if (each.pk, "reader") not in here]
    insert(Part(case=case, officer=each, role="reader", since=on) for each in new)


def _apart(case: Case, whom: list[Officer], here: set[tuple[int, str]]) -> list[Officer]:
    """Those among them whom it is not about, and who did not step back."""
    near = [each for each in whom if each.pk != case.about_id and each.org_id != case.about_org_id]
    return [each for each in near if (each.pk, "recused") not in here]


def tell_awake(case: Case, whom: list[Officer], on: date) -> None:
    """Nobody holds a crisis, and those who lead may be asleep: the hotline is awake, and hears that it is to ring them.

    It reads nothing of it: the message leads to the desk, where stands whom to ring.
    """
    words = "危急：有一件没有人接手，请照“接听”页上写的打电话"
    tell_officers(whom, News("crisis", words, f"{occasion(case.pk)}/ring", "/hotline/", urgent=True), on=on)


def _beyond(case: Case, whom: list[Officer], on: date) -> list[Officer]:
    """Those among them whom no post at the unit of a matter, or above it, lets see it."""
    posts = Post.objects.filter(officer__in=whom, role__in=roles_with("cases.see"), since__lte=on)
    posts = posts.filter(Q(until=None) | Q(until__gt=on), org__in=Org.objects.above(case.org).values("pk"))
    held = set(posts.values_list("officer", flat=True))
    return [each for each in whom if each.pk not in held]


def duty_leaders(units: list[Org], on: date) -> list[Officer]:
    """Who leads matters at the units and at the one above each; where nobody does, further up until somebody does."""
    found: dict[int, Officer] = {}
    for unit in units:
        for height, above in enumerate(list(Org.objects.above(unit))[::-1]):
            if height > 1 and found:
                break
            found |= {each.pk: each for each in queries.handlers(above, on, "cases.lead")}
    return list(found.values())


def tell_answered(case: Case, offer: Offer, on: date) -> None:
    """Whoever offered it hears whether it was taken."""
    said = {"taken": "已经收下", "returned": "被退回了"}[offer.answer]
    news = News("progress", f"您转办的{case.what}{said}", f"case/{case.pk}/answer/{offer.pk}", url=url_of(case))
    tell_officer(offer.by, news, on=on)


def tell_owner(case: Case, step: int, on: date) -> None:
    """Whoever a matter was assigned to hears of it."""
    if case.owner is not None:
        source = f"case/{case.pk}/owner/{step}"
        news = News("task", f"指派给您一件{case.what}", source, url=url_of(case), urgent=case.urgent)
        tell_officer(case.owner, news, on=on)


def tell_heard(case: Case, said: str, step: int, on: date, *, whom: Officer | None = None) -> None:
    """Whoever owns a matter, or decides where it waits, hears that whoever asked did something; never what.

    Of a crisis that nobody holds everybody hears who was told of it: where somebody is, is often said last.
    """
    if whom is None and case.owner_id is None and case.service.script:
        news = News("crisis", f"危急：{case.what}，{said}", f"case/{case.pk}/heard/{step}", url_of(case), urgent=True)
        tell_officers([each.officer for each in told(case)], news, on=on)
        return
    whom = whom or case.owner or queries.backstop(case.org, on)
    if whom is not None and whom.pk != case.about_id:
        tell_officer(
            whom, News("progress", f"{case.what}：{said}", f"case/{case.pk}/heard/{step}", url=url_of(case)), on=on
        )


def tell_taken_back(case: Case, agent: Officer, step: int, on: date) -> None:
    """Whoever owns a matter, or decides where it waits, and the agent hear that nothing more is done in its asker's
    name; not who stepped back from it."""
    those = {each.pk: each for each in (case.owner or queries.backstop(case.org, on), agent) if each is not None}
    away = {case.about_id, *case.parts.filter(role="recused", until=None).values_list("officer", flat=True)}
    whom = [each for pk, each in those.items() if pk not in away]
    words, source = f"{case.what}：本人撤回了委托，请不要再代办", f"case/{case.pk}/taken_back/{step}"
    tell_officers(whom, News("task", words, source, url=url_of(case)), on=on)


def tell_unsolved(case: Case, step: int, on: date) -> None:
    """Who owns a matter, and its leader or the unit's, hear that it was not solved, and that something is due."""
    leaders = [case.lead] if case.lead else [] if case.sealed else leaders_of(case.org, on)
    those = {each.pk: each for each in (case.owner, *leaders) if each is not None and each.pk != case.about_id}
    words = f"{case.what}：本人说没有解决，请再次办理，或者写明理由办结"
    tell_officers(list(those.values()), News("task", words, f"case/{case.pk}/unsolved/{step}", url=url_of(case)), on=on)


def url_of(case: Case) -> str:
    """Where a message leads."""
    return f"/cases/{case.pk}/"


def climb(day: date) -> int:
    """Remind of every term that is near or has passed, by the ladder; return how many messages were written.

    Nothing is written into a matter's own way. The same rung speaks once for the same last day, so that running again,
    or after a kill, tells nobody twice. What was closed before anybody asked is climbed as long as its call-back is
    owed, and no longer than the ladder reaches.
    """
    until = opening(ladder.first_day(day) + timedelta(days=2))
    owed = running().filter(due__lt=until, due__gt=opening(ladder.oldest_day(day)))
    closed = Case.objects.filter(state="closed", pk__in=owed.values("case"))
    return sum(_climb_all(found, day) for found in (Case.objects.filter(closed=None, due__lt=until), closed))


def _climb_all(found: QuerySet[Case], day: date) -> int:
    told, after = 0, 0
    while True:
        waiting = found.filter(pk__gt=after, org__practice=False)
        batch = list(waiting.select_related("owner", "org").order_by("pk")[:BATCH])
        if not batch:
            return told
        told, after = told + _climb(batch, day), batch[-1].pk


@transaction.atomic
def _climb(batch: list[Case], day: date) -> int:
    leaders, hearers = leaders_by_unit({case.org_id for case in batch}, day), Hearers(batch, day)
    return sum(_remind(case, term, (leaders, hearers), day) for case, term in _terms(batch))


def _terms(batch: list[Case]) -> Iterator[tuple[Case, Term]]:
    """The matters with their next term; it may be the one in which somebody else has to ask what came of it."""
    lasts = _last_days(batch)
    calls = dict(running().filter(case__in=batch).exclude(due=None).values_list("case", "due"))
    for case in batch:
        if last := lasts.get(case.pk):
            due = calls.get(case.pk)
            yield case, Term(last, due is not None and day_of(naive(due)) == last)


def _last_days(batch: list[Case]) -> dict[int, date | None]:
    """The last day of each matter's next term of days; a term of hours has a ladder of its own and hides no other."""
    found = {case.pk: day_of(naive(case.due)) for case in batch if case.due and not hour_of(naive(case.due))}
    rest = [case.pk for case in batch if case.pk not in found]
    clocks = CaseClock.objects.filter(case__in=rest, met=None, ended=None, holder="unit").exclude(unit__in=ladder.HOURS)
    for clock in clocks.exclude(due=None).order_by("-due").only("case", "due"):
        found[clock.case_id] = day_of(naive(clock.due)) if clock.due else None
    return found


def _remind(case: Case, term: Term, whom_of: tuple[Leaders, Hearers], day: date) -> int:
    (leaders, hearers), told, last = whom_of, 0, term.last
    for rung in ladder.reached(last, day):
        if rung.up is not None:
            those = leaders.get((case.org_id, rung.up), [])
        else:
            those = hearers.to_ask(case, leaders) if term.asks else hearers.first(case, day > last)
        whom = hearers.fit(case, those)
        what = f"一件{case.what}{'的回访' if term.asks else ''}"
        words = f"{what}{'快到期了' if rung.name == 'near' else '超过了期限'}"
        news = News("reminder", words, f"case/{case.pk}/{last}/{rung.name}", url=url_of(case))
        told += tell_officers(whom, news, on=day) if whom else 0
    return told


def leaders_by_unit(orgs: set[int], day: date) -> dict[tuple[int, int], list[Officer]]:
    """Leaders in office at each unit and at those above it, by how far above."""
    above = Under.objects.filter(tree=Tree.TERRITORY, org__in=orgs).values_list("org", "depth", "ancestor")
    places = list(above)
    wanted = {ancestor for _, _, ancestor in places}
    serving = Officer.objects.filter(Q(until=None) | Q(until__gt=day), org__in=wanted, rank=Rank.LEADER, since__lte=day)
    at: dict[int, list[Officer]] = {}
    for officer in serving.exclude(account=None).order_by("pk"):
        at.setdefault(officer.org_id, []).append(officer)
    return {(org, depth): at.get(ancestor, []) for org, depth, ancestor in places}


def leaders_of(org: Org, day: date) -> list[Officer]:
    """Leaders in office at a unit."""
    return leaders_by_unit({org.pk}, day).get((org.pk, 0), [])
