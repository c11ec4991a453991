"""Sending a plan, signing for it, starting it, and taking a wrong start back."""

from __future__ import annotations

import mimetypes
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.duties.lock import drainer
from tiexin.duties.models import Dispatch, PlanVersion
from tiexin.evidence.actions import NewFact, keep_file, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.plans import dispatching, rules
from tiexin.plans.models import Withdrawal


@dataclass(frozen=True)
class NewStart:
    """The day on which a unit started, and its own plan when it hands one in."""

    day: date
    plan: bytes = b""
    plan_name: str = ""


@transaction.atomic
def dispatch_version(version: PlanVersion, *, on: date, among: Collection[int] | None = None) -> list[Dispatch]:
    """Send a version to the units behind its classes of addressees, the issuer's own organ first.

    A unit gets it once, whatever number of classes it is in; running it again sends only to those still missing,
    `among` these units if some are named.
    """
    version = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(pk=version.pk)
    sent = set(Dispatch.objects.filter(version=version).values_list("org", flat=True))
    new = [
        Dispatch(version=version, org_id=unit, addressee=name)
        for name, unit in dispatching.addressees(version, on, among)
        if unit not in sent
    ]
    if new:
        Dispatch.objects.bulk_create(new)
        record(Act("dispatch", version, None, on, version.plan.issuer_id))
    return new


@drainer()  # no version takes over from another meanwhile
def send_to_new(units: Collection[int] | None, *, on: date) -> list[Dispatch]:
    """Send every running version to those of the units (None: to all) that it addresses and that lack it.

    The worker asks for units that were founded or changed, and once a day for all: some open on a day to come.
    """
    return [each for version in dispatching.running(on) for each in dispatch_version(version, on=on, among=units)]


@transaction.atomic
def receive(dispatch: Dispatch, *, by: Officer | None, on: date) -> Dispatch:
    """Sign for a plan, once; a unit that had started an earlier version goes on as started."""
    dispatch = _locked(dispatch)
    rules.check_receive(dispatching.sent_of(dispatch))
    dispatch.received = on
    if before := _started_before(dispatch):
        dispatch.started, dispatch.own_plan = before.started, before.own_plan
    dispatch.save(update_fields=["received", "started", "own_plan"])
    record(Act("receive", dispatch, by, on, dispatch.org_id))
    return dispatch


def _started_before(dispatch: Dispatch) -> Dispatch | None:
    earlier = Dispatch.objects.filter(version__plan=dispatch.version.plan_id, org=dispatch.org_id)
    earlier = earlier.filter(version__number__lt=dispatch.version.number, started__isnull=False)
    return earlier.select_related("own_plan").order_by("-version__number").first()


@transaction.atomic
def start(dispatch: Dispatch, new: NewStart, *, by: Officer | None, on: date) -> Dispatch:
    """Start a plan that was signed for: the unit's start counts from its day, its own plan from the day it is filed.

    Refused, with nothing written, for a day to come or before the plan was issued, and for a second start.
    """
    dispatch = _locked(dispatch)
    rules.check_start(dispatching.sent_of(dispatch), new.day, on)
    org = dispatch.org
    facts = [NewFact("unit_started", new.day, org, org)]
    if new.plan:
        facts.append(NewFact("document_filed", on, org, org, tags=(("document", "plan"),)))
    dispatch.started = new.day
    entry = record(Act("start", dispatch, by, on, org.pk), facts)
    if new.plan:
        mime = mimetypes.guess_type(new.plan_name)[0] or "application/octet-stream"
        dispatch.own_plan = keep_file(new.plan, new.plan_name, mime, org=org, entry=entry)
    dispatch.save(update_fields=["started", "own_plan"])
    return dispatch


@transaction.atomic
def withdraw_start(dispatch: Dispatch, reason: str, *, by: Officer | None, on: date) -> Dispatch:
    """Take back a start entered wrongly: its facts count no more, the unit may start again with another day.

    A start goes on through the plan's versions, so it is taken back from all of them. Day, own plan and reason are
    kept beside the entry. Refused, with nothing written, for a unit that has not started.
    """
    dispatch = _locked(dispatch)
    check_reason(reason, "撤回")
    rules.check_withdraw(dispatching.sent_of(dispatch))
    same = Dispatch.objects.filter(version__plan=dispatch.version.plan_id, org=dispatch.org_id)
    made = Entry.objects.filter(verb="start", thing="duties.dispatch", thing_id__in=same.values("pk"))
    entry = void(made.get(voided_by=None), by=by, on=on)
    kept = {"started": dispatch.started, "own_plan": dispatch.own_plan, "reason": reason.strip()}
    Withdrawal.objects.create(dispatch=dispatch, entry=entry, **kept)
    same.update(started=None, own_plan=None)
    dispatch.started = dispatch.own_plan = None
    return dispatch


def _locked(dispatch: Dispatch) -> Dispatch:
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("version__plan", "org")
    found: Dispatch = rows.get(pk=dispatch.pk)
    return found
