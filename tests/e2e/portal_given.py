"""What a worker of the demo comes with, run in the house, `python -m tests.e2e.portal_given`.

Prints three codes: of a talk for which no hour was agreed on yet, of another by somebody who asks for a woman, and of a
matter whose agent holds an authorisation.
"""

import uuid
from datetime import timedelta

import django

django.setup()

from tiexin.cases import codes  # noqa: E402
from tiexin.cases.actions.appointments import offer_slot  # noqa: E402
from tiexin.cases.actions.cases import NewCase, register_case  # noqa: E402
from tiexin.cases.appointments.models import Slot  # noqa: E402
from tiexin.cases.models import Case, Mandate  # noqa: E402
from tiexin.core.days import opening  # noqa: E402
from tiexin.orgs.calendar import day_of  # noqa: E402
from tiexin.orgs.models import Installation  # noqa: E402


def main() -> None:
    """Offer some more hours where the demo has some, and say the codes."""
    today = day_of(Installation.objects.get())
    first = Slot.objects.select_related("org", "counsellor__org").order_by("pk")[0]
    who = first.counsellor
    for day, at in ((2, 9), (2, 15), (5, 10), (9, 19)):
        begins = opening(today + timedelta(days=day)) + timedelta(hours=at)
        hour = Slot(org=first.org, place="职工服务中心谈心室", begins=begins, ends=begins + timedelta(minutes=50))
        hour.woman = day == 2
        offer_slot(hour, by=who, on=today)
    for woman in (False, True):
        said = {"kind": "counselling", "title": "睡不着", "channel": "window", "name": "一名职工", "reply_way": "code"}
        case = Case(key=uuid.uuid4(), org=first.org, first_org=first.org, wants_woman=woman, **said)
        print(codes.code_of(register_case(NewCase(case, "", "三个月睡不好"), by=who, on=today).key))
    print(codes.code_of(Mandate.objects.open(today).order_by("pk")[0].case.key))


if __name__ == "__main__":
    main()
