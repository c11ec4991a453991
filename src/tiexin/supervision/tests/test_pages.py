"""The pages of inspections and spot checks: who may do what, what stands on them, what is told to whom."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import actions
from tiexin.supervision.actions.checks import Answer, answer_ask, decide_check, reply_to_check
from tiexin.supervision.models import Inspection, RecordCheck, Shortcoming
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY, SHEET, drawn, inspected, lacking, sampled

pytestmark = pytest.mark.django_db
LATER = c.TODAY + 40 * DAY


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def enter(cast, client, who="office"):
    return c.enter(client, cast.people[who])


def text(answer):
    return answer.content.decode()


def rows(answer):
    return [row.pk for row in answer.context["pager"].rows]


def sheet_of(answer):
    return list(load_workbook(io.BytesIO(answer.content)).active.values)


# ── inspections ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_inspection_goes_from_the_form_to_its_sheet_and_what_was_found(cast, client):
    client, draw = enter(cast, client), drawn(cast)
    sent = {"unit": cast.county.pk, "on": c.TODAY, "way": "both", "inspectors": [cast.inspector.pk], "sheet": SHEET}
    answer = client.post("/inspections/new/", {**sent, "heard": "", "draw": draw.pk})
    assert answer.status_code == 422 and "请写明听取了什么情况" in text(answer)
    answer = client.post("/inspections/new/", {**sent, "heard": "县总汇报", "draw": draw.pk})
    made = Inspection.objects.get()
    at = f"/inspections/{made.pk}/"
    assert answer["Location"] == at
    page = text(client.get(at))
    assert all(word in page for word in ("县总汇报", "抽查走访记录", "林晓梅", made.sheet_hash[:8], "0 / 2 人"))
    answer = client.post(f"{at}sheet/", {"told": "no"})
    assert answer.status_code == 422 and "请写明哪里没有做到" in text(answer)
    client.post(f"{at}sheet/", {"told": "no", "told-note": "三件没有告知", "started": "yes"})
    assert "没有做到</b>：三件没有告知" in text(client.get(at))
    found = {"text": "三件没有告知", "line": "told", "owner": cast.author.pk, "due": c.TODAY + 9 * DAY}
    answer = client.post(f"{at}shortcomings/new/", found)
    lack = Shortcoming.objects.get()
    assert answer["Location"] == f"/inspections/shortcomings/{lack.pk}/"
    assert (lack.unit, lack.clause) == (cast.county, "C261")
    assert "三件没有告知" in text(client.get(at))


def test_what_is_typed_is_not_lost(cast, client):
    client, made = enter(cast, client), inspected(cast)
    answer = client.post(f"/inspections/{made.pk}/shortcomings/new/", {"text": "启动不及时"})
    assert answer.status_code == 422 and "启动不及时" in text(answer)
    answer = client.post("/inspections/new/", {"heard": "讲了三条"})
    assert answer.status_code == 422 and "讲了三条" in text(answer)


def test_the_deadline_that_is_offered_counts_working_days(cast, client):
    page = enter(cast, client).get(f"/inspections/{inspected(cast).pk}/shortcomings/new/")
    assert 'value="2012-05-31"' in text(page)


def test_the_list_is_narrowed_and_taken_out(cast, client):
    one, two = inspected(cast), inspected(cast, unit=cast.other_city)
    lacking(cast, one)
    client = enter(cast, client)
    assert rows(client.get("/inspections/")) == [two.pk, one.pk]
    assert rows(client.get("/inspections/", {"unit": "兴庆"})) == [one.pk]
    assert rows(client.get("/inspections/", {"way": "sample"})) == []
    head, *lines = sheet_of(client.get("/inspections/", {"as": "xlsx"}))
    assert head == ("被督查单位", "督查单位", "日期", "方式", "发现问题", "还没有销号")
    assert [(line[0], line[4], line[5]) for line in lines] == [
        ("石嘴山市总工会", 0, 0),
        ("兴庆区总工会", 1, 1),
    ]


def test_the_inspected_unit_reads_but_does_not_inspect(cast, client):
    made, client = inspected(cast), enter(cast, client, "officer")
    page = client.get(f"/inspections/{made.pk}/")
    assert page.status_code == 200 and "填检查表" not in text(page)
    for way in ("sheet", "shortcomings/new", "shortcomings/pick"):
        assert client.get(f"/inspections/{made.pk}/{way}/").status_code == 404
    assert enter(cast, client, "stranger").get(f"/inspections/{made.pk}/").status_code == 404


def test_an_inspected_office_reads_but_does_not_carry_on_what_another_unit_does(cast, client):
    made, client = inspected(cast, unit=cast.city), enter(cast, client, "city_office")
    assert "填检查表" not in text(client.get(f"/inspections/{made.pk}/"))
    assert client.get(f"/inspections/{made.pk}/sheet/").status_code == 404


def test_inspectors_and_owners_are_searched_in_reach(cast, client):
    made, client = inspected(cast), enter(cast, client)
    assert "马建国" in text(client.get("/inspections/pick/", {"name": "inspectors", "q": "马建国", "many": ""}))
    owners = f"/inspections/{made.pk}/shortcomings/pick/"
    assert "李秀兰" in text(client.get(owners, {"name": "owner", "q": "李秀兰"}))
    assert "马建国" not in text(client.get(owners, {"name": "owner", "q": "马建国"}))


# ── what was found ──────────────────────────────────────────────────────────────────────────────────────


def test_a_shortcoming_is_answered_by_its_unit_and_checked_again_by_the_other(cast, client):
    found = lacking(cast, inspected(cast))
    at = f"/inspections/shortcomings/{found.pk}/"
    unit = enter(cast, client, "officer")
    assert "答复" in text(unit.get(at)) and unit.get(f"{at}recheck/").status_code == 404
    assert unit.post(f"{at}answer/", {"text": "补了"})["Location"] == at
    office = enter(cast, client)
    assert f"{at}recheck/" in text(office.get(at))
    answer = office.post(f"{at}recheck/", {"passed": "no", "text": "没有看到方案"})
    assert answer.status_code == 422 and "请定新的期限" in text(answer)
    office.post(f"{at}recheck/", {"passed": "no", "text": "没有看到方案", "due": c.TODAY + 9 * DAY})
    assert "复查没有通过，待整改，2012年5月19日前" in text(office.get(at))
    answer = office.post(f"{at}answer/", {"text": "印发了"})
    assert answer.status_code == 422 and "只由整改单位答复" in text(answer)
    enter(cast, client, "officer").post(f"{at}answer/", {"text": "印发了"})
    office = enter(cast, client)
    office.post(f"{at}recheck/", {"passed": "yes", "text": "看过了"})
    found.refresh_from_db()
    assert (found.state, found.closed) == ("closed", c.TODAY)


def test_the_list_of_what_was_found_is_what_is_not_closed_unless_asked_otherwise(cast, client):
    made = inspected(cast)
    one, two = lacking(cast, made), lacking(cast, made, text="没有告知", due=LATER)
    actions.answer_shortcoming(two, "补了", by=cast.author, on=c.TODAY)
    actions.recheck_shortcoming(two, actions.Recheck(True, "看过"), by=cast.inspector, on=c.TODAY)
    client, at = enter(cast, client), "/inspections/shortcomings/"
    assert rows(client.get(at)) == [one.pk]
    assert rows(client.get(at, {"state": "closed"})) == [two.pk]
    assert rows(client.get(at, {"state": "all", "unit": "兴庆"})) == [one.pk, two.pk]
    assert rows(client.get(at, {"whose": "mine"})) == rows(client.get(at, {"late": "yes"})) == []
    c.set_day(LATER)
    assert rows(client.get(at, {"late": "yes"})) == [one.pk]
    for page in (at, f"{at}{one.pk}/"):
        assert "tx-state--missed" in text(client.get(page))
    assert "已超期" in text(client.get(f"/inspections/{made.pk}/"))
    head, line = sheet_of(client.get(at, {"as": "xlsx"}))
    assert dict(zip(head, line, strict=True))["超期"] == "已超期"
    assert rows(enter(cast, client, "officer").get(at, {"whose": "mine"})) == [one.pk]
    assert rows(enter(cast, client, "stranger").get(at)) == []


# ── spot checks ─────────────────────────────────────────────────────────────────────────────────────────


def asked(cast, came="no"):
    """The check of the first record, after its first person said so."""
    made = sampled(cast)
    check = RecordCheck.objects.get(inspection=made, visit=cast.visits[0])
    answer_ask(check.asks.get(place=1), Answer(came, "", "phone", c.TODAY), by=cast.inspector, on=c.TODAY)
    check.refresh_from_db()
    return check


def test_an_answer_is_written_down_and_the_author_is_asked_first(cast, client):
    check = asked(cast, "yes")
    at, ask = f"/inspections/checks/{check.pk}/", check.asks.get(place=2)
    client = enter(cast, client)
    assert f"/inspections/asks/{ask.pk}/" in text(client.get(at))
    answer = client.post(f"/inspections/asks/{ask.pk}/", {"came": "no", "way": "phone", "on": c.TODAY + DAY})
    assert answer.status_code == 422 and "日期还没有到" in text(answer)
    client.post(f"/inspections/asks/{ask.pk}/", {"came": "no", "way": "phone", "on": c.TODAY, "promised": "没有"})
    page = text(client.get(at))
    assert "请登记人说明" in page and "2012年5月17日前说明" in page and "下结论" not in page
    answer = client.post(f"{at}decide/", {"upheld": "yes", "reason": "没去"})
    assert answer.status_code == 422 and "登记人还没有说明" in text(answer)
    author = enter(cast, client, "officer")
    assert "请您看一看 1" in text(author.get("/inspections/"))
    assert rows(author.get("/inspections/mine/")) == [check.pk]
    assert "请您说明当时的情况" in text(author.get(f"/visits/{check.visit_id}/"))
    assert author.post(f"{at}reply/", {"text": "去的是二车间"})["Location"] == "/inspections/mine/"
    client = enter(cast, client)
    assert "去的是二车间" in text(client.get(f"{at}decide/"))
    client.post(f"{at}decide/", {"upheld": "yes", "reason": "登记人认可"})
    page = text(client.get(f"/visits/{check.visit_id}/"))
    assert "抽查核实不实：登记人认可" in page and "不实，已作废" in page


def test_whoever_said_what_is_not_told_to_the_unit(cast, client):
    check = asked(cast)
    name = str(check.asks.get(place=1).worker)
    at = f"/inspections/checks/{check.pk}/"
    assert name in text(enter(cast, client).get(at))
    author = enter(cast, client, "officer")
    page = text(author.get(at))
    assert name not in page and "没有人来过" not in page and "问了 1 位，共 2 位" in page
    assert name not in text(author.get(f"{at}reply/"))
    assert author.get(f"/inspections/asks/{check.asks.get(place=2).pk}/").status_code == 404


def test_only_the_author_opens_the_page_to_reply(cast, client):
    check = asked(cast)
    for who in ("office", "leader", "city_office"):
        assert enter(cast, client, who).get(f"/inspections/checks/{check.pk}/reply/").status_code == 404
    assert rows(enter(cast, client).get("/inspections/mine/")) == []


def test_the_author_who_let_the_time_pass_is_told_on_the_page(cast, client):
    check = asked(cast)
    c.set_day(c.TODAY + 8 * DAY)
    page = text(enter(cast, client).get(f"/inspections/checks/{check.pk}/"))
    assert "期限2012年5月17日已过，没有说明" in page and "下结论" in page


def test_checks_go_out_and_what_came_of_them_stands_on_the_visit(cast, client):
    check = asked(cast)
    reply_to_check(check, "去了", by=cast.author, on=c.TODAY)
    decide_check(check, False, "另一位作证", by=cast.inspector, on=c.TODAY)
    client = enter(cast, client)
    head, *lines = sheet_of(client.get(f"/inspections/{check.inspection_id}/", {"as": "xlsx"}))
    found = [dict(zip(head, line, strict=True)) for line in lines]
    assert [(row["进度"], row["已问的人数"], row["结论的理由"]) for row in found] == [
        ("不实不成立", 1, "另一位作证"),
        ("正在核实", 0, None),
    ]
    assert "另一位作证" in text(client.get(f"/visits/{check.visit_id}/"))
    assert "抽查核实" not in text(client.get(f"/visits/{scene.visited(cast).pk}/"))
