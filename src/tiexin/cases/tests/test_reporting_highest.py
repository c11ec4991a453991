"""How far up a report goes: a matter that is at the province because the hotline is there owes the nation none."""

from datetime import timedelta

import pytest

from tiexin.cases.actions import offering
from tiexin.cases.actions import reporting as actions
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.actions.reporting import NewReport
from tiexin.cases.models import Case, Report
from tiexin.cases.reporting import queries, rules
from tiexin.cases.tests.case_scene import refuse, registered, stage
from tiexin.core.days import moment
from tiexin.evidence.models import Fact
from tiexin.orgs.actions import hang_under
from tiexin.orgs.models import Level
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
NOW = moment(c.TODAY)
OWED = "应当向上报告"


@kept.fixture
def cast():
    found = stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.nation = c.org("全国总工会", "national", None)
    hang_under(found.province, found.nation, since=c.FOUNDED)
    return found


def crisis(cast, by, org, **more):
    return registered(cast, "crisis", by=by, org=org, details={"kind": "mass"}, title="堵门", people=80, **more)


def new(org):
    return NewReport(org, "一百人堵门", NOW - timedelta(hours=2), NOW - timedelta(hours=1), "坐席")


def in_time():
    fact = Fact.objects.live().get(measure="dispute_coordinated")
    return dict(fact.tag_set.tags.values_list("key", "value"))["in_time"]


def names(orgs):
    return sorted(org.name for org in orgs)


def test_the_levels_are_those_of_the_house_and_the_highest_is_data(monkeypatch):
    assert set(rules.LADDER) == set(Level.values) and list(rules.LADDER)[-1] == Level.NATIONAL
    assert rules.numbers().levels == ("enterprise", "township", "county", "city", "province")
    assert "本系统建议，可改" in next(
        line for line in rules.DATA.read_text(encoding="utf-8").splitlines() if line.startswith("highest:")
    )


def test_at_the_province_no_report_is_owed_offered_or_reminded_of(cast, client):
    case = crisis(cast, cast.clerk, cast.province)
    page = c.enter(client, cast.clerk).get(f"/cases/{case.pk}/")
    assert (page.context["report_owed"], page.context["may_report"], OWED in page.content.decode()) == (
        False,
        False,
        False,
    )
    later = NOW + timedelta(days=1)
    assert queries.unreported(later) == []
    actions.remind_of_reports(c.TODAY + timedelta(days=1))
    assert Message.objects.filter(source__endswith="/unreported").count() == 0


def test_a_report_to_the_nation_is_refused(cast):
    case = crisis(cast, cast.clerk, cast.province)
    assert "不用报给" in refuse("org", lambda: actions.report_case(case, new(cast.nation), by=cast.clerk, on=c.TODAY))
    assert Report.objects.count() == 0


def test_from_the_county_it_is_owed_up_to_the_province(cast, client):
    case = crisis(cast, cast.author, cast.county)
    assert names(queries.units_above(case, cast.county)) == names([cast.city, cast.province])
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/")
    assert (page.context["report_owed"], page.context["may_report"], OWED in page.content.decode()) == (
        True,
        True,
        True,
    )
    assert queries.unreported(NOW + timedelta(days=1)) == [case]


def test_taken_by_the_county_it_is_reported_and_coordinated_there(cast):
    case = crisis(cast, cast.clerk, cast.province)
    offering.offer_case(case, NewOffer(cast.county, None, "在兴庆区"), by=cast.clerk, on=c.TODAY)
    case = offering.take_offer(case, by=cast.author, on=c.TODAY)
    report = actions.report_case(case, new(cast.city), by=cast.author, on=c.TODAY)
    done = actions.coordinate_case(case, NOW, "到场听大家说", by=cast.author, on=c.TODAY)
    assert (report.from_org, report.org, done.coordinator) == (cast.county, cast.city, cast.author)


def test_a_unit_beside_the_province_reports_to_it(cast):
    case = crisis(cast, cast.clerk, cast.province)
    assert names(queries.units_above(case, cast.industry)) == [cast.province.name]


def test_a_report_is_not_passed_beyond_the_province(cast):
    case = crisis(cast, cast.author, cast.county)
    report = actions.report_case(case, new(cast.province), by=cast.author, on=c.TODAY)
    leader = cast.people["leader"]
    refuse("org", lambda: actions.pass_report(report, cast.nation, "请知悉", by=leader, on=c.TODAY))
    assert names(queries.units_above(case, cast.province)) == []


def test_at_the_province_being_there_is_written_down_alone_and_once(cast, client):
    case, desk = crisis(cast, cast.clerk, cast.province), c.enter(client, cast.clerk)
    page = f"/cases/{case.pk}/"
    assert desk.get(page).context["may_coordinate"] is True
    assert "记下到场协调" in desk.get(page).content.decode()
    for wrong in (NOW + timedelta(hours=1), NOW - rules.numbers().oldest - timedelta(hours=1)):
        refuse("at", lambda at=wrong: actions.coordinate_case(case, at, "到场", by=cast.clerk, on=c.TODAY))
    assert actions.coordinate_case(case, NOW, "到场听大家说", by=cast.clerk, on=c.TODAY) is None
    assert case.steps.get(label=rules.THERE).text == "到场听大家说"
    assert in_time() == "yes"
    assert desk.get(page).context["may_coordinate"] is False
    refuse("at", lambda: actions.coordinate_case(case, NOW, "又到场", by=cast.clerk, on=c.TODAY))


def test_being_there_too_late_is_counted_from_the_registration(cast):
    case = crisis(cast, cast.clerk, cast.province)
    Case.objects.filter(pk=case.pk).update(at=NOW - rules.numbers().coordinate - timedelta(minutes=1))
    actions.coordinate_case(case, NOW, "到场听大家说", by=cast.clerk, on=c.TODAY)
    assert in_time() == "no"


def test_no_ordinary_matter_of_the_province_is_coordinated(cast, client):
    case = registered(cast, "petition", by=cast.clerk, org=cast.province)
    assert c.enter(client, cast.clerk).get(f"/cases/{case.pk}/").context["may_coordinate"] is False
    refuse("", lambda: actions.coordinate_case(case, NOW, "到场", by=cast.clerk, on=c.TODAY))
