"""A crisis of the web that nobody holds: whoever is awake at the hotline hears of it, rings those who lead, reads
nothing of it, and is rid of it once somebody took it over."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions import hotline_alarms as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.hotline_alarms import Ring
from tiexin.cases.actions.offering import assign_case
from tiexin.cases.actions.telling import tell_heard
from tiexin.cases.crisis.queries import told
from tiexin.cases.hotline.awake import awake
from tiexin.cases.hotline.models import CrisisRing, LineJoin, Seat, Shift
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import refuse, registered
from tiexin.cases.tests.case_scene import stage as people
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import moment
from tiexin.core.sealed import seal
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message, Preference, place

pytestmark = pytest.mark.django_db
RING = "危急：有一件没有人接手，请照“接听”页上写的打电话"
DESK = ("/hotline/", "/hotline/now/")
WORDS, NAME, NUMBER = "我在天台上不想活了", "柳小燕", "13900002222"


@pytest.fixture
def cast():
    found = people()
    found.boss = found.people["city_office"]
    found.line = lines.open_line(found.province, "12351", by=found.boss, on=c.TODAY)
    found.seat = Seat.objects.create(line=found.line, org=found.province, number="1")
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    yield found
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    return c.enter(client, cast.clerk)


def crisis(cast, kind="self_harm", **more):
    """A crisis as the portal registers it: by nobody."""
    said = {"title": WORDS, "name": NAME, "asker": "anonymous", "channel": "web", "reply_way": "code", **more}
    case = Case(key=uuid.uuid4(), kind="crisis", org=cast.county, first_org=cast.county, **said)
    return register_case(NewCase(case, "", "就在三号楼", {"kind": kind, "danger": True}), by=None, on=c.TODAY)


def rung(case):
    rows = Message.objects.filter(source=f"case/{case.pk}/crisis/ring").order_by("officer")
    return [(each.officer, each.kind, each.urgent, each.title, each.url, each.channel) for each in rows]


def leaves_number(who, way="none"):
    row = Preference(officer=who, way=way, quiet_from="00:00", quiet_until="00:00")
    row.phone = seal(NUMBER, place("preference", row.uuid))
    row.save()


# ── who hears of it ─────────────────────────────────────────────────────────────────────────────────────


def test_who_sits_at_a_seat_of_the_line_hears_of_it_without_a_word_of_it(cast, clerk):
    case = crisis(cast)
    assert rung(case) == [(cast.clerk, "crisis", True, RING, "/hotline/", "app")]
    assert case.parts.filter(officer=cast.clerk).count() == 0
    assert clerk.get(f"/cases/{case.pk}/").status_code == 404


def test_an_empty_seat_and_what_somebody_holds_ring_nobody(cast, clerk):
    held = registered(cast, "crisis", details={"kind": "mass"}, people=80)
    lines.leave_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    assert (rung(held), rung(crisis(cast))) == ([], [])


def test_nothing_but_a_crisis_rings_them(cast, clerk):
    registered(cast)
    assert Message.objects.filter(title=RING).count() == 0


def test_the_nearest_line_that_has_somebody_hears_of_it_and_no_other(cast):
    near = lines.open_line(cast.city, "0951-12351", by=cast.boss, on=c.TODAY)
    seat = Seat.objects.create(line=near, org=cast.city, number="1")
    far = lines.open_line(cast.other_city, "0952-12351", by=cast.boss, on=c.TODAY)
    Seat.objects.create(line=far, org=cast.other_city, number="1", officer=c.officer("外人", cast.other_city, "window"))
    Seat.objects.filter(pk=cast.seat.pk).update(officer=cast.clerk, state="free")
    at = moment(c.TODAY)
    assert awake(cast.county, at, c.TODAY) == [cast.clerk]  # nobody sits at the city's
    mate = c.officer("马小军", cast.city, "window")
    Seat.objects.filter(pk=seat.pk).update(officer=mate)
    assert awake(cast.county, at, c.TODAY) == [mate]
    Seat.objects.filter(pk=seat.pk).update(officer=None, state="away")
    LineJoin.objects.create(line=far, org=cast.county, since=c.TODAY)
    assert [each.name for each in awake(cast.county, at, c.TODAY)] == ["外人"]  # the line that the county joined


def test_who_is_on_the_rota_now_hears_of_it_too_and_nobody_else_of_it(cast):
    at = moment(c.TODAY).replace(hour=2, minute=30)
    hours = {"before": (0, 150), "now": (150, 151), "after": (151, 400)}
    for name, (start, end) in hours.items():
        Shift.objects.create(
            org=cast.province, officer=c.officer(name, cast.province, "window"), on=c.TODAY, start=start, end=end
        )
    assert [each.name for each in awake(cast.county, at, c.TODAY)] == ["now"]
    Shift.objects.update(dropped=c.TODAY)
    assert awake(cast.county, at, c.TODAY) == []
    Shift.objects.update(dropped=None, on=c.TODAY - timedelta(days=1))
    assert awake(cast.county, at, c.TODAY) == []


def test_who_has_left_is_not_awake(cast):
    Seat.objects.filter(pk=cast.seat.pk).update(officer=cast.clerk)
    type(cast.clerk).objects.filter(pk=cast.clerk.pk).update(until=c.TODAY)
    assert awake(cast.county, moment(c.TODAY), c.TODAY) == []


def test_whom_it_is_about_is_told_nothing_of_it(cast, clerk):
    assert rung(crisis(cast, "violence", about=cast.clerk)) == []
    assert [clerk.get(page).context["alarms"] for page in DESK] == [[], []]


# ── what stands on the desk ─────────────────────────────────────────────────────────────────────────────


def test_it_stands_first_on_the_desk_with_whom_to_ring_and_not_what_was_said(cast, clerk):
    leaves_number(cast.chief)
    case = crisis(cast)
    Case.objects.filter(pk=case.pk).update(at=moment(c.TODAY) - timedelta(minutes=72))
    scene.told("ringing")
    for page in DESK:
        answer = clerk.get(page)
        [alarm] = answer.context["alarms"]
        assert (alarm.case, alarm.number, alarm.org, alarm.ago) == (
            case.pk,
            case.number,
            cast.county,
            "1小时12分钟以前报来",
        )
        text = text_of(answer)
        main = text[text.index('id="now"') :]
        assert main.index("危急，还没有人接手") < main.index('id="seat"') < main.index("正在振铃")
        shown = (case.number, cast.chief.name, cast.boss.name, f'href="tel:{NUMBER}"', "请现在就照下面打电话")
        assert [word for word in shown if word not in main] == []
        assert [word for word in (WORDS, NAME, "自伤", "三号楼", "不具名", f"/cases/{case.pk}/") if word in main] == []
        assert main.count("号码请查通讯录") == 1


def test_the_numbers_of_those_who_lead_are_for_whoever_sits_at_a_seat(cast, clerk):
    leaves_number(cast.chief)
    case = crisis(cast)
    lines.leave_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    text = text_of(clerk.get("/hotline/"))
    assert (case.number in text, NUMBER in text, "号码请查通讯录" in text) == (True, False, True)


def test_who_answers_elsewhere_sees_it_only_at_a_seat_of_its_line(cast, client):
    case = crisis(cast)
    far = c.officer("外人", cast.other_city, "window")
    desk = c.enter(client, far)
    assert desk.get("/hotline/now/").context["alarms"] == []
    lines.take_seat(cast.seat, by=far, on=c.TODAY)
    assert [each.case for each in desk.get("/hotline/now/").context["alarms"]] == [case.pk]


def test_it_is_gone_once_somebody_took_it_over_or_it_ended(cast, clerk):
    case, other = crisis(cast), crisis(cast)
    seen = lambda: [each.case for each in clerk.get("/hotline/now/").context["alarms"]]  # noqa: E731
    assert seen() == [other.pk, case.pk]
    assign_case(case, cast.chief, "马上去", by=cast.chief, on=c.TODAY)
    assert seen() == [other.pk]
    Case.objects.filter(pk=other.pk).update(state="closed", closed=c.TODAY)
    assert seen() == []


def test_without_anybody_who_was_told_the_union_above_is_rung(cast, clerk):
    case = crisis(cast)
    Message.objects.all().delete()
    assert "没有找到可以告诉的领导，请打电话报告上级工会" in text_of(clerk.get("/hotline/"))
    clerk.post("/hotline/ring/", {"case": case.pk, "officer": "", "answered": "yes"})
    assert CaseStep.objects.get(case=case, event="rung").label == "12351打电话找上级工会，打通了"


def test_the_desk_costs_the_same_with_many_crises(cast, clerk, django_assert_num_queries):
    with CaptureQueriesContext(connection) as none:
        clerk.get("/hotline/now/")
    crisis(cast)
    with CaptureQueriesContext(connection) as first:
        clerk.get("/hotline/now/")
    for _ in range(3):
        crisis(cast)
    with django_assert_num_queries(len(first)):
        clerk.get("/hotline/now/")
    assert len(first) - len(none) == 2  # who was told, and what they did since


# ── ringing ─────────────────────────────────────────────────────────────────────────────────────────────


def press(clerk, case, officer, answered):
    return clerk.post("/hotline/ring/", {"case": case.pk, "officer": officer.pk, "answered": answered})


def test_having_rung_is_a_step_with_who_when_and_whether_they_answered(cast, clerk):
    case = crisis(cast)
    for officer, answered in ((cast.chief, "no"), (cast.chief, "yes"), (cast.boss, "no")):
        assert press(clerk, case, officer, answered).url == "/hotline/"
    rows = CrisisRing.objects.order_by("pk").values_list("officer", "answered", "step__by", "step__label", "step__told")
    clerks, chief, boss = cast.clerk.pk, cast.chief, cast.boss
    assert list(rows) == [
        (chief.pk, False, clerks, f"12351打电话找{chief.name}，没有打通", False),
        (chief.pk, True, clerks, f"12351打电话找{chief.name}，打通了", False),
        (boss.pk, False, clerks, f"12351打电话找{boss.name}，没有打通", False),
    ]
    entries = Entry.objects.filter(verb="ring_about_case").values_list("thing", "thing_id", "by", "org")
    assert set(entries) == {("cases.case", case.pk, clerks, cast.county.pk)}
    assert {each.officer: (each.seen, each.rings) for each in told(case)} == {chief: (True, False), boss: (False, True)}
    text = text_of(clerk.get("/hotline/"))
    assert ("有人看了，还没有认领" in text, text.count("打过，没有打通"), text.count("打过，打通了")) == (True, 1, 1)


def test_whoever_leads_reads_that_they_were_rung(cast, clerk, client):
    case = crisis(cast)
    press(clerk, case, cast.boss, "no")
    text = text_of(c.enter(type(client)(), cast.chief).get(f"/cases/{case.pk}/"))
    assert "打过电话，没有打通" in text and "1位没有短信" in text  # whoever reads this has seen it


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"officer": "1" * 30}, "请选打给了哪一位、打通了没有"),
        ({"answered": "maybe"}, "请选打给了哪一位、打通了没有"),
        ({"case": 10**9}, "这件刚才已经有人接手，不用再打"),
        ({"officer": "own"}, "请选打给了哪一位"),
        ({"officer": ""}, "请选打给了哪一位"),
    ],
)
def test_what_is_no_ring_is_refused_in_words(cast, clerk, sent, said):
    case = crisis(cast)
    sent = {name: cast.clerk.pk if value == "own" else value for name, value in sent.items()}
    with c.nothing_written():
        clerk.post("/hotline/ring/", {"case": case.pk, "officer": cast.chief.pk, "answered": "yes", **sent})
    assert [str(each) for each in clerk.get("/hotline/").context["messages"]] == [said]


def test_what_somebody_took_over_is_rung_about_no_more(cast, clerk):
    case = crisis(cast)
    assign_case(case, cast.chief, "马上去", by=cast.chief, on=c.TODAY)
    ring = Ring(cast.boss.pk, True)
    assert refuse("", lambda: actions.ring_about(case, ring, by=cast.clerk, on=c.TODAY)) == actions.TAKEN
    plain = registered(cast)
    Case.objects.filter(pk=plain.pk).update(owner=None)
    assert refuse("", lambda: actions.ring_about(plain, ring, by=cast.clerk, on=c.TODAY)) == actions.TAKEN


def test_elsewhere_nobody_says_they_rang(cast, client):
    case = crisis(cast)
    far = c.enter(client, c.officer("外人", cast.other_city, "window"))
    with c.nothing_written():
        far.post("/hotline/ring/", {"case": case.pk, "officer": cast.chief.pk, "answered": "yes"})


# ── what is said later ──────────────────────────────────────────────────────────────────────────────────


def test_words_added_to_what_nobody_holds_are_told_to_all_who_were_told(cast):
    case = crisis(cast)
    tell_heard(case, "本人补充了情况", 7, c.TODAY)
    rows = Message.objects.filter(source=f"case/{case.pk}/heard/7").order_by("officer")
    assert [(each.officer, each.kind, each.urgent) for each in rows] == [
        (officer, "crisis", True) for officer in sorted((cast.chief, cast.boss), key=lambda each: each.pk)
    ]
    assign_case(case, cast.chief, "马上去", by=cast.chief, on=c.TODAY)
    case.refresh_from_db()
    tell_heard(case, "本人补充了情况", 8, c.TODAY)
    assert [each.officer for each in Message.objects.filter(source=f"case/{case.pk}/heard/8")] == [cast.chief]


def test_a_moment_ago_is_no_minute(cast, clerk):
    case = crisis(cast)
    for before, words in ((timedelta(), "刚刚报来"), (timedelta(hours=49), "2天以前报来")):
        Case.objects.filter(pk=case.pk).update(at=moment(c.TODAY) - before)
        assert [each.ago for each in clerk.get("/hotline/now/").context["alarms"]] == [words]
