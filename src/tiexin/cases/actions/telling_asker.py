"""Texts to whoever asked: that something happened, never what about; how they wish to be told is respected."""

from __future__ import annotations

from datetime import date

from tiexin.cases.actions.members import tell_members
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.reaching import phone_of
from tiexin.outbox.actions import tell_phone
from tiexin.outbox.rules import MOBILE, News

WORDS = {
    "accepted": "您提的事已经受理",
    "refused": "您提的事有了答复",
    "replied": "您提的事已经答复",
    "withdrawn": "工作人员记下您撤回了您提的事",  # what they did themself nobody texts them
    "extended": "您提的事办理期限延长了",
    "stopped": "您提的事办理期限暂时停计了",
    **dict.fromkeys(("answered_outside", "department_answered"), "您提的事，对方单位有了书面答复"),
    "review_answered": "您请求的复查有了意见",
    "second_review_answered": "您请求的复核有了意见",
}
SEALED = "您有新的消息"  # whoever else reads that phone learns nothing


def tell_asker(case: Case, step: CaseStep, on: date) -> int:
    """Text whoever follows their matter by code that there is something to read; returns how many texts were written.

    Who wishes to be called is called, who took a slip reads it or asks; a practised matter texts nobody. Of a matter of
    many everybody on its list is texted beside them.
    """
    return tell_members(case, step, on) + _tell_asker(case, step, on)


def _tell_asker(case: Case, step: CaseStep, on: date) -> int:
    words = WORDS.get(step.event)
    if step.event == "withdrawn" and step.by_id is None:
        return 0
    if words is None or case.reply_way != "code" or case.org.practice:
        return 0
    phone = phone_of(case)
    if not MOBILE.fullmatch(phone):
        return 0
    news = News(
        "notice", f"{SEALED if case.sealed else words}，请凭查询码看", f"case/{case.pk}/asker/{step.pk}", sms=True
    )
    return tell_phone(phone, case.org, news, on=on)
