"""A crisis from its button to its last follow-up: few words, bad input, hours, who may write, what leaks nowhere."""

import uuid
from datetime import timedelta

import pytest

from tiexin.cases.actions import crisis as actions
from tiexin.cases.catalogue import catalogue
from tiexin.cases.crisis.part import beside
from tiexin.cases.crisis.rules import script_of, title_of
from tiexin.cases.models import Case, CaseClock, CaseStep, Part
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

SERVICE = catalogue()["crisis"]
HOUR = timedelta(hours=1)
FORM = "/cases/crisis/"
SCRIPT = "<script>alert(1)</script>"
SAID = {"kind": "mass", "asker": "anonymous", "place": "开发区厂门口", "text": "八十个人堵门", "channel": "hotline"}
KINDS = ["self_harm", "violence", "mass", "accident"]


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def crisis(cast, kind="mass", **more):
    said = {"title": "厂门口聚了八十个人", "people": 80, "asker": "anonymous", "name": "", "phone": "", **more}
    return registered(cast, "crisis", details={"kind": kind, "danger": True}, **said)


def pressed(client, who, **said):
    return c.enter(client, who).post(FORM, {**SAID, "key": str(uuid.uuid4()), **said})


# ── the button ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_registered_with_a_line_that_says_no_more_than_it_may(cast, client, kind):
    assert pressed(client, cast.author, kind=kind, danger="on").status_code == 302
    case = Case.objects.get()
    sealed = kind == "self_harm"
    assert (case.sealed, case.title) == (sealed, title_of(SERVICE, kind))
    assert case.details == ({} if sealed else {"kind": kind, "danger": True})
    assert ("八十个人堵门" in case.words, case.text == "") == (True, sealed)
    assert script_of(SERVICE, case.details, case.sealed).name == kind


@pytest.mark.parametrize(
    ("danger", "called", "kept"),
    [("", "", {}), ("on", "", {"danger": True}), ("", "on", {"called": True})],
)
def test_what_was_not_said_is_not_kept(cast, client, danger, called, kept):
    ticked = {name: value for name, value in (("danger", danger), ("called", called)) if value}
    assert pressed(client, cast.author, **ticked).status_code == 302
    assert Case.objects.get().details == {"kind": "mass", **kept}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "moon"},
        {"kind": SCRIPT},
        {"key": "moon"},
        {"key": ""},
        {"place": ""},
        {"place": "字" * 61},
        {"place": "甲\0乙"},
        {"text": ""},
        {"text": "字" * 10_001},
        {"text": "长" * 700_000},
        {"asker": "moon"},
        {"asker": "self"},
        {"asker": "group", "people": "1"},
        {"people": "0"},
        {"people": "100000"},
        {"people": "moon"},
        {"phone": "123"},
        {"phone": SCRIPT},
        {"name": "字" * 41},
        {"channel": "moon"},
    ],
    ids=lambda said: "-".join(f"{name}:{value[:6]!r}" for name, value in said.items()),
)
def test_what_cannot_be_kept_is_refused_and_wakes_nobody(cast, client, wrong):
    with c.nothing_written():
        answer = pressed(client, cast.author, **wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert SCRIPT not in text and text.index("tel:110") < text.index("怎么回事")


def test_a_phone_is_kept_under_seal_without_its_spaces(cast, client):
    assert pressed(client, cast.author, phone="139 0000 1111").status_code == 302
    case = Case.objects.get()
    assert case.phone_sealed is not None and b"13900001111" not in bytes(case.phone_sealed)
    same = registered(cast, phone="13900001111")
    assert bytes(case.phone_index) == bytes(same.phone_index)


@pytest.mark.parametrize(("said", "people"), [("", 1), ("2", 2), ("99999", 99_999)])
def test_how_many_may_be_left_open(cast, client, said, people):
    assert pressed(client, cast.author, people=said).status_code == 302
    assert Case.objects.get().people == people


def test_pressed_twice_it_is_one_and_wakes_once(cast, client):
    key = str(uuid.uuid4())
    answers = [pressed(client, cast.author, key=key) for _ in range(3)]
    assert [each.status_code for each in answers] == [302] * 3
    assert len({each["Location"] for each in answers}) == 1 == Case.objects.count()
    woken = Message.objects.filter(urgent=True, channel="app").values_list("officer", flat=True)
    assert sorted(woken) == sorted([cast.chief.pk, cast.people["city_office"].pk])


def test_the_key_of_somebody_elses_matter_opens_nothing(cast, client):
    case = crisis(cast)
    with c.nothing_written():
        answer = pressed(client, cast.mate, key=str(case.key))
    assert answer.status_code == 422


@pytest.mark.parametrize(("who", "status"), [("officer", 302), ("enterprise", 302), ("nobody", 404), ("audit", 404)])
def test_who_may_press_it(cast, client, who, status):
    assert pressed(client, cast.people[who]).status_code == status
    assert Case.objects.count() == (status == 302)


def test_at_an_enterprise_it_is_its_own_until_the_county_takes_it(cast, client):
    pressed(client, cast.people["enterprise"])
    case = Case.objects.get()
    assert (case.org, case.owner, case.first_org) == (cast.enterprise, cast.people["enterprise"], cast.enterprise)
    assert case.offers.count() == 0  # the catalogue names the enterprise first


def test_messages_say_that_there_is_one_and_nothing_about_it(cast, client):
    pressed(client, cast.author, kind="self_harm", text="小刘在三楼天台", name="刘桂英", place="三楼天台")
    titles = set(Message.objects.values_list("title", flat=True))
    assert titles == {"危急：有一件危机处置，请马上看、马上办"}
    assert not Message.objects.filter(url__contains="天台").exists()


# ── what is sealed ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["/cases/", "/cases/?state=all", "/cases/?kind=crisis", "/cases/?q=危机处置"])
def test_what_is_sealed_stands_on_no_list_of_others(cast, client, address):
    case = crisis(cast, "self_harm", title="小刘不想活了", text="在三楼天台")
    seen = {}
    for name in ("mate", "chief"):
        text = c.enter(type(client)(), getattr(cast, name)).get(address).content.decode()
        assert "小刘" not in text and "天台" not in text
        seen[name] = f"/cases/{case.pk}/" in text
    assert seen == {"mate": False, "chief": "q=" not in address}  # what is sealed is found by its number alone


def test_a_leader_whom_it_is_about_is_neither_told_nor_lets_read(cast, client):
    case = crisis(cast, "self_harm", about=cast.chief)
    assert Part.objects.filter(case=case, officer=cast.chief).count() == 0
    assert Message.objects.filter(officer=cast.chief).count() == 0
    assert c.enter(client, cast.chief).get(f"/cases/{case.pk}/").status_code == 404


def test_what_was_done_about_what_is_sealed_is_sealed_too(cast, client):
    case = crisis(cast, "self_harm")
    actions.note_deed(case, "stay", "表妹陪着", by=cast.author, on=c.TODAY)
    made = CaseStep.objects.get(case=case, event="crisis")
    assert made.text == "" and "表妹".encode() not in bytes(made.text_sealed)
    assert "表妹陪着" in c.enter(client, cast.chief).get(f"/cases/{case.pk}/").content.decode()


# ── what is done ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("stage", "event", "label"),
    [
        ("rescue", "crisis", "报警、叫救护"),
        ("stay", "crisis", "有人陪着"),
        ("tell", "reported", "重大、紧急的报告本级党委和政府"),
        ("next", "crisis", "转心理咨询、法律援助、争议调处"),
    ],
)
def test_each_deed_is_a_step_and_an_entry_that_whoever_asked_does_not_read(cast, stage, event, label):
    case = crisis(cast)
    made = actions.note_deed(case, stage, " 马上去了 ", by=cast.author, on=c.TODAY)
    assert (made.event, made.label, made.text, made.told, made.state) == (event, label, "马上去了", False, "registered")
    assert Entry.objects.latest("pk").verb == "handle_crisis"


@pytest.mark.parametrize(("rule", "hours"), [("contact", 1), ("report", 2), ("follow_up", 24)])
def test_terms_are_hours_day_and_night(cast, rule, hours):
    clock = CaseClock.objects.get(case=crisis(cast), rule=rule)
    assert (clock.due - clock.began, clock.runs) == (hours * HOUR, True)


def test_a_deed_while_the_hours_run_starts_no_second_clock(cast):
    case = crisis(cast)
    for _ in range(3):
        actions.note_deed(case, "stay", "还在", by=cast.author, on=c.TODAY)
    assert CaseClock.objects.filter(case=case, rule="follow_up").count() == 1


def test_a_report_is_met_once_and_a_second_one_is_still_written(cast):
    case = crisis(cast)
    for _ in range(2):
        actions.note_deed(case, "tell", "报告了区委办", by=cast.author, on=c.TODAY)
    assert CaseClock.objects.get(case=case, rule="report").met is not None
    assert CaseStep.objects.filter(case=case, event="reported").count() == 2


@pytest.mark.parametrize("text", ["", " \n", "字" * 2001, "甲\0乙"])
def test_following_up_says_how_they_are(cast, text):
    case = crisis(cast)
    refuse("text", lambda: actions.follow_up(case, text, True, by=cast.author, on=c.TODAY))
    assert CaseClock.objects.get(case=case, rule="follow_up").runs


def test_after_its_end_nothing_is_added(cast, client):
    case = moved(crisis(cast), "refuse", by=cast.author)
    refuse("", lambda: actions.note_deed(case, "rescue", "打了110", by=cast.author, on=c.TODAY))
    author, here = c.enter(client, cast.author), f"/cases/{case.pk}/"
    assert "记处置" not in author.get(here).content.decode()
    with c.nothing_written():
        assert author.post(f"{here}crisis/", {"stage": "rescue", "text": "打了110"}).status_code == 422
        assert author.post(f"{here}follow-up/", {"text": "散了"}).status_code == 422


# ── who writes ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "said"), [("crisis", {"stage": "rescue", "text": "打了"}), ("follow-up", {"text": "散了"})]
)
def test_those_who_take_part_or_lead_write_and_others_have_no_page(cast, client, page, said):
    case = crisis(cast)
    here = f"/cases/{case.pk}/{page}/"
    for who in (cast.mate, cast.people["stranger"], cast.people["nobody"], cast.people["enterprise"]):
        with c.nothing_written():
            assert c.enter(type(client)(), who).post(here, said).status_code == 404
    for who in (cast.author, cast.chief):
        assert c.enter(type(client)(), who).post(here, said).status_code == 302
    assert set(CaseStep.objects.filter(case=case).exclude(event="registered").values_list("by", flat=True)) == {
        cast.author.pk,
        cast.chief.pk,
    }


@pytest.mark.parametrize("stage", ["", "moon", "crisis", SCRIPT, "甲\0乙"])
def test_a_deed_that_the_catalogue_does_not_know_is_refused(cast, client, stage):
    case = crisis(cast)
    with c.nothing_written():
        answer = c.enter(client, cast.author).post(f"/cases/{case.pk}/crisis/", {"stage": stage, "text": "打了"})
    assert answer.status_code == 422 and SCRIPT not in answer.content.decode()


def test_words_are_shown_as_words(cast, client):
    case = crisis(cast, title=SCRIPT, text=SCRIPT)
    actions.note_deed(case, "stay", SCRIPT, by=cast.author, on=c.TODAY)
    text = c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert SCRIPT not in text and text.count("&lt;script&gt;alert(1)") >= 3


def test_beside_a_plain_matter_there_is_nothing(cast, rf):
    case, request = crisis(cast), rf.get("/")
    request.officer, request.today = cast.author, c.TODAY
    assert beside(request, registered(cast), True) == {"crisis": None}
    assert [beside(request, case, part)["crisis"]["writes"] for part in (True, False)] == [True, False]
    assert beside(request, case, True)["crisis"]["script"].name == "mass"


@pytest.mark.parametrize("kind", ["", "moon", None])
def test_a_kind_without_words_has_none_and_what_is_sealed_has_its_own(kind):
    assert script_of(SERVICE, {"kind": kind}, False) is None
    assert script_of(SERVICE, {"kind": kind}, True).name == "self_harm"
    assert script_of(SERVICE, {}, False) is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_with_their_source(kind):
    found = next(each for each in SERVICE.script if each.name == kind)
    assert len(found.lines) >= 5 and "第" in str(found.source)
