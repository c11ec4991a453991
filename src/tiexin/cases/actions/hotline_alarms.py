"""What a seat does about a matter without reading it: it rings about a crisis, says how a matter stands, asks for a
call back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tiexin.cases import rules
from tiexin.cases.actions import steps, telling
from tiexin.cases.actions.steps import Happened
from tiexin.cases.crisis.queries import told
from tiexin.cases.hotline import norms
from tiexin.cases.hotline.models import CrisisRing, Seat
from tiexin.cases.models import Case, CaseQuerySet, CaseStep
from tiexin.core.actions import insert
from tiexin.core.days import moment, now
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer

NUMBER = re.compile(r"(\d{4})[-—–_]*(\d{7,18})", re.ASCII)  # without its dash, too: it is said, not copied
LOOKED = ("look_up_case", "look_up_no_case")
PACE = "GB/T 22239-2019 8.1.4.1：防止反复尝试；次数是本系统建议，可改"
TAKEN = "这件刚才已经有人接手，不用再打"


@dataclass(frozen=True)
class Ring:
    """Whom somebody rang, and whether they answered; None is the union above, where nobody could be told."""

    officer: int | None
    answered: bool


@transaction.atomic
def ring_about(case: Case, new: Ring, *, by: Officer, on: date) -> CaseStep:
    """Write down that one who was told of a crisis was rung, and whether they answered.

    Refused, with nothing written: a matter that is no crisis, has ended or was taken over, somebody who was not told.
    """
    case = steps.locked(case)
    if not case.service.script or case.owner_id is not None or case.state in rules.ENDED:
        raise Refused(TAKEN)
    whom = [each.officer for each in told(case)]
    officer = next((each for each in whom if each.pk == new.officer), None)
    if officer is None and (whom or new.officer is not None):
        raise Refused("请选打给了哪一位", field="officer")
    entry = record(Act("ring_about_case", case, by, on, case.org_id))
    who = officer.name[:16] if officer else "上级工会"
    label = f"12351打电话找{who}，{'打通了' if new.answered else '没有打通'}"
    made = steps.step(case, Happened("rung", label), entry, moment(on))
    insert([CrisisRing(step=made, officer=officer, answered=new.answered)])
    return made


@transaction.atomic
def look_up(typed: str, seat: Seat, served: CaseQuerySet, *, by: Officer, on: date) -> Case | None:
    """The matter of a number that somebody says on the telephone, sealed or not, among those served; None for any
    other. Right or wrong, each try leaves an entry.

    Refused, with nothing written: more tries in an hour than the data allow.
    """
    Officer.objects.select_for_update().get(pk=by.pk)  # two tries at once are counted one after the other
    most = norms.look_ups()
    if Entry.objects.filter(by=by, verb__in=LOOKED, at__gt=now() - timedelta(hours=1)).count() >= most:
        raise Refused(f"一小时最多查{most}个编号，请过一会儿再查", clause=PACE, field="number")
    found = _found(typed, served)
    verb, thing = ("look_up_case", found) if found is not None else ("look_up_no_case", seat)
    record(Act(verb, thing, by, on, seat.org_id))
    return found


def _found(typed: str, served: CaseQuerySet) -> Case | None:
    said = NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", typed).split()))
    if said is None:
        return None
    return served.select_related("org", "owner").filter(pk=int(said[2]), on__year=int(said[1])).first()


@transaction.atomic
def ask_call_back(case: Case, *, by: Officer, on: date) -> CaseStep:
    """Leave with whoever owns a matter that its asker rang the hotline and waits for a call back, to the number that
    they left with it.

    Refused, with nothing written: it was left on this day, or no number was.
    """
    case = steps.locked(case)
    if case.phone_sealed is None:
        raise Refused("登记时没有留电话，回不了：请本人凭查询码在网上“补充情况”里写，或者到登记的地方来")
    if case.steps.filter(event="asked_back", entry__on=on).exists():
        raise Refused("今天已经留过话，承办的人收到了", clause=rules.PATH)
    entry = record(Act("ask_call_back", case, by, on, case.org_id))
    made = steps.step(case, Happened("asked_back", rules.EVENTS["asked_back"], told=True), entry, moment(on))
    telling.tell_heard(case, "本人打12351来问，请回电话", made.pk, on)
    return made
