"""Contacting whoever asked: looking at the phone they left, and telling them by phone."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tiexin.cases import reaching
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.untold import untold
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer
from tiexin.outbox.actions import give_up_texts

ONLY = "《个人信息保护法》第6条：处理个人信息应当与处理目的直接相关；电话只用来联系本人"


@transaction.atomic
def look_at_phone(case: Case, *, by: Officer, on: date) -> str:
    """Open the phone to contact the person; the entry says who looked and when, its verb says why.

    Refused, with nothing written: no phone was left, or it is about whoever looks.
    """
    if case.about_id == by.pk:
        raise Refused("这件诉求反映的就是您，不能看电话", clause=ONLY)
    phone = reaching.phone_of(case)
    if not phone:
        raise Refused("这件诉求没有留电话", clause=ONLY)
    record(Act("look_at_phone", case, by, on, case.org_id))
    return phone


@transaction.atomic
def tell_by_phone(case: Case, *, by: Officer, on: date) -> CaseStep:
    """Write down that the person was told by phone, as they wished or as no text arrived; then it waits no more.

    Refused, with nothing written: nobody wishes to be called, nothing new is to be told, told already.
    """
    case = steps.locked(case)
    if not untold(Case.objects.filter(pk=case.pk)).exists():
        raise Refused("没有要打电话告诉的，刚才可能已有人告诉了")
    give_up_texts(reaching.sources(case))
    entry = record(Act("tell_by_phone", case, by, on, case.org_id))
    return steps.step(case, Happened("phoned", "已电话告诉", told=True), entry, moment(on))
