"""Pages of draws: who sees which step, what each form keeps, the employers of a frame, and each cell that goes out."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from tiexin.draws import actions, employers, present
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, State
from tiexin.draws.rules import LONGEST
from tiexin.draws.tests import scene
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast, kept

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ON = {"by": None, "on": cast.TODAY}
HUGE = str(10**20)


@kept.fixture
def stage():
    made = cast.stage()
    for number in range(3):
        cast.employer(made.county, f"第{number}纺织厂", *(["distressed"] if number % 2 else []))
    return made


def enter(stage, who):
    return cast.enter(Client(), stage.people[who])


def sent(stage, **more):
    return {
        "title": "第一组走访企业",
        "kind": "employers",
        "each": "2",
        "arranged": "0",
        "place": stage.city.pk,
        **more,
    }


def drawn(stage, **more):
    return scene.drawn(scene.frozen(stage.city, **more), stage.people["office"], stage.people["leader"])


def cells(answer):
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return list(head), [[cell.date() if hasattr(cell, "date") else cell for cell in row] for row in rows]


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "字" * 81),
        ("basis", "字" * 81),
        ("kind", "gods"),
        ("place", ""),
        ("place", HUGE),
        ("each", "0"),
        ("each", "201"),
        ("each", "many"),
        ("arranged", "-1"),
        ("arranged", "3"),
        ("by", ["colour"]),
        ("by", ["method"]),
        ("since", "2012-05-01"),
        ("since", "soon"),
        ("beside", HUGE),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_the_rest_stays(stage, field, value):
    said = sent(stage, basis="C12 走访困难企业")
    with cast.nothing_written():
        answer = enter(stage, "office").post("/draws/new/", {**said, field: value})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    kept = {name: str(form[name].value()) for name in ("title", "basis", "each", "place") if name != field}
    assert kept == {name: str(said[name]) for name in kept}


def test_a_place_out_of_reach_or_closed_is_not_taken(stage):
    for place in (stage.other_city, stage.province, stage.closed):
        with cast.nothing_written():
            answer = enter(stage, "city_office").post("/draws/new/", sent(stage, place=place.pk))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["place"])


def test_what_was_typed_is_what_the_draw_is_opened_with(stage):
    more = {"basis": "C12", "by": ["kind", "city"], "each": "3", "arranged": "1", "distressed": "on"}
    assert enter(stage, "office").post("/draws/new/", sent(stage, **more)).status_code == 302
    made = Draw.objects.get()
    assert (made.org, made.place, made.title, made.basis) == (stage.province, stage.city, "第一组走访企业", "C12")
    assert made.rules == {"by": ["kind", "city"], "each": 3, "distressed": True, "distinct": False, "arranged": 1}
    assert (made.state, made.opened, made.items.count()) == (State.PREPARING, cast.TODAY, 4)


def test_only_the_first_place_is_chosen_before_anybody_has_chosen(stage):
    form = enter(stage, "office").get("/draws/new/").context["form"]
    assert (form["place"].value(), form["kind"].value(), form["arranged"].value()) == (
        stage.province.pk,
        "employers",
        0,
    )


# ── the steps ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["exclude", "arrange"])
@pytest.mark.parametrize(("who", "status"), [("office", 422), ("leader", 404), ("stranger", 404), ("officer", 404)])
def test_a_frame_is_changed_by_whoever_manages_the_draw(stage, page, who, status):
    row = scene.opened(stage.city, Rules(each=2, arranged=1)).items.first()
    with cast.nothing_written():
        assert enter(stage, who).post(f"/draws/frame/{row.pk}/{page}/", {}).status_code == status


@pytest.mark.parametrize(
    ("page", "said", "field"),
    [
        ("exclude", {"reason": "字" * 201}, "reason"),
        ("arrange", {"reason": "重点企业"}, "arranged_by"),
        ("arrange", {"arranged_by": "银川市总", "reason": " "}, "reason"),
        ("arrange", {"arranged_by": "字" * 61, "reason": "重点企业"}, "arranged_by"),
    ],
)
def test_whoever_leaves_out_or_arranges_says_who_and_why(stage, page, said, field):
    row = scene.opened(stage.province, Rules(each=2, arranged=1)).items.first()
    with cast.nothing_written():
        answer = enter(stage, "office").post(f"/draws/frame/{row.pk}/{page}/", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert [text for text in said.values() if text.strip() and text not in answer.content.decode()] == []


def test_where_nothing_may_be_arranged_the_page_says_so(stage):
    draw = scene.opened(stage.province)
    row = draw.items.first()
    client = enter(stage, "office")
    assert client.get(f"/draws/{draw.pk}/frame/").context["arranges"] is False
    with cast.nothing_written():
        answer = client.post(f"/draws/frame/{row.pk}/arrange/", {"arranged_by": "市总", "reason": "重点"})
    assert (answer.status_code, "不接受当地安排" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("words", ["短", "字" * (LONGEST + 1), "       七", ""])
def test_a_part_that_can_be_guessed_is_refused_beside_its_field(stage, words):
    draw = scene.frozen(stage.province)
    with cast.nothing_written():
        answer = enter(stage, "leader").post(f"/draws/{draw.pk}/seed/", {"words": words})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["words"])


def test_words_that_are_not_public_stand_on_no_page(stage):
    draw = scene.committed(scene.frozen(stage.province), stage.people["office"], stage.people["leader"])
    actions.reveal_seed(draw, scene.FIRST, by=stage.people["office"], on=cast.TODAY)
    for who in ("office", "leader"):
        for page in ("", "seed/", "frame/"):
            text = enter(stage, who).get(f"/draws/{draw.pk}/{page}").content.decode()
            assert scene.SECOND not in text
    assert scene.FIRST in enter(stage, "leader").get(f"/draws/{draw.pk}/").content.decode()


@pytest.mark.parametrize("step", ["freeze", "run"])
def test_a_step_is_a_press_and_no_page(stage, step):
    draw = scene.opened(stage.province)
    with cast.nothing_written():
        assert enter(stage, "office").get(f"/draws/{draw.pk}/{step}/").status_code == 405


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"what": "", "known_on": "2012-05-12"}, "what"),
        ({"what": "双色球", "known_on": ""}, "known_on"),
        ({"what": "双色球", "known_on": "2012-05-10"}, "known_on"),
        ({"what": "字" * 121, "known_on": "2012-05-12"}, "what"),
    ],
)
def test_a_promise_names_what_and_when(stage, said, field):
    draw = scene.frozen(stage.province)
    with cast.nothing_written():
        answer = enter(stage, "office").post(f"/draws/{draw.pk}/value/", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_value_is_written_down_on_its_day_once(stage):
    draw = scene.frozen(stage.province)
    actions.promise_value(draw, "双色球", cast.TODAY + DAY, **ON)
    cast.set_day(cast.TODAY + DAY)
    client, page = enter(stage, "office"), f"/draws/{draw.pk}/value/"
    assert client.post(page, {"value": " 0308 "}).status_code == 302
    with cast.nothing_written():
        answer = client.post(page, {"value": "0309"})
    assert (answer.status_code, "不能再改" in answer.content.decode()) == (422, True)
    draw.refresh_from_db()
    assert draw.published_value == "0308"


@pytest.mark.parametrize("state", ["opened", "frozen", "committed", "drawn", "cancelled"])
def test_a_draw_is_given_up_until_it_was_drawn(stage, state):
    pair = (stage.people["office"], stage.people["leader"])
    draw = scene.opened(stage.province) if state == "opened" else scene.frozen(stage.province)
    if state == "committed":
        scene.committed(draw, *pair)
    if state == "drawn":
        scene.drawn(draw, *pair)
    if state == "cancelled":
        actions.cancel_draw(draw, "先前的理由", **ON)
    answer = enter(stage, "office").post(f"/draws/{draw.pk}/cancel/", {"reason": "名册有误"})
    draw.refresh_from_db()
    kept = {"drawn": (422, State.DRAWN, ""), "cancelled": (422, State.CANCELLED, "先前的理由")}
    expected = kept.get(state, (302, State.CANCELLED, "名册有误"))
    assert (answer.status_code, draw.state, draw.cancelled) == expected


def test_one_that_was_replaced_is_not_replaced_again_but_its_substitute_is(stage):
    draw = drawn(stage)
    client, first = enter(stage, "office"), draw.picks.get(place=1)
    page = f"/draws/picks/{first.pk}/replace/"
    assert client.post(page, {"reason": "停产"}).status_code == 302
    with cast.nothing_written():
        answer = client.post(page, {"reason": "又停产"})
    assert (answer.status_code, "已经换过了" in answer.content.decode()) == (422, True)
    second = draw.picks.get(place=3)
    assert client.post(f"/draws/picks/{second.pk}/replace/", {"reason": "搬走"}).status_code == 302
    with cast.nothing_written():
        last = draw.picks.get(place=4)
        answer = client.post(f"/draws/picks/{last.pk}/replace/", {"reason": "也搬走"})
    assert (answer.status_code, "没有候补了" in answer.content.decode()) == (422, True)
    assert list(draw.picks.order_by("place").values_list("replaces__place", flat=True)) == [None, None, 1, 3]


# ── who sees what ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "seen"), [("office", 2), ("leader", 2), ("stranger", 1), ("city_office", 0), ("enterprise", 0)]
)
def test_draws_are_seen_by_their_unit_and_those_above(stage, who, seen):
    scene.opened(stage.province)
    scene.opened(stage.other_city, title="石嘴山的抽签")
    answer = enter(stage, who).get("/draws/")
    assert (len(answer.context["pager"].rows) if answer.status_code == 200 else 0) == seen


@pytest.mark.parametrize("page", ["", "frame/", "pairs/", "file/", "value/", "seed/", "cancel/"])
def test_those_beside_find_nothing(stage, page):
    draw = drawn(stage)
    assert enter(stage, "stranger").get(f"/draws/{draw.pk}/{page}").status_code == 404


# ── what goes out ───────────────────────────────────────────────────────────────────────────────────────


def test_every_cell_of_the_list(stage):
    drawn(stage, basis="C12", title="第一次")
    scene.opened(stage.province, title="第二次", place=stage.county)
    head, rows = cells(enter(stage, "office").get("/draws/", {"as": "xlsx"}))
    assert head == ["名称", "抽签单位", "范围", "依据的条款", "进度", "发起", "封存", "抽签"]
    day, top, city = cast.TODAY, "宁夏回族自治区总工会", "银川市总工会"
    assert rows == [
        ["第二次", top, "兴庆区总工会", None, "准备抽样框", day, None, None],
        ["第一次", city, city, "C12", "已抽签", day, day, day],
    ]


def test_every_cell_of_a_frame_narrowed_or_whole(stage):
    draw = scene.opened(stage.city, Rules(each=2, arranged=1))
    first, second, *_ = draw.items.order_by("key")
    actions.exclude_item(first, "已停产", **ON)
    actions.arrange_item(second, "银川市总", "重点企业", **ON)
    client, page = enter(stage, "office"), f"/draws/{draw.pk}/frame/"
    head, rows = cells(client.get(page, {"as": "xlsx"}))
    features = ["企业类型", "市", "重点对象", "经营困难"]
    assert head == ["编号", "名称", *features, "排除的理由", "谁安排", "为什么安排"]
    assert [[row[0], *row[6:]] for row in rows] == [
        [item.key, item.excluded or None, item.arranged_by or None, item.arranged_why or None]
        for item in draw.items.order_by("key")
    ]
    assert {row[1]: row[2:6] for row in rows}["第1纺织厂"] == ["非公企业", "银川市", "经营困难", "是"]
    assert [row[0] for row in cells(client.get(page, {"as": "xlsx", "state": "arranged"}))[1]] == [second.key]
    assert [row[0] for row in cells(client.get(page, {"as": "xlsx", "q": first.key}))[1]] == [first.key]
    assert Entry.objects.filter(verb="export").count() == 3


def test_every_cell_of_a_result(stage):
    draw = drawn(stage, how=Rules(each=1, by=["focus"]))
    head, rows = cells(enter(stage, "office").get(f"/draws/{draw.pk}/", {"as": "xlsx"}))
    assert head == ["次序", "层", "编号", "名称", "怎样选出", "代替", "更换的理由", "状态"]
    found = draw.picks.order_by("place").select_related("item")
    assert rows == [
        [pick.place, pick.stratum, pick.item.key, pick.item.label, "抽中", None, None, None] for pick in found
    ]
    assert [row[1] for row in rows] == ["无", "经营困难"]


# ── employers ───────────────────────────────────────────────────────────────────────────────────────────


def test_employers_carry_every_mark_in_force_on_the_day(stage):
    firm = cast.employer(stage.county, "红光仪表厂", "distressed")
    before = dict(employers.rows(stage.county, date(2011, 12, 31)))[firm.pk].values
    after = dict(employers.rows(stage.county, cast.TODAY))[firm.pk].values
    assert (before["focus"], before["distressed"]) == ("无", "否")
    assert (after["focus"], after["distressed"]) == ("经营困难", "是")


def test_employers_are_those_at_and_below_the_place_by_number(stage):
    own = cast.employer(stage.province, "自治区直属厂")
    keys = [item.key for _, item in employers.rows(stage.province, cast.TODAY)]
    assert (keys, len(keys)) == (sorted(keys), 6)
    assert dict(employers.rows(stage.province, cast.TODAY))[own.pk].values["city"] == employers.NONE
    assert [pk for pk, _ in employers.rows(stage.other_county, cast.TODAY)] == [stage.foreign.pk]
    assert list(employers.rows(stage.enterprise, cast.TODAY)) == []


def test_the_city_above_a_unit_is_told_of_the_territory_alone(stage):
    found = employers.cities_below(stage.province)
    assert (found[stage.county.pk], found[stage.enterprise.pk]) == ("银川市", "银川市")
    assert (found[stage.city.pk], found[stage.other_county.pk]) == ("银川市", "石嘴山市")
    assert [pk for pk in (stage.province.pk, stage.industry.pk) if pk in found] == []


# ── in words ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"each": 2}, ["抽2家", "不接受当地安排"]),
        ({"each": 1, "by": ["kind", "city"]}, ["按企业类型、市分层，每层抽1家", "不接受当地安排"]),
        ({"each": 3, "arranged": 2}, ["抽3家", "每层最多2家由当地安排"]),
        (
            {"each": 3, "distressed": True, "distinct": True},
            ["抽3家", "只抽经营困难的企业", "同一层里企业类型各不相同", "不接受当地安排"],
        ),
        ({"each": 3, "since": "2012-03-01"}, ["抽3家", "2012年3月1日以来的", "不接受当地安排"]),
    ],
)
def test_rules_are_told_in_sentences(how, said):
    assert present.told(Rules(**how)) == said


def test_a_hash_is_grouped_and_nothing_is_nothing():
    assert (present.grouped("ab" * 10), present.grouped("")) == ("abababab abababab abab", "")
    assert present.grouped("ab" * 32).replace(" ", "") == "ab" * 32


@pytest.mark.parametrize(("given", "shown", "done"), [(0, 0, (0, 0)), (1, 0, (0, 0)), (2, 1, (1, 0)), (2, 2, (1, 1))])
def test_the_steps_of_a_seed_in_two_parts(given, shown, done):
    steps = present.steps(Draw(state=State.FROZEN, frozen=cast.TODAY), given, shown)
    assert [step.done for step in steps] == [True, *map(bool, done), False]
    assert [step.text for step in steps[1:3]] == [f"已约定{given}份，共2份", f"已公开{shown}份，共2份"]
