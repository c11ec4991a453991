"""A mass incident goes up the line: who knew when, reported, taken note of, passed on, ended, coordinated (C118)."""

from datetime import timedelta

import pytest

from tiexin.cases.actions import reporting as actions
from tiexin.cases.actions.reporting import NewReport
from tiexin.cases.models import Case, CaseClock, Report
from tiexin.cases.tasks import remind
from tiexin.cases.tests.case_scene import counted, moved, refuse, registered, stage
from tiexin.core.days import moment
from tiexin.evidence.models import Fact
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVE = c.TODAY - DAY
MINUTES = timedelta(minutes=1)


@kept.fixture
def cast():
    found = stage()
    found.city_chief = c.officer("市主席", found.city, "leader", rank=Rank.LEADER)
    return found


def crisis(cast, **more):
    return registered(cast, "crisis", details={"kind": "mass"}, people=60, asker="group", **more)


def reported(cast, case, org=None, *, known=30, text="厂门口六十人，没有冲突", by=None, **more):
    now = moment(c.TODAY)
    said = {"happened": now - (known + 20) * MINUTES, "known": now - known * MINUTES, "known_by": "王铁柱", **more}
    new = NewReport(org=org or cast.city, text=text, **said)
    return actions.report_case(case, new, by=by or cast.author, on=c.TODAY)


def told(word):
    found = Message.objects.filter(title__contains=word).order_by("officer__name")
    return list(found.values_list("officer__name", "kind"))


def in_time(measure):
    found = Fact.objects.live().filter(measure=measure)
    return [dict(each.tag_set.tags.values_list("key", "value"))["in_time"] for each in found]


def test_reported_in_words_it_meets_the_clock_and_counts(cast):
    case = crisis(cast)
    report = reported(cast, case)
    assert (report.from_org, report.org, report.by, report.known_by) == (cast.county, cast.city, cast.author, "王铁柱")
    assert (report.words, report.received, report.answer) == ("厂门口六十人，没有冲突", None, "")
    assert report.due - report.at == timedelta(hours=1)
    step = case.steps.get(event="reported")
    assert (step.label, step.text, step.told) == ("向银川市报告", "厂门口六十人，没有冲突", False)
    assert CaseClock.objects.get(case=case, rule="report").met == step.at
    assert counted("dispute_reported", "officer", "qty", "by_org") == [(cast.author.pk, 1, cast.county.pk)]
    assert in_time("dispute_reported") == ["yes"]
    assert told("下级工会报来") == [("市主席", "crisis"), ("马建国", "crisis")]


def test_three_hours_later_it_counts_as_too_late_and_a_second_report_counts_nothing(cast):
    case = crisis(cast)
    reported(cast, case, known=181)
    reported(cast, case, cast.province)
    assert (in_time("dispute_reported"), case.reports.count()) == (["no"], 2)


def test_what_cannot_be_reported_changes_nothing(cast):
    case, ended, now = crisis(cast), crisis(cast), moment(c.TODAY)
    moved(ended, "refuse", by=cast.author)
    refuse("", lambda: reported(cast, ended))
    refuse("text", lambda: reported(cast, case, text=" "))
    refuse("text", lambda: reported(cast, case, text="长" * 1001))
    refuse("known_by", lambda: reported(cast, case, known_by=" "))
    refuse("known", lambda: reported(cast, case, happened=now))
    refuse("known", lambda: reported(cast, case, known=-60))
    for org in (cast.county, cast.enterprise, cast.other_city):
        refuse("org", lambda org=org: reported(cast, case, org))
    reported(cast, case)
    said = NewReport(cast.city, "再报", now - DAY, now - DAY, "王铁柱")
    assert "已经报给" in _said(lambda: actions.report_case(case, said, by=cast.author, on=c.TODAY))


def _said(call):
    from tiexin.core.refusal import Refused

    with pytest.raises(Refused) as caught:
        call()
    return str(caught.value)


def test_the_unit_it_is_about_is_gone_past_and_whom_it_is_about_hears_nothing(cast):
    case = crisis(cast)
    Case.objects.filter(pk=case.pk).update(about_org=cast.city)
    refuse("org", lambda: reported(cast, case))
    Case.objects.filter(pk=case.pk).update(about_org=None, about=cast.city_chief)
    reported(cast, case)
    assert told("下级工会报来") == [("马建国", "crisis")]


def test_taken_note_of_once_and_the_sender_hears_so(cast):
    report = reported(cast, crisis(cast))
    found = actions.take_note(report, by=cast.city_chief, on=c.TODAY)
    assert (found.received_by, found.received >= report.at) == (cast.city_chief, True)
    assert told("已经知悉") == [("李秀兰", "progress")]
    refuse("", lambda: actions.take_note(report, by=cast.city_chief, on=c.TODAY))


def test_passed_on_it_is_taken_note_of_and_goes_further_with_the_same_times(cast):
    case = crisis(cast)
    report = reported(cast, case)
    refuse("org", lambda: actions.pass_report(report, cast.county, "转报", by=cast.city_chief, on=c.TODAY))
    refuse("text", lambda: actions.pass_report(report, cast.province, "", by=cast.city_chief, on=c.TODAY))
    further = actions.pass_report(report, cast.province, "转报自治区总工会", by=cast.city_chief, on=c.TODAY)
    report.refresh_from_db()
    assert (report.answer, report.received_by, further.parent) == ("passed", cast.city_chief, report)
    assert (further.from_org, further.org, further.known, further.happened) == (
        cast.city,
        cast.province,
        report.known,
        report.happened,
    )
    refuse("", lambda: actions.pass_report(report, cast.province, "再报", by=cast.city_chief, on=c.TODAY))
    refuse("", lambda: actions.end_report(report, "了结", by=cast.city_chief, on=c.TODAY))
    ended = actions.end_report(further, "已疏导，另行登记", by=cast.people["leader"], on=c.TODAY)
    assert (ended.answer, ended.answer_text) == ("ended", "已疏导，另行登记")
    assert in_time("dispute_reported") == ["yes"]


def test_ended_reports_leave_room_for_a_new_one(cast):
    case = crisis(cast)
    report = reported(cast, case)
    refuse("reason", lambda: actions.end_report(report, " ", by=cast.city_chief, on=c.TODAY))
    actions.end_report(report, "平息", by=cast.city_chief, on=c.TODAY)
    reported(cast, case)
    assert case.reports.count() == 2


def test_coordinated_counts_once_and_within_a_day(cast):
    case, now = crisis(cast), moment(c.TODAY)
    refuse("", lambda: actions.coordinate_case(case, now, "到场", by=cast.author, on=c.TODAY))
    report = reported(cast, case)
    refuse("text", lambda: actions.coordinate_case(case, now, "", by=cast.author, on=c.TODAY))
    refuse("at", lambda: actions.coordinate_case(case, now - 9 * DAY, "到场", by=cast.author, on=c.TODAY))
    found = actions.coordinate_case(case, report.known + MINUTES, "请推举五名代表来谈", by=cast.author, on=c.TODAY)
    assert (found, found.coordinator, in_time("dispute_coordinated")) == (report, cast.author, ["yes"])
    assert case.steps.get(label="到场协调").text == "请推举五名代表来谈"
    refuse("at", lambda: actions.coordinate_case(case, now, "又到场", by=cast.author, on=c.TODAY))


def test_what_waits_too_long_is_told_to_that_unit_and_above_once(cast):
    report = reported(cast, crisis(cast))
    remind(c.TODAY)
    assert told("还没有知悉") == []
    Report.objects.filter(pk=report.pk).update(due=moment(c.TODAY) - MINUTES)
    for _ in "12":
        remind(c.TODAY)
    assert told("还没有知悉") == [("市主席", "reminder"), ("陈志远", "reminder")]


def test_what_should_have_been_reported_is_told_to_owner_and_leaders(cast):
    serious, plain = registered(cast, people=10, asker="group"), registered(cast, people=9, asker="group")
    Case.objects.update(at=moment(c.TODAY) - timedelta(hours=3))
    for _ in "12":
        remind(c.TODAY)
    assert told("应当向上报告") == [("丁文博", "reminder"), ("李秀兰", "reminder")]
    assert (serious.reports.count(), plain.reports.count()) == (0, 0)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def sent(cast, **more):
    times = {"happened": f"{EVE}T07:30", "known": f"{EVE}T08:00", "known_by": "王铁柱"}
    return {**times, "org": cast.city.pk, "text": "厂门口六十人", **more}


def test_reported_passed_and_ended_on_the_pages_with_the_chain(cast, client):
    case = crisis(cast)
    client = c.enter(client, cast.author)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "应当向上报告" in page and "第25条" in page
    assert [org.pk for org in client.get(f"/cases/{case.pk}/report/").context["form"].fields["org"].queryset] == [
        cast.city.pk,
        cast.province.pk,
    ]
    assert client.post(f"/cases/{case.pk}/report/", sent(cast)).url == f"/cases/{case.pk}/"
    report = Report.objects.get()
    assert client.get(f"/reports/{report.pk}/note/").status_code == 405
    assert client.post(f"/reports/{report.pk}/note/").status_code == 404
    client = c.enter(client, cast.city_chief)
    assert [row.pk for row in client.get("/reports/?state=waiting").context["pager"].rows] == [report.pk]
    assert client.post(f"/reports/{report.pk}/note/").url == f"/reports/{report.pk}/"
    assert client.post(f"/reports/{report.pk}/note/").status_code == 422
    assert client.get("/reports/?state=waiting").context["pager"].rows == []
    assert client.post(f"/reports/{report.pk}/pass/", {"org": cast.province.pk, "text": "转报"}).status_code == 302
    assert client.get(f"/reports/{report.pk}/pass/").status_code == 404
    further = Report.objects.get(parent=report)
    client = c.enter(client, cast.people["leader"])
    assert client.post(f"/reports/{further.pk}/end/", {"reason": ""}).status_code == 422
    assert client.post(f"/reports/{further.pk}/end/", {"reason": "平息"}).url == f"/reports/{further.pk}/"
    chain = client.get(f"/reports/{further.pk}/").context["chain"]
    assert [line.what for line in chain] == [
        "事情发生",
        "工会第一个知道",
        "登记",
        "报告给银川市",
        "知悉",
        "报告给自治区总工会",
        "知悉",
        "了结",
    ]
    assert chain[1].after == "30分钟"
    assert client.get("/reports/?state=open").context["pager"].rows == []
    assert len(client.get("/reports/?state=ended").context["pager"].rows) == 2
    assert len(client.get("/reports/?unit=兴庆").context["pager"].rows) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("org", ""), ("text", ""), ("happened", "昨天"), ("known", ""), ("known", f"{EVE - DAY}T08:00"), ("known_by", "")],
)
def test_what_is_typed_wrong_is_said_beside_its_field(cast, client, field, value):
    case, client = crisis(cast), c.enter(client, cast.author)
    answer = client.post(f"/cases/{case.pk}/report/", sent(cast, **{field: value}))
    assert (answer.status_code, list(answer.context["form"].errors), Report.objects.count()) == (422, [field], 0)


def test_coordination_on_the_page(cast, client):
    case, client = crisis(cast), c.enter(client, cast.author)
    client.post(f"/cases/{case.pk}/report/", sent(cast))
    said = {"at": f"{EVE}T09:00", "text": "到场疏导"}
    assert client.get(f"/cases/{case.pk}/coordinate/").status_code == 200
    assert client.post(f"/cases/{case.pk}/coordinate/", {**said, "at": f"{EVE - 9 * DAY}T09:00"}).status_code == 422
    assert client.post(f"/cases/{case.pk}/coordinate/", said).url == f"/cases/{case.pk}/"
    assert "到场协调" in [line.what for line in client.get(f"/cases/{case.pk}/").context["chain"]]
    assert "到场协调" not in client.get(f"/cases/{case.pk}/").content.decode().split("向上报告</a>")[1][:60]


def test_whom_it_is_about_never_reads_a_report(cast, client):
    case = crisis(cast)
    report = reported(cast, case)
    for about in ({"about": cast.city_chief, "about_org": None}, {"about": None, "about_org": cast.city}):
        Case.objects.filter(pk=case.pk).update(**about)
        client = c.enter(client, cast.city_chief)
        assert client.get(f"/reports/{report.pk}/").status_code == 404
        assert client.post(f"/reports/{report.pk}/note/").status_code == 404
        assert client.get("/reports/").context["pager"].rows == []
    assert c.enter(client, cast.people["stranger"]).get(f"/reports/{report.pk}/").status_code == 404


def test_reports_of_sealed_matters_are_sealed_and_read_by_who_leads_there(cast, client):
    case = registered(cast, "counselling", details={}, urgent=True, title="整夜睡不着")
    report = reported(cast, case, text="有人要轻生")
    again = Report.objects.get(pk=report.pk)
    assert (again.text, again.words) == ("", "有人要轻生")
    client = c.enter(client, cast.city_chief)
    text = client.get(f"/reports/{report.pk}/").content.decode()
    assert "有人要轻生" in text and "睡不着" not in text
    assert "睡不着" not in client.get("/reports/").content.decode()
    field = c.officer("市干部", cast.city, "officer")
    assert c.enter(client, field).get(f"/reports/{report.pk}/").status_code == 404


def test_taken_out_the_list_tells_the_times(cast, client):
    from tiexin.cases.tests.test_room_pages import cells

    reported(cast, crisis(cast))
    rows = cells(c.enter(client, cast.author).get("/reports/?as=xlsx"))
    head = next(row for row in rows if "知道到报告" in row)
    body = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert (body["知道到报告"], body["报给哪个单位"], body["谁第一个知道"]) == ("30分钟", "银川市总工会", "王铁柱")
