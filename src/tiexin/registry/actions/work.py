"""Writes of where somebody works: employment begins, ends, or several run side by side."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Officer
from tiexin.registry import rules, vocabulary
from tiexin.registry.actions.workers import let_be_found
from tiexin.registry.models import Employer, Worker
from tiexin.registry.people import Spell, WorkerGroup
from tiexin.registry.persons import check_alone

BY_AGENCY = "经劳务派遣就业"


@dataclass(frozen=True)
class NewSpell:
    """Employment that begins; `leaves` ends whatever there was before."""

    kind: str
    since: date
    employer: Employer | None = None
    using: Employer | None = None
    leaves: bool = True


@transaction.atomic
def start_spell(worker: Worker, new: NewSpell, *, by: Officer | None, on: date) -> Spell:
    """Let employment begin: a contract, a dispatch with its using employer, platform work, or work for nobody.

    The worker is from now on found where the work is done, unless an earlier job goes on beside it. A dispatch
    puts the worker into the group of dispatched workers for as long as it lasts.
    """
    rules.check_spell(new.kind, new.employer, new.using)
    if new.since > on:
        raise Refused("起始日期还没有到", field="since")
    worker = _locked(worker)
    check_alone(worker.pk)
    place = new.using or new.employer
    _check_free(worker, new)
    if new.leaves:
        _leave_all(worker, new.since, place)
    spell = Spell.objects.create(worker=worker, kind=new.kind, employer=new.employer, using=new.using, since=new.since)
    if new.kind == "dispatch" and not worker.groups.filter(group=vocabulary.DISPATCHED, until=None).exists():
        values = {"since": _free_from(worker, new.since), "reason": BY_AGENCY, "set_by": by}
        WorkerGroup.objects.create(worker=worker, group=vocabulary.DISPATCHED, **values)
    if new.leaves or worker.employer is None:
        _settle(worker, place)
    journal.write(Act("start_spell", worker, by, on, worker.org_id))
    return spell


def _locked(worker: Worker) -> Worker:
    rows = Worker.objects.select_for_update(of=("self",)).select_related("employer__org")
    return rows.get(pk=worker.pk)


def _check_free(worker: Worker, new: NewSpell) -> None:
    """No two jobs of one worker with one employer at once, and nothing ends before it began."""
    same = worker.spells.filter(employer=new.employer, until=None)
    if not new.leaves and same.exists():
        raise Refused("这段就业已经在册", field="employer")
    if new.leaves and worker.spells.filter(until=None, since__gte=new.since).exists():
        raise Refused("不能早于现在这段就业的起始日期", field="since")


def _free_from(worker: Worker, since: date) -> date:
    """The first day from `since` on that no earlier stretch in the group covers."""
    ended = worker.groups.filter(group=vocabulary.DISPATCHED, until__gt=since).order_by("-until").first()
    return ended.until if ended and ended.until else since


def _leave_all(worker: Worker, day: date, place: Employer | None) -> None:
    """End every job on a day. A job that was never entered is, with its beginning unknown."""
    standing = list(worker.spells.standing().select_related("employer", "using"))
    for spell in standing:
        _end(spell, day)
    known = {spell.place for spell in standing}
    if worker.employer and worker.employer not in known and worker.employer != place:
        Spell.objects.create(worker=worker, kind="contract", employer=worker.employer, until=day)
    for listing in worker.listings.filter(until=None, since__lt=day) if worker.employer != place else ():
        listing.until = day
        listing.save(update_fields=["until"])


def _end(spell: Spell, day: date) -> None:
    spell.until = day
    spell.save(update_fields=["until"])
    if spell.kind == "dispatch":
        spell.worker.groups.filter(group=vocabulary.DISPATCHED, until=None, reason=BY_AGENCY, since__lt=day).update(
            until=day
        )


def _settle(worker: Worker, place: Employer | None) -> None:
    """Let a worker be found at a place, or at none: their union stays the one that looked after them last."""
    worker.employer = place
    if place is not None:
        worker.org = place.org
    worker.save(update_fields=["employer", "org"])
    let_be_found(worker)


@transaction.atomic
def end_spell(spell: Spell, day: date, *, by: Officer | None, on: date) -> Spell:
    """End employment on a day (the first without it); another that goes on becomes the main one."""
    worker = _locked(spell.worker)
    spell = Spell.objects.select_for_update(of=("self",)).select_related("employer", "using").get(pk=spell.pk)
    if spell.until is not None:
        raise Refused(f"这段就业已于{zh_date(spell.until)}结束", field="day")
    if day > on or (spell.since is not None and day <= spell.since):
        raise Refused("结束日期应在开始之后、今天之前", field="day")
    _end(spell, day)
    if worker.employer is not None and worker.employer in (spell.employer, spell.using):
        other = worker.spells.standing().select_related("employer__org", "using__org").order_by("pk").first()
        _settle(worker, other.place if other else None)
    journal.write(Act("end_spell", worker, by, on, worker.org_id))
    return spell


@transaction.atomic
def leave_employer(worker: Worker, day: date, *, by: Officer | None, on: date) -> Worker:
    """Say that somebody works at no employer from a day on, whether or not anybody knows since when they did."""
    worker = _locked(worker)
    check_alone(worker.pk)
    if worker.employer is None and not worker.spells.standing().exists():
        raise Refused("没有在册的单位")
    latest = worker.spells.standing().exclude(since=None).order_by("-since").first()
    if day > on or (latest and latest.since and day <= latest.since):
        raise Refused("离开日期应在开始之后、今天之前", field="day")
    _leave_all(worker, day, None)
    _settle(worker, None)
    journal.write(Act("leave_employer", worker, by, on, worker.org_id))
    return worker
