"""A code on the wall: what its link says, on which day it opens, and whom the names confirmed turn out to be."""

import re
from datetime import timedelta

import pytest
from django.core import signing as django_signing
from django.core.cache import cache
from django.test import Client, RequestFactory

from tiexin.activities import actions, rules, signing
from tiexin.activities.actions import people
from tiexin.activities.models import Activity, Attendance, Signing
from tiexin.activities.tests.activity_scene import DAY, counted, planned, recorded, refuse, seminar, stage, ticked
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry.actions.merging import merge_workers
from tiexin.registry.actions.work import NewSpell, end_spell, start_spell
from tiexin.registry.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def today(cast, **changes):
    return seminar(cast, on=c.TODAY, **changes)


def link(activity):
    return f"/sign/{signing.token_of(activity)}/"


def signed(activity, *names):
    for name in names:
        people.sign_in(activity, name, on=c.TODAY)
    return list(activity.signings.filter(settled=None).order_by("pk").values_list("pk", flat=True))


def confirmed(cast, activity, ids):
    return people.confirm_signings(activity, ids, by=cast.author, on=c.TODAY)


def lent(cast, name, kind="dispatch"):
    """Somebody whose main work is at a firm of another city and who works at the county's enterprise beside it."""
    who = c.worker(cast.foreign, name)
    places = (cast.foreign, cast.employer) if kind == "dispatch" else (cast.employer, None)
    return who, start_spell(who, NewSpell(kind, c.TODAY - 30 * DAY, *places, leaves=False), by=None, on=c.TODAY)


# ── the link ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_link_is_the_same_all_day_and_another_for_each_activity(cast):
    first, second = today(cast), today(cast)
    assert signing.token_of(first) == signing.token_of(Activity.objects.get(pk=first.pk))
    assert signing.token_of(first) != signing.token_of(second)
    assert signing.activity_of(signing.token_of(second), c.TODAY) == second


def test_the_link_says_which_activity_on_which_day_and_no_more(cast):
    made = today(cast)
    said = django_signing.Signer(salt=signing.SALT).unsign_object(signing.token_of(made))
    assert said == [made.pk, "2012-05-10"]


@pytest.mark.parametrize(
    "token",
    ["", ":", "abc", "abc:def", "é:é", "0" * 3000, "W10:", "../../etc"],
)
def test_a_made_up_link_opens_nothing(cast, token):
    today(cast)
    assert signing.activity_of(token, c.TODAY) is None


@pytest.mark.parametrize("words", [[], [1], [1, 2, 3], "text", {"pk": 1}, None, 7])
def test_words_of_another_shape_open_nothing_though_they_are_signed(cast, words):
    token = django_signing.Signer(salt=signing.SALT).sign_object(words)
    assert signing.activity_of(token, c.TODAY) is None


def test_a_link_signed_for_something_else_opens_nothing(cast):
    made = today(cast)
    token = django_signing.Signer(salt="tiexin.other").sign_object([made.pk, made.on.isoformat()])
    assert signing.activity_of(token, c.TODAY) is None


def test_a_link_of_an_activity_that_was_moved_to_another_day_opens_nothing(cast):
    made = today(cast)
    token = signing.token_of(made)
    Activity.objects.filter(pk=made.pk).update(on=c.TODAY + DAY)
    assert [signing.activity_of(token, c.TODAY + days * DAY) for days in (-1, 0, 1)] == [None, None, None]


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_link_opens_on_its_day_alone(cast, days):
    made = today(cast)
    assert (signing.activity_of(signing.token_of(made), c.TODAY + days * DAY) == made) is (days == 0)


def test_a_link_of_an_activity_that_is_no_more_opens_nothing(cast):
    token = django_signing.Signer(salt=signing.SALT).sign_object([10**9, c.TODAY.isoformat()])
    assert signing.activity_of(token, c.TODAY) is None


# ── the pace ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pace_is_of_one_address_at_one_activity(cast, monkeypatch):
    monkeypatch.setattr(signing, "TRIES", 1)
    first, second = today(cast), today(cast)
    near, far = (RequestFactory().post("/", REMOTE_ADDR=address) for address in ("10.0.0.1", "10.0.0.2"))
    signing.check_pace(near, first)
    with pytest.raises(Refused) as caught:
        signing.check_pace(near, first)
    assert "15分钟" in str(caught.value)
    signing.check_pace(near, second)
    signing.check_pace(far, first)


def test_a_name_too_many_stays_in_its_field(cast, client, monkeypatch):
    monkeypatch.setattr(signing, "TRIES", 0)
    made = today(cast)
    with c.nothing_written():
        answer = client.post(link(made), {"name": "刘桂英"})
    assert (answer.status_code, answer.context["form"].errors["__all__"][0][:8]) == (422, "从这里签到的人太")
    assert 'value="刘桂英"' in answer.content.decode()


def test_a_hall_of_sixty_signs_behind_one_router(cast, client):
    made = today(cast)
    answers = {client.post(link(made), {"name": f"职工{number}"}).status_code for number in range(signing.TRIES)}
    assert (answers, Signing.objects.count()) == ({200}, 60)


# ── on one's own phone ──────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_which_activity_it_is_and_names_nobody(cast, client):
    made = today(cast)
    signed(made, "马小燕")
    ticked(cast, made, cast.worker)
    text = client.get(link(made)).content.decode()
    assert [each for each in ("职工座谈会", "兴庆区", "2012年5月10日") if each not in text] == []
    assert [each for each in ("马小燕", "刘桂英", "李秀兰", "凤凰机械") if each in text] == []


def test_the_page_is_kept_by_no_cache_and_sent_in_two_ways_alone(cast, client):
    page = link(today(cast))
    assert "no-store" in client.get(page)["Cache-Control"]
    assert [client.put(page).status_code, client.delete(page).status_code] == [405, 405]


@pytest.mark.parametrize("name", ["刘\0桂英", "   ", "\t"])
def test_what_is_no_name_is_said_beside_it_and_writes_nothing(cast, client, name):
    page = link(today(cast))
    with c.nothing_written():
        answer = client.post(page, {"name": name})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])


def test_a_name_of_forty_characters_is_taken_and_becomes_a_worker(cast, client):
    made, name = today(cast), "阿" * rules.NAME
    assert client.post(link(made), {"name": name}).status_code == 200
    (row,) = confirmed(cast, made, list(Signing.objects.values_list("pk", flat=True)))
    assert (row.worker.name, row.worker.employer, row.worker.role) == (name, cast.employer, "front_line")


def test_a_planned_seminar_takes_names_on_its_day_and_counts_them_once_it_was_held(cast):
    made = planned(cast, "seminar", days=1, employer=cast.employer)
    day = c.TODAY + DAY
    people.sign_in(made, "刘桂英", on=day)
    ids = [made.signings.get().pk]
    said = refuse("", lambda: people.confirm_signings(made, ids, by=cast.author, on=day))
    assert "已安排" in said
    actions.hold_activity(made, by=cast.author, on=day)
    people.confirm_signings(made, ids, by=cast.author, on=day)
    assert counted("talk", "worker", "on") == [(cast.worker.pk, day)]


def test_whoever_was_confirmed_and_signs_again_waits_no_more(cast):
    made = today(cast)
    confirmed(cast, made, signed(made, "刘桂英"))
    with c.nothing_written():
        assert signed(made, "刘桂英") == []


def test_a_name_that_was_put_away_may_be_signed_again(cast):
    made = today(cast)
    people.refuse_signings(made, signed(made, "路人甲"), by=cast.author, on=c.TODAY)
    assert len(signed(made, "路人甲")) == 1


def test_nobody_signs_at_a_voided_activity(cast):
    made = today(cast)
    actions.void_activity(made, "登记重了", by=cast.author, on=c.TODAY)
    assert "今天不能" in refuse("", lambda: people.sign_in(made, "刘桂英", on=c.TODAY))


# ── confirmed ───────────────────────────────────────────────────────────────────────────────────────────


def test_only_names_of_this_activity_are_confirmed(cast):
    here, there = today(cast), today(cast)
    other = signed(there, "马小燕")
    refuse("people", lambda: confirmed(cast, here, other))
    rows = confirmed(cast, here, [*signed(here, "刘桂英"), *other])
    assert [row.worker for row in rows] == [cast.worker]
    assert there.signings.get(settled=None).name == "马小燕"


def test_who_is_known_and_who_is_new_are_told_in_one_entry_each_counted_once(cast):
    made = today(cast)
    ticked(cast, made, cast.worker)
    confirmed(cast, made, signed(made, "刘桂英", "新来的"))
    new = Worker.objects.get(name="新来的")
    assert sorted(made.attendances.values_list("worker", "signed")) == sorted([(cast.worker.pk, False), (new.pk, True)])
    assert counted("talk", "worker", "qty") == sorted([(cast.worker.pk, 1), (new.pk, 1)])
    assert Entry.objects.filter(verb="tick_people", thing_id=made.pk).count() == 2


@pytest.mark.parametrize("kind", ["dispatch", "contract", "platform"])
def test_whoever_works_there_beside_another_work_is_nobody_new(cast, kind):
    who, _ = lent(cast, "派遣工老周", kind)
    made = today(cast)
    rows = confirmed(cast, made, signed(made, "派遣工老周"))
    assert [row.worker for row in rows] == [who]
    assert Worker.objects.filter(name="派遣工老周").count() == 1
    assert counted("talk", "worker") == [(who.pk,)]


def test_whoever_was_lent_in_former_days_is_somebody_new(cast):
    who, spell = lent(cast, "派遣工老周")
    end_spell(spell, c.TODAY - DAY, by=None, on=c.TODAY)
    made = today(cast)
    (row,) = confirmed(cast, made, signed(made, "派遣工老周"))
    assert (row.worker == who, row.worker.employer) == (False, cast.employer)


def test_one_of_the_house_and_one_lent_of_the_same_name_are_told_apart_by_hand(cast):
    lent(cast, "刘桂英")
    made = today(cast)
    ids = signed(made, "刘桂英")
    assert "两位“刘桂英”" in refuse("people", lambda: confirmed(cast, made, ids))


def test_two_entries_of_one_person_are_one_who_came(cast):
    twin = c.worker(cast.employer, "刘桂兰")
    merge_workers(twin, cast.worker, "同一个人", by=None, on=c.TODAY)
    made = today(cast)
    rows = confirmed(cast, made, signed(made, "刘桂英"))
    assert [row.worker for row in rows] == [cast.worker]


# ── the page of names ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_asked_wrongly_of_names_writes_nothing_and_keeps_them_waiting(cast, client):
    made = today(cast)
    ids = signed(made, "刘桂英", "新来的")
    page = f"/activities/{made.pk}/signings/"
    c.enter(client, cast.author)
    for sent, field in (
        ({"accept": "yes"}, "signings"),
        ({"signings": ids}, "accept"),
        ({"signings": ids, "accept": "perhaps"}, "accept"),
        ({"signings": ["x"], "accept": "yes"}, "signings"),
        ({"signings": [10**20], "accept": "no"}, "signings"),
    ):
        with c.nothing_written():
            answer = client.post(page, sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert [each.name for each in answer.context["waiting"]] == ["刘桂英", "新来的"]


def test_a_name_that_two_bear_is_left_unticked_and_refused_in_words(cast, client):
    c.worker(cast.employer, "刘桂英")
    made = today(cast)
    ids = signed(made, "刘桂英")
    c.enter(client, cast.author)
    text = client.get(f"/activities/{made.pk}/signings/").content.decode()
    assert ("名册有 2 位，请点名" in text, re.search(r'value="\d+" checked', text)) == (True, None)
    with c.nothing_written():
        answer = client.post(f"/activities/{made.pk}/signings/", {"signings": ids, "accept": "yes"})
    assert (answer.status_code, "请从名册点名" in answer.content.decode()) == (422, True)


def test_names_are_not_confirmed_before_it_was_held_nor_after_it_was_voided(cast, client):
    made = planned(cast, "seminar", days=1, employer=cast.employer)
    people.sign_in(made, "刘桂英", on=made.on)
    sent = {"signings": [made.signings.get().pk], "accept": "no"}
    c.enter(client, cast.author)
    answer = client.post(f"/activities/{made.pk}/signings/", sent)
    assert (answer.status_code, "已安排" in answer.content.decode()) == (422, True)
    actions.void_activity(made, "改期", by=cast.author, on=c.TODAY)
    answer = client.post(f"/activities/{made.pk}/signings/", sent)
    assert (answer.status_code, "作废" in answer.content.decode()) == (422, True)
    assert Signing.objects.get().name == "刘桂英"


def test_a_page_without_names_says_so(cast, client):
    text = c.enter(client, cast.author).get(f"/activities/{today(cast).pk}/signings/").content.decode()
    assert ("没有等待确认的签到" in text, 'name="accept"' in text) == (True, False)


# ── the code ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("days", "kind", "more", "signs", "opened"),
    [
        (0, "seminar", "employer", True, True),
        (0, "lecture", "employer", True, True),
        (0, "seminar", "", False, False),
        (0, "training", "employer", False, False),
        (0, "seminar", "employer voided", False, False),
        (-1, "seminar", "employer", False, False),
        (1, "seminar", "employer", True, False),
    ],
)
def test_the_code_is_offered_until_its_day_and_opens_on_it(cast, days, kind, more, signs, opened):
    made = recorded(cast, kind, on=c.TODAY + timedelta(days), employer=cast.employer if "employer" in more else None)
    if "voided" in more:
        actions.void_activity(made, "登记重了", by=cast.author, on=c.TODAY)
    inside = c.enter(Client(), cast.author)
    assert bool(inside.get(f"/activities/{made.pk}/").context["signs"]) is signs
    context = inside.get(f"/activities/{made.pk}/code/").context
    assert (bool(context["link"]), bool(context["code"])) == (opened, opened)
    assert Client().get(link(made)).status_code == (200 if opened else 410)


def test_whoever_signed_is_said_to_have_signed(cast, client):
    made = today(cast)
    confirmed(cast, made, signed(made, "刘桂英"))
    text = c.enter(client, cast.author).get(f"/activities/{made.pk}/").content.decode()
    assert ("扫码签到" in text, "等您确认" in text) == (True, False)
    assert Attendance.objects.get().signed is True
