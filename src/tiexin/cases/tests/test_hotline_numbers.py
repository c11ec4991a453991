"""A number said on the telephone: how its matter stands, sealed or not, nothing of what it is about; a call back."""

import uuid
from datetime import timedelta

import pytest

from tiexin.cases.actions import hotline_alarms as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.hotline import norms
from tiexin.cases.hotline.models import LineJoin
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import refuse, registered
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import now
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
ASK, WRONG = "/hotline/number/", "没有查到这个编号：请对照回执，从头再念一遍。还是查不到的，请本人凭查询码在网上看"
NAME, TITLE = "柳小燕", "最近睡不着"


@pytest.fixture
def cast():
    found = scene.stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    yield found
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    return c.enter(client, cast.clerk)


def sealed(cast, org=None, phone="13900001111"):
    """A matter under seal, asked on the web, that nobody owns yet."""
    org = org or cast.county
    said = {"title": TITLE, "name": NAME, "asker": "self", "channel": "web", "reply_way": "code"}
    case = Case(key=uuid.uuid4(), kind="counselling", org=org, first_org=org, **said)
    return register_case(NewCase(case, phone, "三个月了"), by=None, on=c.TODAY)


def asked(clerk, number, **more):
    return clerk.post(ASK, {"number": number, **more})


def looks():
    rows = Entry.objects.filter(verb__in=actions.LOOKED).order_by("pk")
    return list(rows.values_list("verb", "thing", "thing_id", "by", "org"))


# ── what is said ────────────────────────────────────────────────────────────────────────────────────────


def test_of_a_sealed_matter_unit_state_and_term_are_said_and_nothing_else(cast, clerk):
    case = sealed(cast)
    assert case.sealed and clerk.get(f"/cases/{case.pk}/").status_code == 404
    answer = asked(clerk, case.number)
    told = answer.context["asked"]
    assert (told.number, told.org, told.state, told.closed, told.calls) == (
        case.number,
        cast.county,
        "已登记",
        None,
        True,
    )
    text = text_of(answer)
    shown = ("兴庆区", "已登记", "下一个期限", "留话：请回电话")
    assert [word for word in shown if word not in text[text.index('id="number"') :]] == []
    assert [word for word in (NAME, TITLE, case.what, "13900001111", f"/cases/{case.pk}/") if word in text] == []
    assert case.due is not None and told.day == (case.due - timedelta(seconds=1)).date()


def test_of_a_plain_matter_it_is_no_more(cast, clerk):
    case = registered(cast, title="拖欠三个月工资")
    text = text_of(asked(clerk, case.number))
    assert ("兴庆区" in text, case.title in text, "刘桂英" in text, case.what in text) == (
        True,
        False,
        False,
        False,
    )


def test_what_has_ended_says_when(cast, clerk):
    case = registered(cast)
    Case.objects.filter(pk=case.pk).update(state="closed", closed=c.TODAY, due=None)
    text = text_of(asked(clerk, case.number))
    assert ("已办结" in text, "2012年5月10日" in text, "下一个期限" in text) == (True, True, False)


@pytest.mark.parametrize("written", ["{0}", "{1}{2}", " {1} - {2} ", "{1}—{2}", "{1}－{2}", "{1}_{2}"])
def test_a_number_is_found_however_it_is_typed(cast, clerk, written):
    case = sealed(cast)
    year, rest = case.number.split("-")
    assert asked(clerk, written.format(case.number, year, rest)).context["asked"].number == case.number


def test_the_figures_of_a_chinese_keyboard_are_figures(cast, clerk):
    case = sealed(cast)
    wide = case.number.translate({ord(str(each)): chr(ord("０") + each) for each in range(10)})
    assert asked(clerk, wide).context["asked"].number == case.number


# ── what is not found ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["2012-9999999", "2012-" + "9" * 18, "2012-" + "9" * 19, "别的", "x2012-0000001"])
def test_what_is_no_number_says_the_same_and_leaves_a_trace(cast, clerk, typed):
    answer = asked(clerk, typed)
    assert (answer.status_code, answer.context["ask"].errors["number"]) == (422, [WRONG])
    assert looks() == [("look_up_no_case", "cases.seat", cast.seat.pk, cast.clerk.pk, cast.province.pk)]


def test_another_year_elsewhere_and_about_whoever_asks_says_the_same(cast, clerk, client):
    case, about = sealed(cast), sealed(cast)
    Case.objects.filter(pk=about.pk).update(about=cast.clerk)
    near = lines.open_line(cast.city, "0951-12351", by=cast.by, on=c.TODAY)
    mate = c.officer("马小军", cast.city, "window")
    seat = lines.open_seat(near, cast.city, "1", by=cast.by, on=c.TODAY)
    lines.take_seat(seat, by=mate, on=c.TODAY)
    far = sealed(cast, cast.other_county)
    beside = c.enter(type(client)(), mate)
    said = [
        asked(clerk, f"2011-{case.pk:07d}"),
        asked(clerk, about.number),
        asked(beside, far.number),
    ]
    assert [each.context["ask"].errors["number"] for each in said] == [[WRONG]] * 3
    LineJoin.objects.create(line=near, org=cast.other_county, since=c.TODAY)
    assert asked(beside, far.number).context["asked"].org == cast.other_county  # the line serves it


def test_without_a_seat_nothing_is_looked_up(cast, client):
    case = sealed(cast)
    desk = c.enter(client, cast.clerk)
    assert "报编号" not in text_of(desk.get("/hotline/"))
    with c.nothing_written():
        assert asked(desk, case.number).url == "/hotline/"
    assert [str(each) for each in desk.get("/hotline/").context["messages"]] == ["请先坐下再查"]


def test_an_empty_number_is_said_beside_its_field_and_counted_nowhere(cast, clerk):
    with c.nothing_written():
        answer = asked(clerk, " ")
    assert (answer.status_code, answer.context["ask"].errors["number"]) == (422, ["请写回执上的编号"])


# ── the trail, and how often ────────────────────────────────────────────────────────────────────────────


def test_each_look_is_an_entry_on_the_matter(cast, clerk):
    case = sealed(cast)
    asked(clerk, case.number)
    asked(clerk, case.number)
    assert looks() == [("look_up_case", "cases.case", case.pk, cast.clerk.pk, cast.province.pk)] * 2
    assert CaseStep.objects.filter(case=case, by=cast.clerk).count() == 0


def test_right_and_wrong_are_counted_and_one_too_many_is_refused(cast, clerk, monkeypatch):
    assert norms.look_ups() == 40
    monkeypatch.setattr(norms, "look_ups", lambda: 2)
    case = sealed(cast)
    asked(clerk, case.number)
    asked(clerk, "2012-9999999")
    with c.nothing_written():
        answer = asked(clerk, case.number)
    [words] = answer.context["ask"].errors["number"]
    assert (answer.status_code, words.split("（")[0]) == (422, "一小时最多查2个编号，请过一会儿再查")
    monkeypatch.setattr(actions, "now", lambda: now() + timedelta(hours=1, minutes=1))
    assert asked(clerk, case.number).status_code == 200


# ── a call back ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_back_is_left_with_who_owns_it(cast, clerk):
    case = registered(cast)
    text = text_of(asked(clerk, case.number, do="back"))
    assert "已经留话，管这件的人会收到" in text
    step = CaseStep.objects.get(case=case, event="asked_back")
    assert (step.label, step.by, step.told) == ("打12351来问，请回电话", cast.clerk, True)
    [told] = Message.objects.filter(source=f"case/{case.pk}/heard/{step.pk}")
    assert (told.officer, told.title) == (cast.author, f"{case.what}：本人打12351来问，请回电话")


def test_of_what_nobody_owns_whoever_decides_hears_of_it(cast, clerk):
    case = sealed(cast)
    asked(clerk, case.number, do="back")
    step = CaseStep.objects.get(case=case, event="asked_back")
    assert [each.officer for each in Message.objects.filter(source=f"case/{case.pk}/heard/{step.pk}")] == [
        cast.people["city_office"]
    ]


def test_a_second_one_on_a_day_and_one_without_a_number_are_refused(cast, clerk):
    case, mute = registered(cast), registered(cast, phone="", name="马秀兰", title="别的")
    actions.ask_call_back(case, by=cast.clerk, on=c.TODAY)
    again = refuse("", lambda: actions.ask_call_back(case, by=cast.clerk, on=c.TODAY))
    assert again.startswith("今天已经留过话")
    assert refuse("", lambda: actions.ask_call_back(mute, by=cast.clerk, on=c.TODAY)).startswith("登记时没有留电话")
    text = text_of(asked(clerk, mute.number))
    assert ("留话：请回电话" in text, "登记时没有留电话，回不了" in text) == (False, True)
    assert actions.ask_call_back(case, by=cast.clerk, on=c.TODAY + timedelta(days=1)).event == "asked_back"
