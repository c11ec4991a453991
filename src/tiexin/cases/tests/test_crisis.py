"""A crisis: numbers first, registered at once, leaders told day and night, followed up within its hours."""

import uuid
from datetime import timedelta

import pytest

from tiexin.cases.actions import crisis as actions
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.telling import duty_leaders
from tiexin.cases.catalogue import catalogue
from tiexin.cases.crisis.rules import script_of, title_of
from tiexin.cases.models import Case, CaseClock, CaseStep, Part
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.core.days import moment
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

ASKED = {"kind": "mass", "danger": True}
HURT = {"kind": "self_harm", "danger": True, "called": True}
SERVICE = catalogue()["crisis"]


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def crisis(cast, details=None, **more):
    said = {"title": "厂门口聚了八十个人", "people": 80, "asker": "anonymous", "name": "", "phone": "", **more}
    return registered(cast, "crisis", details=details or ASKED, **said)


def told(case):
    rows = Message.objects.filter(source=f"case/{case.pk}/crisis").order_by("officer")
    return [(each.officer_id, each.kind, each.urgent, each.title) for each in rows]


# ── who is told ─────────────────────────────────────────────────────────────────────────────────────────


def test_leaders_of_the_unit_and_of_the_one_above_are_told_at_once(cast):
    case = crisis(cast)
    words = "危急：有一件危机处置，请马上看、马上办"
    whom = sorted([cast.chief.pk, cast.people["city_office"].pk])
    assert told(case) == [(pk, "crisis", True, words) for pk in whom]
    assert cast.people["leader"].pk not in whom  # two levels up


def test_where_nobody_leads_it_goes_further_up(cast):
    here = duty_leaders([cast.other_county], c.TODAY)
    assert {each.pk for each in here} == {cast.people["stranger"].pk}
    lonely = c.org("沙坡头区总工会", "county", c.org("中卫市总工会", "city", cast.province))
    found = {each.pk for each in duty_leaders([lonely], c.TODAY)}
    assert found == {cast.people["leader"].pk, cast.people["office"].pk}


def test_whoever_left_or_does_not_lead_is_not_told(cast):
    found = {each.pk for each in duty_leaders([cast.county], c.TODAY)}
    assert cast.author.pk not in found and cast.mate.pk not in found
    before = {each.pk for each in duty_leaders([cast.county], c.FOUNDED)}
    assert cast.chief.pk not in before


def test_a_unit_that_it_is_offered_to_hears_of_it_too(cast):
    case = registered(
        cast, "crisis", by=cast.people["enterprise"], org=cast.enterprise, offer=cast.county, details=ASKED, people=80
    )
    whom = {officer for officer, *_ in told(case)}
    assert whom == {cast.chief.pk, cast.people["city_office"].pk}


def test_nothing_else_wakes_anybody(cast):
    registered(cast)
    assert Message.objects.filter(urgent=True).count() == 0


def test_a_crisis_is_told_whatever_form_registered_it(cast, client):
    author = c.enter(client, cast.author)
    said = {"key": str(uuid.uuid4()), "asker": "anonymous", "title": "有人要跳楼", "channel": "window"}
    answer = author.post("/cases/new/?kind=crisis", {**said, "reply_way": "code", "ask_kind": "violence"})
    assert answer.status_code == 302 and len(told(Case.objects.get())) == 2


# ── what is sealed ──────────────────────────────────────────────────────────────────────────────────────


def test_self_harm_is_under_seal_with_every_answer_in_it(cast):
    case = crisis(cast, HURT, title="小刘不想活了", text="在三楼天台", people=1)
    case.refresh_from_db()
    assert (case.sealed, case.title, case.text, case.details) == (True, "危机处置", "", {})
    wanted = "小刘不想活了\n哪一种：自伤、自杀\n现在还有危险：是\n已经报警、叫了救护：是\n在三楼天台"
    assert case.words == wanted


def test_those_who_are_told_may_read_it_and_nobody_else(cast, client):
    case = crisis(cast, HURT, people=1)
    readers = Part.objects.filter(case=case, role="reader").values_list("officer", flat=True)
    assert sorted(readers) == sorted([cast.chief.pk, cast.people["city_office"].pk])
    page = f"/cases/{case.pk}/"
    for who, status in ((cast.chief, 200), (cast.author, 200), (cast.people["leader"], 404), (cast.mate, 404)):
        assert c.enter(type(client)(), who).get(page).status_code == status


def test_the_other_kinds_stay_open_to_those_above(cast, client):
    case = crisis(cast)
    assert (case.sealed, case.details) == (False, ASKED)
    assert Part.objects.filter(case=case, role="reader").count() == 0
    assert c.enter(client, cast.people["leader"]).get(f"/cases/{case.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "title", "script"),
    [
        ("self_harm", "危机处置", "self_harm"),
        ("violence", "危机处置：暴力", "violence"),
        ("mass", "危机处置：群体性事件", "mass"),
        ("accident", "危机处置：生产安全事故", "accident"),
    ],
)
def test_each_kind_has_its_words(kind, title, script):
    sealed = SERVICE.seals({"kind": kind})
    assert sealed == (kind == "self_harm")
    assert title_of(SERVICE, kind) == title
    assert script_of(SERVICE, {} if sealed else {"kind": kind}, sealed).name == script


def test_a_service_without_such_an_answer_seals_nothing():
    assert [name for name, each in catalogue().items() if each.seal_if] == ["crisis"]
    assert not catalogue()["petition"].seals({"kind": "self_harm"})
    assert catalogue()["counselling"].seals({})


# ── what is done, and following up ──────────────────────────────────────────────────────────────────────


def running(case, rule):
    return CaseClock.objects.filter(case=case, rule=rule, met=None, ended=None).count()


def test_following_up_meets_its_clock_of_a_day_and_a_night(cast):
    case = crisis(cast)
    clock = CaseClock.objects.get(case=case, rule="follow_up")
    assert clock.due - clock.began == timedelta(hours=24)
    made = actions.follow_up(case, "都回家了", False, by=cast.author, on=c.TODAY)
    assert (made.event, made.label, running(case, "follow_up")) == ("followed_up", "跟进", 0)


def test_as_long_as_it_is_needed_the_hours_begin_anew(cast):
    case = crisis(cast)
    actions.follow_up(case, "还在厂门口", True, by=cast.author, on=c.TODAY)
    first, second = CaseClock.objects.filter(case=case, rule="follow_up").order_by("pk")
    assert first.met is not None and second.runs and second.began == first.met
    actions.follow_up(case, "散了", False, by=cast.author, on=c.TODAY + timedelta(days=1))
    assert running(case, "follow_up") == 0


def test_what_was_done_is_one_of_the_steps_of_the_catalogue(cast):
    case = crisis(cast)
    made = actions.note_deed(case, "rescue", "打了110", by=cast.author, on=c.TODAY)
    assert (made.event, made.label, made.told) == ("crisis", "报警、叫救护", False)
    assert running(case, "report") == 1 and running(case, "follow_up") == 1
    assert actions.note_deed(case, "tell", "报告了区委办", by=cast.author, on=c.TODAY).event == "reported"
    assert running(case, "report") == 0


def test_after_it_was_followed_up_a_new_deed_starts_the_hours_again(cast):
    case = crisis(cast)
    actions.follow_up(case, "散了", False, by=cast.author, on=c.TODAY)
    actions.note_deed(case, "stay", "又来了二十人", by=cast.author, on=c.TODAY + timedelta(days=1))
    assert running(case, "follow_up") == 1


@pytest.mark.parametrize(
    ("field", "stage", "text"), [("stage", "moon", "打了"), ("text", "rescue", " "), ("text", "rescue", "字" * 2001)]
)
def test_half_a_deed_is_none(cast, field, stage, text):
    case = crisis(cast)
    refuse(field, lambda: actions.note_deed(case, stage, text, by=cast.author, on=c.TODAY))


def test_what_is_no_crisis_or_has_ended_is_not_handled_as_one(cast):
    plain = registered(cast)
    refuse("", lambda: actions.note_deed(plain, "rescue", "打了", by=cast.author, on=c.TODAY))
    refuse("", lambda: actions.follow_up(plain, "好了", False, by=cast.author, on=c.TODAY))
    gone = moved(crisis(cast), "refuse", by=cast.author)
    refuse("", lambda: actions.follow_up(gone, "好了", False, by=cast.author, on=c.TODAY))
    case = crisis(cast)
    refuse("text", lambda: actions.follow_up(case, " ", False, by=cast.author, on=c.TODAY))


def test_danger_does_not_end_before_what_has_to_be_done_was_done(cast):
    """Not by closing, nor by saying that they withdrew it: somebody reached them, followed up and reported upward."""
    case = crisis(cast)
    assert "联系上人" in refuse("", lambda: moved(case, "withdraw", by=cast.author))
    case = moved(case, "accept", by=cast.author)
    refuse("", lambda: moved(case, "withdraw", by=cast.author))
    case = move_case(case, Step("reply", "人都回家了", None, {"result": "safe"}), by=cast.author, on=c.TODAY)
    assert "还没有做，不能办结" in refuse("", lambda: close(case, cast))
    actions.follow_up(case, "都平安", False, by=cast.author, on=c.TODAY)
    running = CaseClock.objects.filter(case=case, met=None, ended=None).exclude(rule="call_back")
    assert [clock.rule for clock in running] == ["report"]
    assert "向上报告" in refuse("", lambda: close(case, cast))
    running.update(met=moment(c.TODAY))
    assert close(case, cast).state == "closed"


def close(case, cast):
    return move_case(case, Step("close", "已经平息"), by=cast.author, on=c.TODAY)


def test_words_about_what_is_sealed_are_sealed(cast):
    case = crisis(cast, HURT, people=1)
    actions.follow_up(case, "睡着了", False, by=cast.author, on=c.TODAY)
    made = CaseStep.objects.get(case=case, event="followed_up")
    assert made.text == "" and made.text_sealed is not None


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────

SAID = {"kind": "mass", "asker": "anonymous", "place": "开发区厂门口", "text": "八十个人堵门", "channel": "hotline"}


def test_numbers_stand_first_and_a_few_words_register_it(cast, client):
    author = c.enter(client, cast.author)
    text = author.get("/cases/crisis/").content.decode()
    assert text.index("tel:110") < text.index("tel:120") < text.index("怎么回事")
    assert SERVICE.script[0].lines[0] in text
    with c.nothing_written():
        assert author.post("/cases/crisis/", {**SAID, "kind": ""}).status_code == 422
    key = str(uuid.uuid4())
    assert author.post("/cases/crisis/", {**SAID, "key": key}).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.title, case.place, case.urgent) == ("crisis", "危机处置：群体性事件", "开发区厂门口", True)
    assert case.owner == cast.author and len(told(case)) == 2
    again = author.post("/cases/crisis/", {**SAID, "key": key})
    assert again["Location"] == f"/cases/{case.pk}/" and Case.objects.count() == 1


def test_the_button_stands_on_the_list_and_on_every_form(cast, client):
    author = c.enter(client, cast.author)
    for page in ("/cases/", "/cases/new/", "/cases/new/?kind=petition"):
        assert "/cases/crisis/" in author.get(page).content.decode()
    page = author.get("/cases/new/?kind=petition").content.decode()
    assert '<a class="btn" href="/cases/crisis/" data-press="to-crisis">' in page


def test_handled_and_followed_up_from_its_page(cast, client):
    case = crisis(cast)
    author, page = c.enter(client, cast.author), f"/cases/{case.pk}/"
    shown = author.get(page).content.decode()
    assert "不许愿、不压人" in shown and "记处置" in shown and "tel:110" in shown
    with c.nothing_written():
        assert author.post(f"{page}crisis/", {"stage": "rescue"}).status_code == 422
        assert author.post(f"{page}follow-up/", {}).status_code == 422
    assert author.post(f"{page}crisis/", {"stage": "rescue", "text": "打了110"}).status_code == 302
    assert author.post(f"{page}follow-up/", {"text": "散了", "again": "on"}).status_code == 302
    assert "跟进，还要继续" in author.get(page).content.decode()


def test_a_plain_matter_has_no_such_pages(cast, client):
    case = registered(cast)
    author = c.enter(client, cast.author)
    assert author.get(f"/cases/{case.pk}/crisis/").status_code == 404
    assert author.get(f"/cases/{case.pk}/follow-up/").status_code == 404
    assert "tel:110" not in author.get(f"/cases/{case.pk}/").content.decode()


def test_whoever_takes_no_part_does_not_write(cast, client):
    case = crisis(cast)
    for who in (cast.people["stranger"], cast.people["nobody"]):
        assert c.enter(type(client)(), who).get(f"/cases/{case.pk}/follow-up/").status_code == 404
