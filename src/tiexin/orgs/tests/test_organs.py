"""Organs and their seats: what is written, what counts, what is refused; the pages; two nouns for two groups."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties.definition import Do
from tiexin.duties.tests.scene import publish, settle, tally, values
from tiexin.evidence.measures import MEASURES, TAGS
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.actions import organs as actions
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.organs import COUNTED, Holding, Organ, OrganKind, Seat
from tiexin.orgs.tests import cast as c
from tiexin.orgs.views.organs import kind_of

pytestmark = pytest.mark.django_db
DAY = date(2012, 3, 1)
PACKAGE = Path(__file__).parents[2]


@pytest.fixture
def cast():
    return c.stage()


def found(org, name="活动领导小组", kind="leading_group", parent=None, since=DAY, *seats):
    return actions.found_organ(
        Organ(org=org, name=name, kind=kind, parent=parent, since=since, charter="负责指导"), seats, by=None, on=c.TODAY
    )


def house(org):
    """A leading group, its office, a group inside."""
    leading = found(org)
    office = found(org, "领导小组办公室", "office", leading)
    return leading, office, found(org, "专题调研组", "office_group", office)


def seat(organ, title="组长", kind="head", **more):
    return actions.make_seat(organ, NewSeat(title, kind, **more), by=None, on=c.TODAY)


def sit(seat, officer, since=DAY, **more):
    return actions.seat_officer(seat, officer, Sitting(since, **more), by=None, on=c.TODAY)


# ── founding ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_leading_group_counts_as_founded(cast):
    organ = found(cast.county, "活动领导小组", "leading_group", None, DAY, NewSeat("组长", "head", places=1))
    fact = Fact.objects.get(measure="organ_founded")
    assert (fact.by_org, fact.at_org, fact.on, fact.qty) == (cast.county, cast.county, DAY, 1)
    assert list(fact.tag_set.tags.values_list("key", "value")) == [("organ", "leading_group")]
    assert fact.entry == Entry.objects.get(verb="found", thing="orgs.organ", thing_id=organ.pk)
    assert [str(each) for each in organ.seats.all()] == ["组长"]


def test_what_stands_inside_another_organ_does_not_count_again(cast):
    house(cast.county)
    assert Fact.objects.filter(measure="organ_founded").count() == 1
    assert set(COUNTED) == set(TAGS["organ"])
    assert MEASURES["organ_founded"].recorded_by == "组织机构"


def test_the_gauge_of_the_clause_begins_to_count(cast):
    wanted = Do(measure="organ_founded", where={"organ": ["leading_group"]}, count="times")
    (duty,) = publish(cast.province, tally(wanted, low=1))
    found(cast.county)
    found(cast.county, "宣讲团", "lecture_corps")
    settle()
    assert {subject: n for subject, n in values(duty).items() if n} == {cast.county.id: 1}
    assert values(duty, "met")[cast.county.id] == 1
    assert values(duty, "met")[cast.other_county.id] == 0


BAD_ORGANS = {
    "in the future": ({"since": c.TODAY + timedelta(1)}, "还没有到", "since"),
    "before the unit": ({"since": c.FOUNDED - timedelta(1)}, "不存在", "since"),
    "an office alone": ({"kind": "office"}, "办公室应设在领导小组之下", "parent"),
    "a group alone": ({"kind": "office_group"}, "内设组应设在办公室之下", "parent"),
    "a group in a leading group": ({"kind": "office_group", "parent": "leading"}, "应设在办公室之下", "parent"),
    "a leading group inside": ({"parent": "leading"}, "不设在别的机构之下", "parent"),
    "inside another unit": ({"kind": "office", "parent": "foreign"}, "不是本单位现有的机构", "parent"),
    "inside one that ended": ({"kind": "office", "parent": "ended"}, "不是本单位现有的机构", "parent"),
    "a name that is taken": ({"name": "已有小组"}, "已有“已有小组”", "name"),
}


@pytest.mark.parametrize("case", BAD_ORGANS)
def test_a_bad_organ_is_refused_and_writes_nothing(cast, case):
    said, why, field = BAD_ORGANS[case]
    parents = {"leading": found(cast.county, "已有小组"), "foreign": found(cast.city), None: None}
    parents["ended"] = actions.end_organ(found(cast.county, "旧小组"), by=None, on=c.TODAY)
    said = {**said, "parent": parents[said.get("parent")]}
    with c.nothing_written(), pytest.raises(Refused, match=why) as refusal:
        found(cast.county, **said)
    assert refusal.value.field == field


def test_an_organ_ends_with_those_who_sit_there_and_the_name_is_free(cast):
    leading, office, group = house(cast.county)
    held = sit(seat(group), cast.people["officer"])
    with c.nothing_written(), pytest.raises(Refused, match="之下还有机构"):
        actions.end_organ(office, by=None, on=c.TODAY)
    actions.end_organ(group, by=None, on=c.TODAY)
    held.refresh_from_db()
    assert held.until == c.TODAY
    for again in (lambda: actions.end_organ(group, by=None, on=c.TODAY), lambda: seat(group, "副组长", "deputy")):
        with c.nothing_written(), pytest.raises(Refused, match="已于2012年5月10日撤销"):
            again()
    found(cast.county, "专题调研组", "office_group", office)
    assert Organ.objects.standing().filter(name="专题调研组").count() == 1
    assert leading.until is None


# ── seats ───────────────────────────────────────────────────────────────────────────────────────────────


def test_several_heads_and_one_of_them_leads(cast):
    organ = found(cast.county)
    lead, heads = seat(organ, "牵头组长", lead=True), seat(organ, "组长")
    sit(lead, cast.people["officer"])
    for name in ("leader", "office"):
        sit(heads, cast.people[name])
    assert (lead.places, heads.places) == (1, None)
    assert [str(each) for each in Seat.objects.filter(organ=organ).order_by("kind_order")] == ["牵头组长", "组长"]
    with c.nothing_written(), pytest.raises(Refused, match="只能有一个牵头职务"):
        seat(organ, "又一个牵头组长", lead=True)
    with c.nothing_written(), pytest.raises(Refused, match="只设1人"):
        sit(lead, cast.people["leader"])


@pytest.mark.parametrize(
    ("title", "kind", "more", "why"),
    [("组长", "head", {}, "已有“组长”"), ("牵头成员", "member", {"lead": True}, "而且是主要负责人")],
)
def test_a_bad_seat_is_refused(cast, title, kind, more, why):
    organ = found(cast.county)
    seat(organ)
    with c.nothing_written(), pytest.raises(Refused, match=why):
        seat(organ, title, kind, **more)


BAD_SITTINGS = {
    "in the future": ({"since": c.TODAY + timedelta(1)}, "还没有到"),
    "before the organ": ({"since": DAY - timedelta(1)}, "2012年3月1日才成立"),
    "twice": ({"officer": "sits"}, "已任"),
    "not yet in office": ({"officer": "late"}, "不在职"),
    "no more in office": ({"officer": "gone"}, "不在职"),
}


@pytest.mark.parametrize("case", BAD_SITTINGS)
def test_a_bad_sitting_is_refused_and_writes_nothing(cast, case):
    said, why = BAD_SITTINGS[case]
    people = {
        "sits": c.officer("甲", cast.county),
        "new": c.officer("乙", cast.county),
        "late": c.officer("丙", cast.county, since=DAY + timedelta(9)),
        "gone": c.officer("丁", cast.county, until=DAY),
    }
    chair = seat(found(cast.county))
    sit(chair, people["sits"])
    with c.nothing_written(), pytest.raises(Refused, match=why):
        sit(chair, people[said.get("officer", "new")], said.get("since", DAY))


def test_a_seat_is_handed_on_and_given_up(cast):
    chair = seat(found(cast.county), places=1)
    first = sit(chair, cast.people["officer"], seconded_from=cast.city)
    day = date(2012, 4, 1)
    second = actions.replace_holder(first, cast.people["leader"], Sitting(day, True), by=None, on=c.TODAY)
    first.refresh_from_db()
    assert (first.until, second.since, second.concurrent) == (day, day, True)
    assert [first.holds_on(day), second.holds_on(day), first.holds_on(DAY)] == [False, True, True]
    for bad, why in ((cast.people["leader"], "就是现任"), (cast.people["office"], "不能更早结束")):
        with c.nothing_written(), pytest.raises(Refused, match=why):
            actions.replace_holder(second, bad, Sitting(DAY), by=None, on=c.TODAY)
    actions.end_holding(second, by=None, on=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused, match="已于2012年5月10日结束"):
        actions.end_holding(second, by=None, on=c.TODAY)
    verbs = Entry.objects.filter(thing="orgs.holding").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["seat_officer", "replace_holder", "end_holding"]
    assert Holding.objects.present().count() == 0


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "kind"),
    [("组长", "head"), ("牵头组长", "head"), ("副组长", "deputy"), ("成员", "member"), ("工作人员", "staff")],
)
def test_a_title_tells_its_kind(title, kind):
    assert kind_of(title) == kind


def test_the_office_founds_seats_replaces_and_ends_in_the_browser(cast, client):
    c.enter(client, cast.people["city_office"])
    said = {"name": "活动领导小组", "kind": "leading_group", "since": "2012-03-01", "charter": "负责指导"}
    said["seats"] = "牵头组长\n组长 2\n\n成员"
    answer = client.post(f"/orgs/{cast.city.pk}/organs/new/", said, follow=True)
    organ = Organ.objects.get()
    assert answer.redirect_chain == [(f"/organs/{organ.pk}/", 302)]
    chairs = organ.seats.order_by("kind_order", "pk").values_list("title", "kind", "places", "lead")
    assert list(chairs) == [("牵头组长", "head", 1, True), ("组长", "head", 2, False), ("成员", "member", None, False)]
    member = {"title": "联络员", "kind": "member", "by_post": "各部室主要负责人"}
    assert "各部室主要负责人" in client.post(f"/organs/{organ.pk}/seats/new/", member, follow=True).text
    lead, who = organ.seats.get(lead=True), cast.people["officer"]
    page = f"/seats/{lead.pk}/fill/"
    sitting = {"officer": who.pk, "since": "2012-03-02", "concurrent": "on", "seconded_from": cast.county.pk}
    answer = client.post(page, sitting, follow=True)
    for text in ("李秀兰", "（兼）", "从兴庆区抽调", "2012年3月2日起"):
        assert text in answer.text
    assert page not in client.get(f"/organs/{organ.pk}/").text  # the one place is taken
    with c.nothing_written():
        assert "只设1人" in client.post(page, sitting | {"officer": cast.people["city_office"].pk}).text
    held = Holding.objects.get()
    page = f"/holdings/{held.pk}/replace/"
    assert "接替李秀兰" in client.get(page).text
    answer = client.post(page, {"officer": cast.people["city_office"].pk, "since": "2012-04-01"}, follow=True)
    assert "2012年3月2日至2012年4月1日" in answer.text
    answer = client.post(f"/holdings/{Holding.objects.present().get().pk}/end/", follow=True)
    assert "从今天起已结束" in answer.text
    assert "现在空缺" in answer.text
    assert "活动领导小组" in client.get(f"/orgs/{cast.city.pk}/organs/").text
    assert "已结束" in client.post(f"/organs/{organ.pk}/end/", follow=True).text
    assert "2012年5月10日撤销" in client.get(f"/orgs/{cast.city.pk}/organs/").text
    assert "已于2012年5月10日撤销" in client.post(f"/organs/{organ.pk}/end/", follow=True).text


def test_a_bad_form_keeps_what_was_typed(cast, client):
    c.enter(client, cast.people["city_office"])
    organ = found(cast.city)
    with c.nothing_written():
        said = {"name": "办公室", "kind": "office", "since": "2012-03-01", "seats": "主任 1"}
        answer = client.post(f"/orgs/{cast.city.pk}/organs/new/", said)
        assert "办公室应设在领导小组之下" in str(answer.context["form"].errors["parent"])
        assert "主任 1" in answer.text
        bad = client.post(f"/organs/{organ.pk}/seats/new/", {"title": "组长", "kind": "head", "places": "0"})
        assert set(bad.context["form"].errors) == {"places"}


def test_who_only_reads_sees_no_forms(cast, client):
    organ = found(cast.county)
    c.enter(client, cast.people["officer"])
    text = client.get(f"/organs/{organ.pk}/").text
    assert "活动领导小组" in text
    assert "增设职务" not in text
    assert "还没有成立组织机构" in client.get(f"/orgs/{cast.enterprise.pk}/organs/").text
    c.enter(client, cast.people["stranger"])
    for page in (f"/organs/{organ.pk}/", f"/orgs/{cast.county.pk}/organs/"):
        assert client.get(page).status_code == 404


def test_two_kinds_of_groups_have_two_nouns_everywhere():
    """T16: the groups inside an office (内设组) are not the teams that travel (工作组); no page says both."""
    texts = {path: path.read_text() for path in PACKAGE.rglob("templates/**/*.html")}
    both = [path.name for path, text in texts.items() if "内设组" in text and "工作组" in text]
    organs = [path for path in texts if path.parts[-3:-1] == ("tiexin", "orgs") and path.name.startswith("organ")]
    assert both == []
    assert len(organs) == 3
    assert [path.name for path in organs if "工作组" in texts[path]] == []
    glossary = (PACKAGE.parents[1] / "docs" / "glossary.md").read_text()
    for noun in ("office group", "service group"):
        assert len(re.findall(rf"^\| {noun} \|", glossary, re.MULTILINE)) == 1
    assert [label for label in OrganKind.labels if "工作组" in label] == []


def test_kinds_are_offered_without_an_empty_one(cast, client):
    c.enter(client, cast.people["city_office"])
    organ = found(cast.city)
    for page in (f"/orgs/{cast.city.pk}/organs/new/", f"/organs/{organ.pk}/seats/new/"):
        answer = client.get(page)
        assert "" not in [value for value, _ in answer.context["form"].fields["kind"].choices]
        assert "---------" not in answer.text
