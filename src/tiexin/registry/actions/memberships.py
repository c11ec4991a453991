"""Writes of membership in a basic union, and of dues."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Officer, Org
from tiexin.registry import rules, vocabulary
from tiexin.registry.actions.workers import let_be_found
from tiexin.registry.models import Worker
from tiexin.registry.people import Dues, Membership
from tiexin.registry.persons import all_of, check_alone
from tiexin.registry.worker_queries import paid_from


@transaction.atomic
def join_union(worker: Worker, org: Org, since: date, *, by: Officer | None, on: date) -> Membership:
    """Enter a membership. Nobody is a member of two basic unions at once, whoever has entered the other one."""
    worker = Worker.objects.select_for_update(of=("self",)).get(pk=worker.pk)
    if since > on:
        raise Refused("入会日期还没有到", field="since")
    if not org.is_open(since):
        raise Refused(f"“{org}”在{zh_date(since)}不存在（尚未成立或已撤销）", field="org")
    check_alone(worker.pk)
    held = Membership.objects.filter(worker__in=all_of([worker.pk]), doubled=False).select_related("org")
    for each in held.order_by("-since"):
        if each.until is None or each.until > since:
            until = f"到{zh_date(each.until)}" if each.until else "至今"
            why = f"会籍自{zh_date(each.since)}{until}在“{each.org}”，同一时间只能在一个基层工会；请先转出"
            raise Refused(why, clause=rules.ONE_UNION, field="since" if each.org_id == org.pk else "org")
    membership = Membership.objects.create(worker=worker, org=org, since=since)
    journal.write(Act("join_union", worker, by, on, org.pk))
    return membership


@dataclass(frozen=True)
class Leaving:
    """How a membership ends: the first day without it, why, and for a transfer the union that takes over."""

    until: date
    why: str
    to: Org | None = None


@transaction.atomic
def leave_union(membership: Membership, how: Leaving, *, by: Officer | None, on: date) -> Membership:
    """End a membership; one that was entered by mistake never counted.

    A transfer names the union that takes over: from now on it looks after a worker without an employer, too.
    """
    membership = Membership.objects.select_for_update(of=("self",)).select_related("worker").get(pk=membership.pk)
    worker = membership.worker
    if membership.until is not None:
        raise Refused(f"会籍已于{zh_date(membership.until)}结束")
    rules.check_known(how.why, vocabulary.WHY_LEFT, "why")
    if how.until > on or how.until <= membership.since:
        raise Refused("结束日期应在入会之后、今天之前", field="until")
    if (how.why == "transfer") != (how.to is not None):
        raise Refused("转出要选转到哪个工会" if how.why == "transfer" else "只有转出才选工会", field="to")
    if how.to is not None and (how.to.pk == membership.org_id or not how.to.is_open(how.until)):
        raise Refused("请选另一个正在运行的工会", field="to")
    membership.until, membership.why, membership.to = how.until, how.why, how.to
    membership.doubled = membership.doubled or how.why == vocabulary.MISTAKE
    membership.save(update_fields=["until", "why", "to", "doubled"])
    journal.write(Act("leave_union", worker, by, on, membership.org_id))
    if how.to is not None and worker.employer_id is None:
        worker.org = how.to
        worker.save(update_fields=["org"])
        let_be_found(worker)
    return membership


@dataclass(frozen=True)
class NewDues:
    """Dues for the whole months up to and with that of `last`; `amount` in fen."""

    last: date
    amount: int


@transaction.atomic
def pay_dues(membership: Membership, new: NewDues, *, by: Officer | None, on: date) -> Dues:
    """Enter dues: they follow on the months that are paid, from the month of joining; at most a year ahead."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("worker").get(pk=membership.pk)
    first = paid_from(membership)
    last = new.last.replace(day=monthrange(new.last.year, new.last.month)[1])
    if new.amount <= 0:
        raise Refused("金额应大于零", field="amount")
    if last < first:
        raise Refused(f"已交到{(first - timedelta(days=1)):%Y年%-m月}", field="last")
    if last > on + timedelta(days=366):
        raise Refused("最多预交一年", field="last")
    if membership.until is not None and first >= membership.until:
        raise Refused("会籍结束以后不再收会费", field="last")
    paid = Dues.objects.create(membership=membership, first=first, last=last, amount=new.amount, on=on)
    journal.write(Act("pay_dues", membership.worker, by, on, membership.org_id))
    return paid
