"""Workers: who is known already, numbers under seal and who opened them, groups of the day."""

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from stdnum import luhn

from tiexin.core import sealed
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.registry import rules, worker_queries
from tiexin.registry.actions import workers
from tiexin.registry.actions.workers import LooksLike, NewGroup, Numbers, register_worker
from tiexin.registry.models import Worker
from tiexin.registry.people import WorkerGroup
from tiexin.registry.persons import Look
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db
DAY = timedelta(1)
PHONE = "13812345678"
CARD = "621700" + "123456789" + luhn.calc_check_digit("621700123456789")
WHEN = {"by": None, "on": c.TODAY}


@pytest.fixture
def cast():
    return c.stage()


def new(cast, name="刘桂英", **more):
    return Worker(**{"name": name, "employer": cast.employer, **more})


def refuse(field, call, *args, **kwargs):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.field == field
    return str(caught.value)


def last():
    return Entry.objects.order_by("-pk").values_list("verb", "thing", "thing_id", "org_id")[0]


# ── who is known already ────────────────────────────────────────────────────────────────────────────────


def test_a_namesake_at_the_same_employer_is_to_be_compared_first(cast):
    with c.nothing_written(), pytest.raises(LooksLike) as caught:
        register_worker(new(cast, " 刘桂英 "), **WHEN)
    assert (caught.value.field, list(caught.value.twins)) == ("apart", [cast.worker])
    made = register_worker(new(cast, " 刘桂英 "), **WHEN, apart=True)
    assert (made.name, Worker.objects.filter(name="刘桂英").count()) == ("刘桂英", 2)
    assert (
        register_worker(new(cast, employer=cast.foreign), **WHEN).org == cast.other_county
    )  # elsewhere: somebody else


@pytest.mark.parametrize("number", ["phone", "bank"])
def test_the_same_number_anywhere_is_to_be_compared_first(cast, number):
    given = Numbers(**{number: {"phone": PHONE, "bank": CARD}[number]})
    first = register_worker(new(cast, "马兰花", employer=cast.foreign), **WHEN, numbers=given)
    with c.nothing_written(), pytest.raises(LooksLike) as caught:
        register_worker(new(cast, "别的名字"), **WHEN, numbers=given)
    assert list(caught.value.twins) == [first]


def test_one_identity_number_is_one_person_whatever_is_said(cast):
    number = Numbers(identity=c.identity(3))
    register_worker(new(cast, "马兰花", employer=cast.foreign), **WHEN, numbers=number)
    said = refuse("identity", register_worker, new(cast, "马兰花"), **WHEN, numbers=number, apart=True)
    assert "已登记" in said
    refuse("identity", workers.keep_numbers, cast.worker, number, **WHEN)


def test_somebody_without_an_employer_has_a_union(cast):
    made = register_worker(Worker(name="丁一", org=cast.county), **WHEN)
    assert (made.employer, last()) == (None, ("register", "registry.worker", made.pk, cast.county.pk))
    assert SearchRow.objects.get(kind="worker", thing_id=made.pk).note == "没有固定单位"
    with pytest.raises(LooksLike):
        register_worker(Worker(name="丁一", org=cast.county), **WHEN)
    refuse("name", register_worker, Worker(name="  ", org=cast.county), **WHEN)


def test_reach_is_the_union_s(cast):
    free = register_worker(Worker(name="丁一", org=cast.county), **WHEN)
    for unit, found in ((cast.county, True), (cast.city, True), (cast.enterprise, False), (cast.other_city, False)):
        assert Worker.objects.within([unit.pk]).filter(pk=free.pk).exists() == found


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (PHONE, PHONE),
        ("138 1234 5678", PHONE),
        ("+86 138-1234-5678", PHONE),
        ("１３８１２３４５６７８", PHONE),
        ("0951-5012345", "09515012345"),
        ("（0951）5012345", "09515012345"),
    ],
)
def test_phone_is_read_as_people_write_it(typed, kept):
    assert rules.check_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["1381234567", "138123456789", "12812345678", "5012345", "手机", "1381234567a", "²" * 11]
)
def test_phone_that_is_none(typed):
    with pytest.raises(Refused, match="电话号码不对"):
        rules.check_phone(typed)


def test_card_has_a_check_digit():
    assert rules.check_bank(f"{CARD[:4]} {CARD[4:]}") == CARD
    for wrong in (CARD[:-1] + str((int(CARD[-1]) + 1) % 10), CARD[:10], CARD + "0" * 9, "卡号"):
        with pytest.raises(Refused, match="银行卡号不对"):
            rules.check_bank(wrong)


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("phone", PHONE, "138****5678"),
        ("phone", "09515012345", "095****2345"),
        ("phone", "0951501234", "******1234"),
        ("identity", "640104197001010036", "**************0036"),
        ("bank", "6217001234567893", "************7893"),
    ],
)
def test_what_of_a_number_is_shown(name, number, shown):
    assert rules.masked(name, number) == shown


def test_numbers_are_sealed_to_row_and_column(cast):
    number = c.identity(9)
    workers.keep_numbers(cast.worker, Numbers(number.lower(), f" {PHONE} ", CARD), **WHEN)
    row = Worker.objects.get(pk=cast.worker.pk)
    for name, plain in (("identity", number), ("phone", PHONE), ("bank", CARD)):
        kept = bytes(getattr(row, f"{name}_sealed"))
        assert plain.encode() not in kept
        assert sealed.unseal(kept, f"worker.{name}:{row.key}") == plain
        for place in (f"worker.{name}:{cast.worker.pk}", f"worker.other:{row.key}"):
            with pytest.raises(InvalidTag):
                sealed.unseal(kept, place)
    assert last() == ("keep_numbers", "registry.worker", row.pk, cast.county.pk)
    assert worker_queries.numbers_of(row) == [
        ("identity", "身份证号", "*" * 14 + number[-4:]),
        ("phone", "手机号码", "138****5678"),
        ("bank", "银行卡号", "*" * 12 + CARD[-4:]),
    ]


def test_a_number_given_replaces_and_an_empty_one_leaves(cast):
    workers.keep_numbers(cast.worker, Numbers(phone=PHONE, bank=CARD), **WHEN)
    workers.keep_numbers(cast.worker, Numbers(phone="13900001111"), **WHEN)
    shown = {name: number for name, _, number in worker_queries.numbers_of(Worker.objects.get(pk=cast.worker.pk))}
    assert shown == {"phone": "139****1111", "bank": "*" * 12 + CARD[-4:]}
    refuse("", workers.keep_numbers, cast.worker, Numbers(), **WHEN)
    refuse("bank", workers.keep_numbers, cast.worker, Numbers(phone=PHONE, bank="123"), **WHEN)


@pytest.mark.parametrize("typed", [c.identity(9), c.identity(9).lower(), PHONE, "138 1234 5678", "5678", CARD])
def test_found_by_a_whole_number_or_the_last_four_of_a_phone(cast, typed):
    workers.keep_numbers(cast.worker, Numbers(c.identity(9), PHONE, CARD), **WHEN)
    assert list(worker_queries.by_number(Worker.objects.all(), typed)) == [cast.worker]
    assert list(worker_queries.by_number(Worker.objects.within([cast.other_city.pk]), typed)) == []


@pytest.mark.parametrize("typed", ["", "567", "56789", CARD[-4:] + "x", "李四", "0"])
def test_parts_of_numbers_find_nobody(cast, typed):
    with pytest.raises(Refused, match="请填完整"):
        worker_queries.by_number(Worker.objects.all(), typed)


def test_an_identity_s_last_four_are_no_phone_s(cast):
    number = c.identity(9)
    workers.keep_numbers(cast.worker, Numbers(identity=number, bank=CARD), **WHEN)
    if number[-4:].isdigit():
        assert list(worker_queries.by_number(Worker.objects.all(), number[-4:])) == []
    assert list(worker_queries.by_number(Worker.objects.all(), CARD[-4:])) == []


def test_opening_a_number_leaves_who_when_and_why(cast):
    who = cast.people["city_office"]
    workers.keep_numbers(cast.worker, Numbers(phone=PHONE), **WHEN)
    worker = Worker.objects.get(pk=cast.worker.pk)
    assert workers.look_at_number(worker, "phone", " 通知领取慰问金 ", by=who, on=c.TODAY) == PHONE
    look = Look.objects.get()
    assert (look.worker, look.number, look.by, look.reason) == (worker, "phone", who, "通知领取慰问金")
    assert last() == ("look_at_number", "registry.look", look.pk, cast.county.pk)
    assert [each.reason for each in worker_queries.known(worker).looks] == ["通知领取慰问金"]
    for number, reason, field in (("phone", " ", "reason"), ("bank", "看看", "number"), ("key", "看看", "number")):
        refuse(field, workers.look_at_number, worker, number, reason, by=who, on=c.TODAY)


# ── groups ──────────────────────────────────────────────────────────────────────────────────────────────


def test_groups_hold_from_a_day_to_a_day(cast):
    who = cast.people["city_office"]
    row = workers.put_in_group(cast.worker, NewGroup("migrant", c.TODAY - 9 * DAY, " 户籍在固原 "), by=who, on=c.TODAY)
    assert (row.group, row.reason, row.set_by) == ("migrant", "户籍在固原", who)
    assert last() == ("put_in_group", "registry.worker", cast.worker.pk, cast.county.pk)
    workers.put_in_group(cast.worker, NewGroup("needy", c.TODAY, "低保"), **WHEN)
    assert workers.end_group(row, **WHEN).until == c.TODAY
    told = {day: worker_queries.in_force([cast.worker], c.TODAY + day * DAY) for day in (-10, -9, -1, 0)}
    pk = cast.worker.pk
    assert told == {-10: {}, -9: {pk: ["migrant"]}, -1: {pk: ["migrant"]}, 0: {pk: ["needy"]}}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"group": "king"}, "group"),
        ({"group": "needy"}, "group"),
        ({"reason": ""}, "reason"),
        ({"reason": "长" * 201}, "reason"),
        ({"since": c.TODAY + DAY}, "since"),
        ({"since": c.TODAY - 3 * DAY}, "since"),
    ],
)
def test_groups_that_are_refused(cast, changed, field):
    workers.put_in_group(cast.worker, NewGroup("needy", c.TODAY, "低保"), **WHEN)
    ended = workers.put_in_group(cast.worker, NewGroup("migrant", c.TODAY - 9 * DAY, "户籍"), **WHEN)
    workers.end_group(ended, by=None, on=c.TODAY - DAY)
    group = NewGroup(**{"group": "migrant", "since": c.TODAY, "reason": "户籍", **changed})
    refuse(field, workers.put_in_group, cast.worker, group, **WHEN)


def test_a_group_ends_once_and_not_on_its_first_day(cast):
    row = workers.put_in_group(cast.worker, NewGroup("needy", c.TODAY, "低保"), **WHEN)
    refuse("", workers.end_group, row, **WHEN)
    workers.end_group(row, by=None, on=c.TODAY + DAY)
    refuse("", workers.end_group, row, by=None, on=c.TODAY + 2 * DAY)
    assert WorkerGroup.objects.get().until == c.TODAY + DAY


def test_a_corrected_name_is_found(cast):
    worker = Worker.objects.get(pk=cast.worker.pk)
    worker.name, worker.team, worker.role = "刘桂芬", "二班", "union_cadre"
    workers.correct_worker(worker, **WHEN)
    assert SearchRow.objects.get(kind="worker", thing_id=worker.pk).title == "刘桂芬"
    assert last() == ("correct", "registry.worker", worker.pk, cast.county.pk)
    worker.role = "king"
    refuse("role", workers.correct_worker, worker, **WHEN)
    worker.name = " "
    refuse("name", workers.correct_worker, worker, **WHEN)
