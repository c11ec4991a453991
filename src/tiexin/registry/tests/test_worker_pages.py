"""Pages of workers: the list, a number looked for and opened, forms that say what is wrong, two entries of one."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions import workers as actions
from tiexin.registry.actions.memberships import join_union
from tiexin.registry.actions.merging import merge_workers
from tiexin.registry.actions.workers import NewGroup, Numbers, register_worker
from tiexin.registry.models import Worker
from tiexin.registry.people import Dues, Membership, Spell, WorkerGroup
from tiexin.registry.persons import Look, WorkerMerge

pytestmark = pytest.mark.django_db
WHEN = {"by": None, "on": c.TODAY}
PHONE = "13812345678"
TODAY = c.TODAY.isoformat()


@kept.fixture
def cast():
    found = c.stage()
    found.twin = c.worker(found.employer, "刘贵英")
    found.far = c.worker(found.foreign, "远处的人")
    return found


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["city_office"])


def page(cast, tail):
    return f"/workers/{cast.worker.pk}/{tail}"


def errors(answer, *fields):
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, sorted(fields))
    return answer.text


def names(answer):
    return [str(row) for row in answer.context["pager"].rows]


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────


def test_list_holds_each_person_within_reach_once(cast, client):
    merge_workers(cast.twin, cast.worker, "本人确认", **WHEN)
    for who, found in (("officer", ["刘桂英"]), ("stranger", ["远处的人"]), ("leader", ["远处的人", "刘桂英"])):
        assert names(c.enter(client, cast.people[who]).get("/workers/")) == found
    assert c.enter(client, cast.people["nobody"]).get("/workers/").status_code == 404


def test_list_is_narrowed_by_name_role_group_and_membership(cast, office):
    actions.put_in_group(cast.twin, NewGroup("needy", c.TODAY, "低保"), **WHEN)
    join_union(cast.worker, cast.enterprise, c.TODAY, **WHEN)
    c.worker(cast.employer, "钱主任", "union_cadre")
    for asked, found in (
        ("q=贵", ["刘贵英"]),
        ("firm=凤凰", ["钱主任", "刘贵英", "刘桂英"]),
        ("firm=石嘴山", []),
        ("role=union_cadre", ["钱主任"]),
        ("group=needy", ["刘贵英"]),
        ("member=yes", ["刘桂英"]),
        ("member=no", ["钱主任", "刘贵英"]),
        ("sort=name", ["刘桂英", "刘贵英", "钱主任"]),
        ("group=king", ["钱主任", "刘贵英", "刘桂英"]),
    ):
        assert names(office.get(f"/workers/?{asked}")) == found, asked
    text = office.get("/workers/").text
    assert "困难职工" in text
    assert "凤凰机械厂工会" in text


def test_list_costs_the_same_however_many(cast, office):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            office.get("/workers/")
        return len(asked)

    office.get("/workers/")
    before = cost()
    for number in range(5):
        each = c.worker(cast.employer, f"职工{number}")
        actions.put_in_group(each, NewGroup("migrant", c.TODAY, "户籍"), **WHEN)
        join_union(each, cast.county, c.TODAY, **WHEN)
    assert cost() == before


# ── entering ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_namesake_is_shown_before_a_second_entry_is_made(cast, office):
    address = f"/employers/{cast.employer.pk}/workers/new/"
    sent = {"name": "刘桂英", "role": "front_line", "team": "二班"}
    assert "apart" not in office.get(address).text
    with c.nothing_written():
        text = errors(office.post(address, sent), "apart")
    assert f'href="/workers/{cast.worker.pk}/"' in text
    assert "可能已经登记过" in text
    answer = office.post(address, {**sent, "apart": "on"})
    made = Worker.objects.filter(name="刘桂英").latest("pk")
    assert (answer.url, made.team, made.pk != cast.worker.pk) == (f"/workers/{made.pk}/", "二班", True)


def test_whoever_is_out_of_reach_is_not_named(cast, office):
    actions.keep_numbers(cast.far, Numbers(phone=PHONE), **WHEN)
    address = f"/employers/{cast.employer.pk}/workers/new/"
    text = errors(office.post(address, {"name": "新来的", "role": "front_line", "phone": PHONE}), "apart")
    assert "范围以外的工会有同一号码的人" in text
    assert "远处的人" not in text


def test_somebody_without_an_employer(cast, office):
    sent = {"name": "丁一", "role": "front_line", "org": cast.county.pk}
    made = office.post("/workers/new/", sent)
    worker = Worker.objects.get(name="丁一")
    assert (made.url, worker.employer, worker.org) == (f"/workers/{worker.pk}/", None, cast.county)
    text = office.get(made.url).text
    assert "没有固定单位" in text
    with c.nothing_written():
        errors(office.post("/workers/new/", {**sent, "name": "丁二", "org": cast.other_county.pk}), "org")
        errors(office.post("/workers/new/", {**sent, "name": "丁二", "identity": "123"}), "identity")
        errors(office.post("/workers/new/", {"role": "front_line", "phone": "1"}), "name", "org")


def test_a_name_is_corrected(cast, office):
    assert office.post(page(cast, "edit/"), {"name": "刘桂芬", "role": "manager", "team": ""}).url == page(cast, "")
    assert Worker.objects.get(pk=cast.worker.pk).name == "刘桂芬"
    with c.nothing_written():
        errors(office.post(page(cast, "edit/"), {"name": "", "role": "king"}), "name", "role")


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_are_shown_by_their_last_digits_until_opened_with_a_reason(cast, office, client):
    number = c.identity(9)
    sent = {"phone": PHONE, "identity": number, "bank": ""}
    assert office.post(page(cast, "numbers/"), sent).url == page(cast, "")
    text = office.get(page(cast, "")).text
    assert "138****5678" in text
    assert number not in text
    assert PHONE not in text
    with c.nothing_written():
        errors(office.post(page(cast, "look/"), {"number": "phone", "reason": ""}), "reason")
        errors(office.post(page(cast, "look/"), {"number": "bank", "reason": "看看"}), "number")
    answer = office.post(page(cast, "look/"), {"number": "identity", "reason": "发放助学金"})
    assert number in answer.text
    assert PHONE not in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert Look.objects.get().by == cast.people["city_office"]
    text = office.get(page(cast, "")).text
    assert "发放助学金" in text
    assert number not in text
    for who in ("officer", "stranger"):
        assert c.enter(client, cast.people[who]).get(page(cast, "look/")).status_code == 404


def test_nothing_to_open(cast, office):
    assert "没有登记号码" in office.get(page(cast, "look/")).text
    with c.nothing_written():
        errors(office.post(page(cast, "look/"), {"number": "phone", "reason": "看看"}), "number")


def test_wrong_numbers_are_told_beside_their_field(cast, office):
    for field, typed in (("phone", "123"), ("identity", "640104197001010001"), ("bank", "6217001234567890")):
        with c.nothing_written():
            text = errors(office.post(page(cast, "numbers/"), {field: typed}), field)
        assert "依据" in text
    with c.nothing_written():
        errors(office.post(page(cast, "numbers/"), {}), "__all__")


def test_a_number_is_looked_for_without_standing_in_an_address(cast, office, client):
    actions.keep_numbers(cast.worker, Numbers(phone=PHONE), **WHEN)
    for typed in (PHONE, "5678"):
        assert office.post("/workers/lookup/", {"number": typed}).context["rows"] == [cast.worker]
    looked = office.get(f"/workers/lookup/?number={PHONE}")
    assert (looked.context["rows"], "选填" in looked.text) == (None, False)
    errors(office.post("/workers/lookup/", {"number": ""}), "number")
    assert "没有登记这个号码" in office.post("/workers/lookup/", {"number": "13900001111"}).text
    errors(office.post("/workers/lookup/", {"number": "刘桂英"}), "number")
    stranger = c.enter(client, cast.people["stranger"])
    assert stranger.post("/workers/lookup/", {"number": PHONE}).context["rows"] == []


# ── over time ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_group_is_set_with_a_reason_and_ended(cast, office):
    sent = {"group": "migrant", "since": (c.TODAY - timedelta(3)).isoformat(), "reason": "户籍在固原"}
    with c.nothing_written():
        errors(office.post(page(cast, "groups/new/"), {**sent, "reason": ""}), "reason")
        errors(office.post(page(cast, "groups/new/"), {**sent, "since": "2012-99-01", "group": "x"}), "since", "group")
    assert office.post(page(cast, "groups/new/"), sent).url == page(cast, "")
    row = WorkerGroup.objects.get()
    text = office.get(page(cast, "")).text
    assert "户籍在固原" in text
    assert "马建国登记" in text
    assert office.post(f"/groups/{row.pk}/end/").url == page(cast, "")
    assert "已移出“农民工”" in office.get(page(cast, "")).text
    assert "已于2012年5月10日移出" in office.post(f"/groups/{row.pk}/end/", follow=True).text


def test_employment_is_entered_and_ended(cast, office):
    sent = {"kind": "dispatch", "employer": cast.employer.pk, "since": "2012-03-01", "leaves": "on"}
    with c.nothing_written():
        assert "请选择实际用工单位" in errors(office.post(page(cast, "spells/new/"), sent), "using")
        errors(office.post(page(cast, "spells/new/"), {**sent, "using": cast.foreign.pk}), "using")
        errors(office.post(page(cast, "spells/new/"), {}), "kind", "since")
    other = c.employer(cast.county, "用工的厂")
    assert office.post(page(cast, "spells/new/"), {**sent, "using": other.pk}).url == page(cast, "")
    text = re.sub(r"\s+", "", office.get(page(cast, "")).text)
    assert "由宁夏凤凰机械有限公司派出" in text
    assert "劳务派遣工" in text
    spell = Spell.objects.get(kind="dispatch")
    errors(office.post(f"/spells/{spell.pk}/end/", {"day": "2012-03-01"}), "day")
    assert office.post(f"/spells/{spell.pk}/end/", {"day": TODAY}).url == page(cast, "")
    assert Worker.objects.get(pk=cast.worker.pk).employer is None
    errors(office.post(page(cast, "leave/"), {"day": TODAY}), "__all__")


def test_membership_and_dues(cast, office):
    address = page(cast, "memberships/new/")
    assert office.get(address).context["form"]["org"].value() == cast.county.pk
    with c.nothing_written():
        errors(office.post(address, {"org": cast.other_county.pk, "since": TODAY}), "org")
    assert office.post(address, {"org": cast.enterprise.pk, "since": "2012-01-05"}).url == page(cast, "")
    with c.nothing_written():
        assert "请先转出" in errors(office.post(address, {"org": cast.county.pk, "since": TODAY}), "org")
    membership = Membership.objects.get()
    dues = f"/memberships/{membership.pk}/dues/new/"
    assert "从2012年1月交起" in office.get(dues).text
    with c.nothing_written():
        errors(office.post(dues, {"last": "2012-03", "yuan": "0"}), "yuan")
        errors(office.post(dues, {"last": "三月", "yuan": "1.005"}), "last", "yuan")
        errors(office.post(dues, {"last": "2011-03", "yuan": "15"}), "last")
    assert office.post(dues, {"last": "2012-03", "yuan": "15.50"}).url == page(cast, "")
    assert Dues.objects.get().amount == 1550
    text = office.get(page(cast, "")).text
    assert "会费交到2012年3月" in text
    assert "登记入会" not in text
    end = f"/memberships/{membership.pk}/end/"
    with c.nothing_written():
        errors(office.post(end, {"why": "transfer", "until": TODAY}), "to")
    assert office.post(end, {"why": "transfer", "until": TODAY, "to": cast.county.pk}).url == page(cast, "")
    assert "（转出到兴庆区）" in re.sub(r"\s+", "", office.get(page(cast, "")).text)


# ── the same person ─────────────────────────────────────────────────────────────────────────────────────


def test_two_entries_become_one_and_two_again(cast, office, client):
    address = f"/workers/{cast.twin.pk}/merge/"
    found = office.get(f"/workers/{cast.twin.pk}/pick/?name=into&q=刘").text
    assert "刘桂英" in found
    assert "远处" not in office.get(f"/workers/{cast.twin.pk}/pick/?name=into&q=远").text.replace("q=远", "")
    with c.nothing_written():
        errors(office.post(address, {"into": cast.far.pk, "reason": "同一张身份证"}), "into")
        errors(office.post(address, {"into": cast.worker.pk, "reason": ""}), "reason")
    assert office.post(address, {"into": cast.worker.pk, "reason": "同一张身份证"}).url == page(cast, "")
    text = office.get(page(cast, "")).text
    assert "刘贵英" in text
    assert "同一张身份证" in text
    assert "已并入" in office.get(f"/workers/{cast.twin.pk}/").text
    merge = WorkerMerge.objects.get()
    assert c.enter(client, cast.people["stranger"]).get(f"/merges/{merge.pk}/undo/").status_code == 404
    c.enter(client, cast.people["city_office"])
    with c.nothing_written():
        errors(office.post(f"/merges/{merge.pk}/undo/", {"reason": ""}), "reason")
    assert f"{zh_date(merge.on)}并入{merge.into}：" in office.get(f"/merges/{merge.pk}/undo/").content.decode()
    assert office.post(f"/merges/{merge.pk}/undo/", {"reason": "两个人"}).url == f"/workers/{cast.twin.pk}/"
    assert "两个人" in errors(office.post(f"/merges/{merge.pk}/undo/", {"reason": "两个人"}), "__all__")


def test_a_likely_twin_is_proposed(cast, office):
    twin = register_worker(Worker(name="刘桂英", employer=cast.employer), **WHEN, apart=True)
    assert office.get(f"/workers/{twin.pk}/merge/").context["form"]["into"].value() == cast.worker.pk
    assert office.get(f"/workers/{cast.twin.pk}/merge/").context["form"]["into"].value() is None
