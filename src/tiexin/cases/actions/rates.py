"""Leaving a matter out of the rates by decision, reminding once, asking a second time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from tiexin.calendars.queries import here
from tiexin.cases import calling_rules, queries
from tiexin.cases.actions import steps
from tiexin.cases.actions.calling import Heard
from tiexin.cases.actions.counting import leave_out
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.rates import rules
from tiexin.cases.rates.models import AnswerReminder, Exclusion, Recheck
from tiexin.cases.rates.queries import drawn
from tiexin.cases.rates.rules import Answer
from tiexin.cases.rules import check_words
from tiexin.core.actions import insert
from tiexin.core.days import naive, opening
from tiexin.core.journal import Act
from tiexin.core.sealed import unseal
from tiexin.core.workdays import Calendar
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org, Under
from tiexin.outbox.actions import tell_officer, tell_phone
from tiexin.outbox.rules import MOBILE, News

BATCH = 200  # matters reminded of in one transaction


@transaction.atomic
def ask_exclusion(case: Case, reason: str, why: str, *, by: Officer, on: date) -> Exclusion:
    """Ask the unit above to leave a matter out of the rates; it counts until that unit has agreed.

    Refused, with nothing written: a reason that is not on the list, another unit's matter, a second time, or where
    nobody stands above.
    """
    case = steps.locked(case)
    above = Org.objects.parents(case.org).first()
    standing = case.exclusions.filter(state__in=("asked", "granted")).exists()
    rules.check_asked(reason, by.org_id == case.org_id, above is not None, standing)
    check_words(why, "why", "具体是什么情况", rules.WORDS)
    new = Exclusion(case=case, org=case.org, reason=reason, why=why.strip(), asked_by=by, asked_on=on)
    [made] = insert([new])
    record(Act("ask_exclusion", made, by, on, case.org_id))
    whom = queries.backstop(above, on) if above else None
    if whom is not None and whom.pk != by.pk:
        told = News("task", "一件诉求申请不计入三个率，等您决定", f"exclusion/{made.pk}", url=_decide(made))
        tell_officer(whom, told, on=on)
    return made


def _decide(exclusion: Exclusion) -> str:
    return f"/cases/exclusions/{exclusion.pk}/decide/"


@transaction.atomic
def decide_exclusion(exclusion: Exclusion, granted: bool, answer: str, *, by: Officer, on: date) -> Exclusion:
    """Leave a matter out of the rates, or let it count; either is made public, without names of people.

    Refused: by whoever is judged by it, by the unit itself or that of the matter now, a second time, without a reason.
    """
    rows = Exclusion.objects.select_for_update(of=("self",)).select_related("case", "org", "asked_by")
    found = rows.get(pk=exclusion.pk)
    above = Under.objects.filter(org=found.org_id, ancestor=by.org_id, depth__gt=0).exists()
    above = above and by.org_id != found.case.org_id  # it may stand elsewhere by now, and is counted there
    took = by.pk in (found.asked_by_id, found.case.about_id) or found.case.parts.filter(officer=by).exists()
    rules.check_decided(found.state, above, took)
    check_words(answer, "answer", "决定的理由", rules.WORDS)
    found.state = "granted" if granted else "refused"
    found.decided_by, found.decided_org, found.decided_on, found.answer = by, by.org, on, answer.strip()
    found.save(update_fields=["state", "decided_by", "decided_org", "decided_on", "answer"])
    if granted:
        leave_out(steps.locked(found.case), by=by, on=on)
    record(Act("grant_exclusion" if granted else "refuse_exclusion", found, by, on, found.org_id))
    said = "同意不计入三个率" if granted else "不同意不计，照常计入"
    url = f"/cases/{found.case_id}/"
    tell_officer(found.asked_by, News("progress", f"上一级{said}", f"exclusion/{found.pk}/answer", url=url), on=on)
    return found


@transaction.atomic
def recheck_call_back(first: CallBack, new: Heard, *, by: Officer, on: date) -> Recheck:
    """Ask again what a call-back was told, because the lot fell on it. Nothing of the matter itself changes.

    Refused, with nothing written: what was not drawn by a unit above, by whoever took part or is of the unit, half an
    answer, a second time.
    """
    case = steps.locked(first.case)
    found = CallBack.objects.filter(pk=first.pk, case__sealed=False, ends=True, reached=True)
    picked = found.values_list(Subquery(drawn().order_by("pk").values("draw")[:1]), flat=True).first() or 0
    took = by.pk in (case.about_id, first.by_id) or case.parts.filter(officer=by).exists()
    ended = first.rechecks.filter(ends=True).exists()
    rules.check_again(took, case.org_id == by.org_id, bool(picked), ended)
    calling_rules.check_heard(new.reached, new.solved, new.answer)
    check_words(new.text, "text", longest=rules.WORDS)
    ends = new.reached or calling_rules.gives_up(first.rechecks.values_list("on", flat=True), on)
    differs = new.reached and rules.differs(Answer(first.solved, first.answer), Answer(new.solved, new.answer))
    said = {"reached": new.reached, "solved": new.solved, "answer": new.answer, "text": new.text.strip()}
    row = Recheck(call_back=first, case=case, draw_id=picked, by=by, on=on, differs=differs, ends=ends, **said)
    [made] = insert([row])
    record(Act("recheck_call_back", made, by, on, by.org_id))
    return made


def remind_unanswered(day: date) -> int:
    """Remind whoever has not answered some working days after a reply, once for each reply, as they want to be told.

    Returns how many were told. Batch by batch: killed between, the next run goes on, and a row says who was reminded.
    """
    told, after, calendar = 0, 0, here()
    while True:
        batch = list(unanswered(day).filter(pk__gt=after).order_by("pk")[:BATCH])
        if not batch:
            return told
        told, after = told + _remind(batch, day, calendar), batch[-1].pk


def unanswered(day: date) -> QuerySet[Case]:
    """Matters replied to lately, of somebody to be reached, without an answer and without a reminder in this round."""
    within = timedelta(days=int(calling_rules.numbers()["remind_within"]))
    replied = CaseStep.objects.filter(case=OuterRef("pk"), event="replied", at__gte=opening(day - within))
    last = replied.values("case").annotate(last=Max("at")).values("last")
    heard = CallBack.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), reached=True)
    told = AnswerReminder.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))
    reachable = Q(phone_index__isnull=False) | Q(reply_way="slip")
    found = Case.objects.filter(reachable, pk__in=_answered(day - within), org__practice=False)
    found = found.filter(Exists(replied)).exclude(Exists(heard)).exclude(Exists(told))
    return found.annotate(replied_at=Subquery(last)).select_related("org", "owner")


def _answered(since: date) -> QuerySet[Case, Any]:
    """Where those are looked for: among open matters, and those closed since; never among all that have ended."""
    still = Case.objects.filter(state__in=("replied", "called_back"), closed=None).order_by().values("pk")
    found: QuerySet[Case, Any] = still.union(Case.objects.filter(state="closed", closed__gte=since).values("pk"))
    return found


@transaction.atomic
def _remind(batch: list[Case], day: date, calendar: Calendar) -> int:
    told = 0
    for case in batch:
        replied = naive(case.replied_at).date()  # type: ignore[attr-defined]
        if not rules.may_remind(replied, worked_between(replied, day, calendar), day):
            continue
        phone = unseal(bytes(case.phone_sealed), f"case.phone:{case.key}") if case.phone_sealed else ""
        way = rules.reminded_by(case.reply_way, bool(MOBILE.fullmatch(phone)))
        if way and _first_time(case, day):
            told += _text(case, phone, day) if way == "text" else _pass_on(case, way, day)
    return told


def _text(case: Case, phone: str, day: date) -> int:
    words = "您提的事已经答复，请告诉我们解决了没有、满意不满意"
    return tell_phone(phone, case.org, News("notice", words, _source(case), sms=True), on=day)


def _pass_on(case: Case, way: str, day: date) -> int:
    """Whoever wants no text gets none: somebody is asked to ring, or to hand over a slip."""
    whom, page = case.owner, ""
    words = f"一件{case.what}答复了还没有评价，本人要纸的，请把回执交给本人"
    if way == "ring":
        words = f"一件{case.what}答复了还没有回访，本人要电话告诉，请打电话问"
        if not case.sealed:  # what is sealed opens for those who take part alone
            whom, page = _caller(case, day), "call-back/"
    if whom is None:
        return 0
    return tell_officer(whom, News("task", words, _source(case), url=f"/cases/{case.pk}/{page}"), on=day)


def _caller(case: Case, day: date) -> Officer | None:
    """The office of the unit, or of the one above, where it did not handle the matter itself."""
    above = Org.objects.parents(case.org).first()
    offices = [queries.backstop(unit, day) for unit in (case.org, above) if unit is not None]
    return next((each for each in offices if each and queries.apart_from(each).filter(pk=case.pk).exists()), None)


def _first_time(case: Case, day: date) -> bool:
    made, new = AnswerReminder.objects.get_or_create(case=case, round=case.round, defaults={"on": day})
    return new and made.on == day


def _source(case: Case) -> str:
    return f"case/{case.pk}/answer-reminder/{case.round}"


def worked_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after one day up to another."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(calendar.works(each) for each in days)
