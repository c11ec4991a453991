"""Serious matters of the demo: one reported upward to its end, one nobody took note of yet, one nobody reported."""

import uuid
from datetime import date, timedelta

from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.crisis import note_deed
from tiexin.cases.actions.reporting import (
    NewReport,
    coordinate_case,
    end_report,
    pass_report,
    report_case,
    take_note,
)
from tiexin.cases.models import Case
from tiexin.cases.reporting.models import Report
from tiexin.core.days import moment
from tiexin.orgs.models import Level, Officer, Org

CROWD = "三十多人在厂门口等着发工资，没有堵路，没有人受伤"
PASSED = "已经派人到场，需要协调企业主管部门"
ENDED = "企业当场发了一个月，其余的月底以前发完，大家都回家了"
THERE = "市总工会到场，请大家推举五名代表，和企业当面谈"
WAITING = "拖欠二十六人两个月工资"
SILENT = "十八人要求补发停工的工资"
DAY = timedelta(days=1)


def report_upward(day: date) -> int:
    """Let counties report to their cities, a city to the region; return how many reports there are."""
    crowd = Case.objects.open().filter(kind="crisis", people__gt=1).order_by("pk").first()
    if crowd is not None and crowd.owner is not None:
        _to_the_end(crowd, crowd.owner, day)
    others = _at_work()
    for who, title, people, on in zip(others, (WAITING, SILENT), (26, 18), (day, day - 2 * DAY), strict=False):
        case = _dispute(who, title, people, on)
        if title == WAITING:
            _report(case, who, "职工代表来会里说的", day)
    if len(others) > len((WAITING, SILENT)):
        _threatened(others[-1], day)
    return Report.objects.count()


def _at_work() -> list[Officer]:
    """The last officer of each of three counties: whom the matters of the other rooms seldom reach."""
    found = Officer.objects.filter(posts__role="officer", org__level=Level.COUNTY, org__practice=False)
    rows = found.filter(org__closed=None, until=None).select_related("org").order_by("org__region", "pk").distinct()
    return list({each.org_id: each for each in rows}.values())[1:4]


def _to_the_end(crowd: Case, owner: Officer, day: date) -> None:
    """Reported, taken note of, passed on, ended; somebody of the city was there."""
    city = Org.objects.parents(crowd.org).first()
    chief, first = _leader(city, crowd), _report(crowd, owner, "值班的同志", day)
    if first is None or chief is None:
        return
    take_note(first, by=chief, on=day)
    coordinate_case(crowd, moment(day) - timedelta(minutes=1), THERE, by=chief, on=day)
    region = Org.objects.parents(chief.org).first()
    above = _leader(region, crowd)
    if region is None or above is None:
        return
    last = pass_report(first, region, PASSED, by=chief, on=day)
    take_note(last, by=above, on=day)
    end_report(last, ENDED, by=above, on=day)


def _leader(unit: Org | None, case: Case) -> Officer | None:
    found = Officer.objects.filter(org=unit, posts__role="leader").exclude(pk=case.about_id or 0)
    return found.select_related("org").order_by("pk").first()


def _report(case: Case, by: Officer, known_by: str, day: date) -> Report | None:
    above = Org.objects.parents(case.org).first()
    if above is None:
        return None
    now = moment(day)
    new = NewReport(above, CROWD, now - timedelta(minutes=40), now - timedelta(minutes=25), known_by)
    return report_case(case, new, by=by, on=day)


def _dispute(who: Officer, title: str, people: int, day: date) -> Case:
    case = _matter(who, "dispute", title)
    case.asker, case.people, case.name = "group", people, "几名职工代表"
    return register_case(NewCase(case, "", "都是同一个班组的", {"claim": "wages"}), by=who, on=day)


def _threatened(who: Officer, day: date) -> None:
    """Somebody was threatened and is safe for now; how they are has still to be asked within a day."""
    case = _matter(who, "crisis", "危机处置：暴力")
    case.place = "城东建材市场三号门"
    said = {"kind": "violence", "called": True}
    case = register_case(NewCase(case, "", "讨工资的时候被人推搡、威胁", said), by=who, on=day)
    note_deed(case, "stay", "陪到派出所做了笔录，家里人接走了", by=who, on=day)


def _matter(who: Officer, kind: str, title: str) -> Case:
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"upward {title} {who.pk}")
    return Case(org=who.org, first_org=who.org, key=key, kind=kind, title=title, channel="hotline", name="一名职工")
