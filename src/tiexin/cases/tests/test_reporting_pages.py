"""Pages of reports: whose doors they are, what is typed wrong, what must not leak, what a list costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions import reporting as actions
from tiexin.cases.models import Case, Report
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.cases.tests.test_reporting_actions import EVE, crisis, reported, sent
from tiexin.cases.tests.test_room_pages import cells
from tiexin.core.days import moment
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@kept.fixture
def cast():
    found = stage()
    found.city_chief = c.officer("市主席", found.city, "leader", rank=Rank.LEADER)
    found.city_officer = c.officer("市干部", found.city, "officer")
    return found


def whom(cast, who):
    mine = {"chief": cast.chief, "mate": cast.mate, "city_chief": cast.city_chief, "city_officer": cast.city_officer}
    return {**cast.people, **mine}[who]


@pytest.mark.parametrize(
    ("who", "see", "answer", "send"),
    [
        ("officer", 200, 404, 200),
        ("chief", 200, 404, 200),
        ("mate", 200, 404, 404),
        ("city_chief", 200, 200, 200),
        ("city_officer", 200, 200, 404),
        ("city_office", 200, 200, 200),
        ("office", 200, 200, 200),
        ("enterprise", 404, 404, 404),
        ("stranger", 404, 404, 404),
    ],
)
def test_who_reads_who_answers_and_who_sends(cast, client, who, see, answer, send):
    case = crisis(cast)
    report = reported(cast, case)
    client = c.enter(client, whom(cast, who))
    with c.nothing_written():
        assert client.get(f"/reports/{report.pk}/").status_code == see
        assert client.get(f"/reports/{report.pk}/pass/").status_code == answer
        assert client.get(f"/reports/{report.pk}/end/").status_code == answer
        assert client.get(f"/cases/{case.pk}/report/").status_code == send
        assert client.get(f"/cases/{case.pk}/coordinate/").status_code == send
    assert len(client.get("/reports/").context["pager"].rows) == (1 if see == 200 else 0)


@pytest.mark.parametrize("path", ["/reports/{}/", "/reports/{}/pass/", "/reports/{}/end/", "/cases/{}/report/"])
@pytest.mark.parametrize("pk", [0, 999_999_999, 2**63, 10**30])
def test_numbers_of_nothing_are_nothing(cast, client, path, pk):
    assert c.enter(client, cast.city_chief).get(path.format(pk)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("org", "0"),
        ("org", "x"),
        ("org", str(10**30)),
        ("text", "   "),
        ("text", "长" * 1001),
        ("text", "x" * 1_000_000),
        ("text", "a\0b"),
        ("known_by", "长" * 41),
        ("known_by", "a\0b"),
        ("known_by", "   "),
        ("known", "2012-02-30T08:00"),
        ("known", f"{EVE}"),
        ("known", "9999-12-31T23:59"),
        ("known", SCRIPT),
        ("happened", "0000-00-00T00:00"),
        ("happened", "0001-01-01T00:00"),
        ("happened", "1995-05-09T08:00"),
    ],
)
def test_what_is_typed_wrong_changes_nothing(cast, client, field, value):
    case, client = crisis(cast), c.enter(client, cast.author)
    with c.nothing_written():
        answer = client.post(f"/cases/{case.pk}/report/", sent(cast, **{field: value}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert SCRIPT not in answer.content.decode()


@pytest.mark.parametrize("org", ["county", "enterprise", "other_city", "industry", "closed"])
def test_a_unit_that_is_not_above_is_no_choice(cast, client, org):
    case, client = crisis(cast), c.enter(client, cast.author)
    with c.nothing_written():
        answer = client.post(f"/cases/{case.pk}/report/", sent(cast, org=getattr(cast, org).pk))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["org"])


def test_scripts_stay_words_wherever_they_are_read(cast, client):
    case, client = crisis(cast, title=SCRIPT), c.enter(client, cast.author)
    client.post(f"/cases/{case.pk}/report/", sent(cast, text=SCRIPT, known_by=SCRIPT))
    report = Report.objects.get()
    client = c.enter(client, cast.city_chief)
    client.post(f"/reports/{report.pk}/end/", {"reason": SCRIPT})
    for path in ("/reports/", f"/reports/{report.pk}/", f"/cases/{case.pk}/"):
        text = client.get(path).content.decode()
        assert SCRIPT not in text and "&lt;script&gt;alert(1)" in text


def test_sent_twice_it_is_one_report_and_the_second_is_told(cast, client):
    case, client = crisis(cast), c.enter(client, cast.author)
    assert client.post(f"/cases/{case.pk}/report/", sent(cast)).status_code == 302
    with c.nothing_written():
        again = client.post(f"/cases/{case.pk}/report/", sent(cast))
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["org"])
    assert "已经报给银川市" in again.content.decode()


def test_an_ended_matter_is_not_reported_but_its_report_is_still_answered(cast, client):
    case = crisis(cast)
    report = reported(cast, case)
    moved(case, "refuse", by=cast.author)
    client = c.enter(client, cast.author)
    assert f"/cases/{case.pk}/report/" not in client.get(f"/cases/{case.pk}/").content.decode()
    with c.nothing_written():
        assert client.post(f"/cases/{case.pk}/report/", sent(cast, org=cast.province.pk)).status_code == 422
        said = {"at": f"{EVE}T09:00", "text": "到场"}
        assert client.post(f"/cases/{case.pk}/coordinate/", said).status_code == 422
    client = c.enter(client, cast.city_chief)
    assert client.post(f"/reports/{report.pk}/end/", {"reason": "已平息"}).status_code == 302


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201, "a\0b"])
def test_no_end_without_words_that_can_be_kept(cast, client, reason):
    report = reported(cast, crisis(cast))
    client = c.enter(client, cast.city_chief)
    with c.nothing_written():
        answer = client.post(f"/reports/{report.pk}/end/", {"reason": reason})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    report.refresh_from_db()
    assert (report.received, report.answer) == (None, "")


def test_what_is_passed_on_begins_with_the_words_that_came(cast, client):
    report = reported(cast, crisis(cast), text="厂门口六十人")
    form = c.enter(client, cast.city_officer).get(f"/reports/{report.pk}/pass/").context["form"]
    assert (form["text"].value(), list(form.fields["org"].queryset)) == ("厂门口六十人", [cast.province])


def test_at_the_top_there_is_nobody_to_pass_it_to(cast, client):
    report = reported(cast, crisis(cast), cast.province)
    client = c.enter(client, cast.people["leader"])
    text = client.get(f"/reports/{report.pk}/").content.decode()
    assert f"/reports/{report.pk}/pass/" not in text and f"/reports/{report.pk}/end/" in text
    with c.nothing_written():
        answer = client.post(f"/reports/{report.pk}/pass/", {"org": cast.city.pk, "text": "退回去"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["org"])


def test_sealed_words_stand_neither_in_the_list_nor_in_what_is_taken_out(cast, client):
    case = registered(cast, "counselling", details={}, urgent=True, title="想不开的人")
    report = reported(cast, case, text="楼顶有人")
    actions.end_report(report, "劝下来了", by=cast.city_chief, on=c.TODAY)
    report.refresh_from_db()
    assert (report.text, report.answer_text) == ("", "")
    client = c.enter(client, cast.city_chief)
    shown = client.get("/reports/").content.decode() + str(cells(client.get("/reports/?as=xlsx")))
    assert not [each for each in ("想不开的人", "楼顶有人", "劝下来了") if each in shown]
    assert "内容加密" in shown
    for other in (cast.city_officer, cast.mate, cast.people["stranger"]):
        rows = cells(c.enter(client, other).get("/reports/?as=xlsx"))
        assert case.number not in str(rows)


def test_what_is_taken_out_holds_what_one_sees_and_filters_hold_there_too(cast, client):
    first = reported(cast, crisis(cast))
    second = reported(cast, crisis(cast))
    actions.take_note(second, by=cast.city_chief, on=c.TODAY)
    client = c.enter(client, cast.city_chief)
    waiting = str(cells(client.get("/reports/?state=waiting&as=xlsx")))
    assert first.case.number in waiting and second.case.number not in waiting
    everything = str(cells(client.get("/reports/?as=xlsx")))
    assert first.case.number in everything and second.case.number in everything
    none = str(cells(c.enter(client, cast.people["stranger"]).get("/reports/?as=xlsx")))
    assert first.case.number not in none


@pytest.mark.parametrize(
    "query", ["?state=moon", "?unit=%00", "?unit=" + "长" * 500, "?page=9999", "?page=x", "?as=moon"]
)
def test_odd_questions_get_an_answer(cast, client, query):
    reported(cast, crisis(cast))
    assert c.enter(client, cast.city_chief).get(f"/reports/{query}").status_code in {200, 404, 422}


def test_waiting_is_what_waits_for_oneself_and_not_what_one_sent(cast, client):
    reported(cast, crisis(cast))
    assert c.enter(client, cast.author).get("/reports/?state=waiting").context["pager"].rows == []
    assert len(c.enter(client, cast.city_officer).get("/reports/?state=waiting").context["pager"].rows) == 1


def test_the_report_shows_the_matter_s_door_only_to_who_may_open_it(cast, client):
    case = registered(cast, "counselling", details={}, urgent=True)
    report = reported(cast, case)
    client = c.enter(client, cast.city_chief)
    assert f'href="/cases/{case.pk}/"' not in client.get(f"/reports/{report.pk}/").content.decode()
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    plain = reported(cast, crisis(cast))
    assert f'href="/cases/{plain.case_id}/"' in client.get(f"/reports/{plain.pk}/").content.decode()


def test_list_and_report_cost_the_same_however_many(cast, client):
    client, costs = c.enter(client, cast.city_chief), []
    first = reported(cast, crisis(cast))
    client.get("/reports/")
    client.get(f"/reports/{first.pk}/")  # which sentences of plans are found is known for a while
    for more in (0, 6):
        for _ in range(more):
            actions.take_note(reported(cast, crisis(cast)), by=cast.city_officer, on=c.TODAY)
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get("/reports/").context["pager"].rows) == 1 + more
            client.get(f"/reports/{first.pk}/")
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert Case.objects.count() == 7


def test_a_report_whose_hour_has_passed_stands_as_late(cast, client):
    case, client = crisis(cast), c.enter(client, cast.author)
    Case.objects.filter(pk=case.pk).update(at=moment(c.TODAY))
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "最晚<span" in page and "请马上报告" not in page
    Case.objects.filter(pk=case.pk).update(at=moment(c.TODAY - timedelta(days=1)))
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "<b>已超期</b>：应当在<span" in page and "最晚<span" not in page


def test_the_chain_says_since_when_each_time_is_counted(cast, client):
    case = crisis(cast)
    client = c.enter(client, cast.author)
    assert client.post(f"/cases/{case.pk}/report/", sent(cast)).status_code == 302
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert '工会第一个知道 <span class="tx-small">发生以后30分钟</span>' in page
    assert '登记 <span class="tx-small">知道以后' in page
