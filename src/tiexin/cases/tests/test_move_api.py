"""Matters moved by machines: the same steps as by the pages, the same refusals, the same reach."""

import pytest
from django.core.cache import cache

from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.models import Case, CaseClock, CaseStep, Offer, Part
from tiexin.cases.tests.api_scene import EVIL, HUGE, enter, post, refused, said
from tiexin.cases.tests.case_scene import OUTCOME, moved, registered, stage
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def test_the_whole_way_gives_the_steps_and_facts_of_the_pages(cast, client):
    client = enter(cast, client)
    case = registered(cast, "petition")
    for move in ("accept", "begin", "reply", "close"):
        outcome = {"opinion": "support", "recovered": "12500.00"} if move == "reply" else {}
        answer = post(client, f"/{case.pk}/steps", move=move, text=f"{move}的情况", outcome=outcome)
        assert answer.status_code == 201, answer.content.decode()
    other = moved(registered(cast, "petition"), "accept", "begin", "reply", "close", by=cast.author)
    case.refresh_from_db()
    columns = ("event", "label", "was", "state", "text", "told", "by", "org")
    assert list(case.steps.order_by("pk").values_list(*columns)) == list(
        other.steps.order_by("pk").values_list(*columns)
    )
    assert (case.state, case.outcome, case.closed) == (other.state, OUTCOME["petition"], other.closed)
    facts = sorted(Fact.objects.live().values_list("measure", "qty", "by_org", "officer"))
    assert facts and facts[::2] == facts[1::2]
    assert (answer.json()["state"], answer.json()["moves"]) == ("closed", ["ask_review"])


def test_closing_says_how_those_of_a_group_were_answered_who_stand_on_no_list(cast, client):
    client, others = enter(cast, client), "开了职工大会，在会上当众答复"
    case = moved(registered(cast, "petition", people=3), "accept", "reply", by=cast.author)
    close = {"move": "close", "text": "都认可"}
    assert "还有3人不在名单里" in refused(client, "others", f"/{case.pk}/steps", **close)
    assert "至少10个字" in refused(client, "others", f"/{case.pk}/steps", **close, others="当众答复")
    answer = post(client, f"/{case.pk}/steps", **close, others=others)
    assert (answer.status_code, answer.json()["state"]) == (201, "closed")
    assert case.steps.latest("pk").text == f"都认可\n不在名单里的3人：{others}"


def test_a_serious_matter_is_not_closed_unreported(cast, client):
    client, case = enter(cast, client), registered(cast, people=15)
    case = moved(case, "accept", "reply", by=cast.author)
    said = refused(client, "move", f"/{case.pk}/steps", move="close", text="都认可", others="开了大会，在会上当众答复")
    assert said.startswith("向上报告还没有做，不能办结")


def test_the_answer_names_what_can_be_done_next(cast, client):
    client, case = enter(cast, client), registered(cast, "petition")
    answer = client.get(f"/api/cases/{case.pk}").json()
    assert answer["moves"] == ["accept", "refuse", "withdraw"]
    assert answer["last_step"] == case.steps.latest("pk").pk
    offer_case(case, NewOffer(cast.city, None, "属市里管"), by=cast.author, on=c.TODAY)
    assert client.get(f"/api/cases/{case.pk}").json()["moves"] == []


def test_not_ours_says_where(cast, client):
    case = registered(cast, "petition")
    answer = post(enter(cast, client), f"/{case.pk}/steps", move="refuse", text="请找市人社局").json()
    assert (answer["state"], answer["closed"], answer["moves"]) == ("elsewhere", str(c.TODAY), [])
    assert case.steps.latest("pk").text == "请找市人社局"


def test_the_asker_withdraws_and_a_leader_opens_again_with_a_reason_alone(cast, client):
    case = registered(cast, "petition")
    assert post(enter(cast, client), f"/{case.pk}/steps", move="withdraw", text="已经发了").status_code == 201
    chief = enter(cast, client, cast.chief)
    refused(chief, "text", f"/{case.pk}/steps", move="reopen", text=" ")
    answer = post(chief, f"/{case.pk}/steps", move="reopen", text="又不发了").json()
    assert (answer["state"], answer["round"]) == ("registered", 1)


@pytest.mark.parametrize("move", ["reply", "accept", "begin", "close", "withdraw"])
def test_after_withdrawal_there_is_no_reply_nor_anything(cast, client, move):
    case = moved(registered(cast, "petition"), "withdraw", by=cast.author)
    client = enter(cast, client)
    words = refused(client, "move", f"/{case.pk}/steps", move=move, text="按规定", outcome={"opinion": "support"})
    assert "不能走这一步" in words
    for path, sent in (("offer", {"org": cast.city.pk, "reason": "转"}), ("notes", {"text": "打过电话"})):
        assert "已撤回" in refused(client, "", f"/{case.pk}/{path}", **sent)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"move": "accept", "text": ""}, "text"),
        ({"move": "accept", "text": "字" * 1_000_000}, "text"),
        ({"move": "accept", "text": "a\0b"}, "text"),
        ({"move": "moon", "text": "x"}, "move"),
        ({"move": EVIL, "text": "x"}, "move"),
        ({"move": "reopen", "text": "x"}, "move"),
        ({"move": "accept", "text": "x", "outcome": {EVIL: 1}}, "outcome"),
        ({"move": "accept", "text": "x", "seen": HUGE}, ""),
        ({"move": "accept", "text": "x", "seen": -1}, ""),
    ],
)
def test_a_step_sent_wrong_changes_nothing(cast, client, sent, field):
    refused(enter(cast, client), field, f"/{registered(cast, 'petition').pk}/steps", **sent)


def test_the_same_step_twice_is_refused_the_second_time(cast, client):
    client, case = enter(cast, client), registered(cast, "petition")
    seen = case.steps.latest("pk").pk
    assert post(client, f"/{case.pk}/steps", move="accept", text="受理", seen=seen).status_code == 201
    assert "不能走这一步" in refused(client, "move", f"/{case.pk}/steps", move="accept", text="受理", seen=seen)
    assert "刚才已有人办理" in refused(client, "", f"/{case.pk}/steps", move="begin", text="办", seen=seen)


def test_offered_taken_and_out_of_reach_for_nobody_who_was_first(cast, client):
    mine, case = enter(cast, client), registered(cast)
    answer = post(mine, f"/{case.pk}/offer", org=cast.city.pk, reason="属市里管")
    assert (answer.status_code, answer.json()["owner"]) == (201, cast.author.pk)
    theirs = enter(cast, client, "city_office")
    assert post(theirs, f"/{case.pk}/take").status_code == 201
    case.refresh_from_db()
    assert (case.org, case.owner) == (cast.city, cast.people["city_office"])
    assert Offer.objects.get().answer == "taken"
    assert post(theirs, f"/{case.pk}/take").status_code == 404
    assert post(mine, f"/{case.pk}/steps", move="accept", text="x").status_code == 404


def test_returned_with_a_reason_and_taken_back(cast, client):
    mine, case = enter(cast, client), registered(cast)
    theirs = enter(cast, client, "city_office")
    post(mine, f"/{case.pk}/offer", org=cast.city.pk, reason="属市里管")
    refused(theirs, "reason", f"/{case.pk}/return", reason="")
    assert post(theirs, f"/{case.pk}/return", reason="单位在县里").status_code in (201, 204)
    assert (Offer.objects.get().answer, Offer.objects.get().answer_reason) == ("returned", "单位在县里")
    post(mine, f"/{case.pk}/offer", org=cast.city.pk, reason="还是属市里管")
    assert "已经转出" in refused(mine, "", f"/{case.pk}/offer", org=cast.city.pk, reason="再转")
    assert post(mine, f"/{case.pk}/drop").status_code == 201
    assert "没有等待收下" in refused(mine, "", f"/{case.pk}/drop")


def test_to_oneself_to_the_accused_or_to_whom_nobody_knows_it_is_not_offered(cast, client):
    client, case = enter(cast, client), registered(cast)
    where = f"/{case.pk}/offer"
    refused(client, "officer", where, org=cast.county.pk, officer=cast.author.pk, reason="给自己")
    refused(client, "org", where, org=cast.county.pk, reason="给自己单位")
    refused(client, "org", where, org=cast.other_city.pk, reason="单位在石嘴山")
    refused(client, "org", where, org=HUGE, reason="x")
    refused(client, "officer", where, org=cast.city.pk, officer=HUGE, reason="x")
    refused(client, "reason", where, org=cast.city.pk, reason="")
    refused(client, "reason", where, org=cast.city.pk, reason="长" * 201)
    Case.objects.filter(pk=case.pk).update(about=cast.mate)
    refused(client, "officer", where, org=cast.county.pk, officer=cast.mate.pk, reason="x")


def test_a_handler_who_left_is_neither_offered_nor_assigned_nor_asked_to_help(cast, client):
    case = registered(cast)
    type(cast.mate).objects.filter(pk=cast.mate.pk).update(until=c.TODAY)
    for who, path in (("officer", "offer"), (cast.chief, "assign"), ("officer", "helper")):
        more = {"org": cast.county.pk} if path == "offer" else {}
        refused(enter(cast, client, who), "officer", f"/{case.pk}/{path}", officer=cast.mate.pk, reason="x", **more)


def test_a_leader_assigns_leads_and_classes(cast, client):
    chief, case = enter(cast, client, cast.chief), registered(cast, "petition")
    assert post(chief, f"/{case.pk}/assign", officer=cast.mate.pk, reason="熟").json()["owner"] == cast.mate.pk
    assert post(chief, f"/{case.pk}/lead", officer=cast.chief.pk, reason="集体").json()["lead"] == cast.chief.pk
    refused(chief, "officer", f"/{case.pk}/lead", officer=cast.mate.pk, reason="不是领导")
    refused(chief, "reason", f"/{case.pk}/assign", officer=cast.author.pk, reason="")
    other = next(name for name in case.service.classes if name != case.cls)
    assert post(chief, f"/{case.pk}/class", cls=other, reason="涉及多个工地").json()["cls"] == other
    refused(chief, "cls", f"/{case.pk}/class", cls=EVIL, reason="x")


def test_a_helper_is_asked_and_a_note_is_written(cast, client):
    client, case = enter(cast, client), registered(cast)
    assert post(client, f"/{case.pk}/helper", officer=cast.mate.pk, reason="查工资表").status_code == 201
    refused(client, "officer", f"/{case.pk}/helper", officer=cast.mate.pk, reason="查工资表")
    mate = enter(cast, client, cast.mate)
    assert post(mate, f"/{case.pk}/notes", text="职工来电话", told=True).status_code == 201
    step = case.steps.latest("pk")
    assert (step.event, step.text, step.told, step.by) == ("contacted", "职工来电话", True, cast.mate)
    refused(mate, "text", f"/{case.pk}/notes", text="字" * 1_000_000)


def test_who_steps_back_owns_it_no_more(cast, client):
    client, case = enter(cast, client), registered(cast)
    refused(client, "reason", f"/{case.pk}/recuse", reason="")
    assert post(client, f"/{case.pk}/recuse", reason="是我表弟").status_code in (201, 204)
    case.refresh_from_db()
    assert case.owner is None
    assert post(client, f"/{case.pk}/recuse", reason="是我表弟").status_code == 404
    assert post(enter(cast, client, cast.mate), f"/{case.pk}/claim").json()["owner"] == cast.mate.pk


def test_called_back_by_somebody_else_alone(cast, client):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    said = {"reached": True, "solved": "yes", "answer": "satisfied", "text": "谢谢"}
    assert post(enter(cast, client), f"/{case.pk}/call-backs", **said).status_code == 404
    other = enter(cast, client, "city_office")
    refused(other, "solved", f"/{case.pk}/call-backs", reached=True)
    refused(other, "solved", f"/{case.pk}/call-backs", **{**said, "solved": EVIL})
    assert post(other, f"/{case.pk}/call-backs", **said).json()["state"] == "called_back"
    assert post(other, f"/{case.pk}/call-backs", **said).status_code == 404


def test_clocks_stand_still_go_on_and_are_lengthened_by_who_leads(cast, client):
    moved(registered(cast, "petition"), "accept", by=cast.author)
    clock = CaseClock.objects.get(rule="conclude")
    chief, where = enter(cast, client, cast.chief), f"/clocks/{clock.pk}"
    assert post(enter(cast, client), f"{where}/stop", reason="papers", text="补工资条").status_code == 404
    refused(chief, "reason", f"{where}/stop", reason=EVIL, text="补工资条")
    refused(chief, "text", f"{where}/stop", reason="papers", text="")
    refused(chief, "", f"{where}/resume")
    refused(chief, "amount", f"{where}/extend", amount=31, text="复杂")
    refused(chief, "amount", f"{where}/extend", amount=HUGE, text="复杂")
    answer = post(chief, f"{where}/extend", amount=30, text="复杂").json()
    assert next(each for each in answer["clocks"] if each["rule"] == "conclude")["due"] > str(clock.due.date())
    answer = post(chief, f"{where}/stop", reason="papers", text="补工资条").json()
    assert next(each for each in answer["clocks"] if each["rule"] == "conclude")["due"] > str(clock.due.date())
    refused(chief, "", f"{where}/stop", reason="papers", text="补工资条")


def test_a_clock_that_cannot_be_changed_is_absent(cast, client):
    case = registered(cast, "petition")
    clock = case.clocks.exclude(rule="conclude").order_by("pk").first()
    chief = enter(cast, client, cast.chief)
    rule = case.service.clock(clock.rule)
    for way, has, sent in (
        ("stop", rule.stops, {"reason": "papers", "text": "x"}),
        ("extend", rule.extend, {"amount": 1, "text": "x"}),
    ):
        if not has:
            assert post(chief, f"/clocks/{clock.pk}/{way}", **sent).status_code == 404
    assert post(chief, f"/clocks/{HUGE}/stop", reason="papers", text="x").status_code == 404


PATHS = {
    "steps": {"move": "accept", "text": "x"},
    "offer": {"org": 1, "reason": "x"},
    "take": {},
    "return": {"reason": "x"},
    "drop": {},
    "claim": {},
    "assign": {"officer": 1, "reason": "x"},
    "lead": {"officer": 1, "reason": "x"},
    "helper": {"officer": 1, "reason": "x"},
    "recuse": {"reason": "x"},
    "class": {"cls": "complex", "reason": "x"},
    "notes": {"text": "x"},
    "call-backs": {"reached": False},
}


@pytest.mark.parametrize("who", ["stranger", "nobody", "system", "accused", "absent"])
def test_strangers_and_the_accused_find_nothing_to_move(cast, client, who):
    case = registered(cast, about=cast.chief)
    pk = case.pk if who != "absent" else case.pk + 1000
    client = enter(cast, client, {"accused": cast.chief, "absent": cast.author}.get(who, who))
    with c.nothing_written():
        answers = {path: post(client, f"/{pk}/{path}", **sent) for path, sent in PATHS.items()}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(PATHS, 404)
    assert [answer.json() for answer in answers.values()] == [{"message": "没有找到"}] * len(PATHS)


def test_nobody_is_asked_to_log_in(cast, client):
    case = registered(cast)
    with c.nothing_written():
        assert {post(client, f"/{case.pk}/{path}", **sent).status_code for path, sent in PATHS.items()} == {401}
        assert post(client, "", **said()).status_code == 401


def test_a_sealed_matter_stays_under_seal(cast, client):
    case = registered(cast)
    Case.objects.filter(pk=case.pk).update(sealed=True, text="")
    assert post(enter(cast, client, cast.chief), f"/{case.pk}/notes", text="x").status_code == 404
    answer = post(enter(cast, client), f"/{case.pk}/notes", text="不该有人看见的话").json()
    step = case.steps.latest("pk")
    assert (answer["title"], step.text, step.text_sealed is None) == ("", "", False)


def test_a_move_costs_no_more_with_more_matters(cast, client, django_assert_max_num_queries):
    client, case = enter(cast, client), registered(cast, "petition")
    with django_assert_max_num_queries(60):
        post(client, f"/{case.pk}/steps", move="accept", text="受理")
    assert (CaseStep.objects.count(), Part.objects.count()) == (2, 2)
