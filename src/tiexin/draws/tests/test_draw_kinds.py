"""What can be drawn and by which strata; the frame as it is searched; the published file, each key; who is named."""

from datetime import date

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.draws import actions, present, queries, rules
from tiexin.draws.definition import Rules
from tiexin.draws.exports import frame_columns
from tiexin.draws.kinds import KINDS
from tiexin.draws.models import Draw, FrameItem, State
from tiexin.draws.rules import Item
from tiexin.draws.tests import scene
from tiexin.evidence import names
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast, kept

pytestmark = pytest.mark.django_db
ON = {"by": None, "on": cast.TODAY}


@kept.fixture
def stage():
    made = cast.stage()
    for number in range(3):
        cast.employer(made.county, f"第{number}纺织厂", *(["distressed"] if number % 2 else []))
    made.pair = (made.people["office"], made.people["leader"])
    return made


def refused(call):
    with cast.nothing_written(), pytest.raises(Refused) as caught:
        call()
    return caught.value.field


# ── kinds ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "how", "field"),
    [
        ("employers", {}, None),
        ("employers", {"by": ["kind", "city", "focus"]}, None),
        ("employers", {"distressed": True, "distinct": True}, None),
        ("employers", {"by": ["method"]}, "by"),
        ("employers", {"by": ["kind", "unit"]}, "by"),
        ("employers", {"since": "2012-05-01"}, "since"),
        ("teams", {"by": ["kind", "city"]}, None),
        ("teams", {"by": ["focus"]}, "by"),
        ("teams", {"distressed": True}, "distressed"),
        ("visits", {"since": "2012-05-01"}, None),
        ("visits", {"since": "2012-05-10"}, None),
        ("visits", {"since": "2012-05-11"}, "since"),
        ("visits", {}, "since"),
        ("gods", {}, "kind"),
        ("", {}, "kind"),
    ],
)
def test_each_kind_has_its_own_strata_marks_and_days(kind, how, field):
    how = Rules(each=1, **how)
    if field is None:
        assert actions.check_kind(kind, how, cast.TODAY) == KINDS[kind]
        return
    with pytest.raises(Refused) as caught:
        actions.check_kind(kind, how, cast.TODAY)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("kind", "features"),
    [
        ("employers", ["企业类型", "市", "重点对象", "经营困难"]),
        ("teams", ["企业类型", "市"]),
    ],
)
def test_a_frame_goes_out_with_the_features_of_its_kind(kind, features):
    heads = [column.head for column in frame_columns(KINDS[kind])]
    assert heads == ["编号", "名称", *features, "排除的理由", "谁安排", "为什么安排"]


@pytest.mark.parametrize(
    ("how", "place", "field"),
    [
        ({"each": 2, "arranged": 3}, "province", "arranged"),
        ({"each": 2, "by": ["kind"], "distinct": True}, "province", "distinct"),
        ({"each": 2}, "enterprise", "place"),
    ],
)
def test_a_draw_that_cannot_be_opened_leaves_nothing(stage, how, place, field):
    assert refused(lambda: scene.opened(stage.province, Rules(**how), place=getattr(stage, place))) == field


def test_what_the_words_of_a_draw_are_stripped_of(stage):
    made = scene.opened(stage.province, title=" 第一组 ", basis=" C12 ")
    assert (made.title, made.basis, str(made)) == ("第一组", "C12", "第一组")


# ── the frame ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "standing", "wanted"),
    [
        ("", "", ["凤凰", "第0", "第1", "第2"]),
        ("纺织", "", ["第0", "第1", "第2"]),
        ("纺织", "in", ["第1", "第2"]),
        ("", "excluded", ["第0"]),
        ("", "arranged", ["第1"]),
        ("凤凰", "arranged", []),
        ("没有", "", []),
    ],
)
def test_a_frame_is_searched_by_name_and_standing(stage, text, standing, wanted):
    draw = scene.opened(stage.city, Rules(each=2, arranged=1))
    other = scene.opened(stage.city, title="另一次")
    rows = {name: draw.items.get(label__contains=name) for name in ("凤凰", "第0", "第1", "第2")}
    actions.exclude_item(rows["第0"], "停产", **ON)
    actions.arrange_item(rows["第1"], "市总", "重点", **ON)
    found = list(queries.matching(draw, text, standing))
    assert found == sorted((rows[name] for name in wanted), key=lambda row: row.key)
    assert queries.counts(draw) == {"all": 4, "excluded": 1, "arranged": 1}
    assert queries.counts(other) == {"all": 4, "excluded": 0, "arranged": 0}


def test_a_frame_is_searched_by_its_numbers_without_regard_to_case(stage):
    draw = scene.opened(stage.city)
    row = draw.items.first()
    FrameItem.objects.filter(pk=row.pk).update(key="91640000ABCDEFGH1X")
    assert [each.pk for each in queries.matching(draw, "abcdefgh1x", "")] == [row.pk]


def test_leaving_one_out_takes_back_that_it_was_arranged(stage):
    draw = scene.opened(stage.city, Rules(each=2, arranged=1))
    row = draw.items.first()
    actions.arrange_item(row, "市总", "重点", **ON)
    gone = actions.exclude_item(row, " 停产 ", **ON)
    assert (gone.excluded, gone.arranged_by, gone.arranged_why) == ("停产", "", "")
    assert refused(lambda: actions.exclude_item(row, "再一次", **ON)) == ""
    assert refused(lambda: actions.arrange_item(row, "市总", "重点", **ON)) == ""


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_key_of_the_published_file(stage):
    draw = scene.drawn(scene.frozen(stage.city, basis="C12"), *stage.pair)
    gone = draw.picks.get(place=1)
    made = actions.replace_pick(gone, "停产", **ON)
    told = queries.published(Draw.objects.get(pk=draw.pk))
    assert (told["format"], told["title"], told["basis"]) == ("tiexin-draw-1", "第一组走访企业", "C12")
    assert (told["unit"], told["place"]) == ("银川市总工会", "银川市总工会")
    assert told["days"] == {"frozen": "2012-05-10", "drawn": "2012-05-10"}
    assert [row["id"] for row in told["frozen"]["items"]] == sorted(draw.items.values_list("key", flat=True))
    assert [(part["by"], part["words"]) for part in told["parts"]] == [
        ("林晓梅", scene.FIRST),
        ("陈志远", scene.SECOND),
    ]
    assert [part["commitment"] for part in told["parts"]] == [
        rules.commitment(part["salt"], part["words"]) for part in told["parts"]
    ]
    assert (told["published"], told["seed"]) == (
        {"what": "", "on": "", "value": ""},
        f"{scene.FIRST}|{scene.SECOND}",
    )
    picks = draw.picks.filter(replaces=None).order_by("place").values_list("item__key", flat=True)
    assert [pick["id"] for pick in told["picks"]] == list(picks)
    (other,) = told["replacements"]
    assert (other["id"], other["instead_of"], other["reason"]) == (made.item.key, gone.item.key, "停产")


def test_what_stands_drawn_is_what_was_not_replaced_in_a_draw_of_that_kind(stage):
    draw = scene.drawn(scene.frozen(stage.city), *stage.pair)
    gone = draw.picks.get(place=1)
    made = actions.replace_pick(gone, "停产", **ON)
    kept = draw.picks.get(place=2)
    every = list(draw.items.values_list("thing_id", flat=True))
    assert queries.drawn("employers", every) == {kept.item.thing_id, made.item.thing_id}
    assert queries.drawn("employers", [gone.item.thing_id]) == queries.drawn("employers", []) == set()
    assert queries.drawn("teams", every) == set()


@pytest.mark.parametrize(("who", "said"), [("office", "第一组走访企业"), ("nobody", "第 {} 号")])
def test_the_trail_names_a_draw_to_whoever_may_see_draws(stage, who, said):
    draw = scene.opened(stage.province)
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs = stage.people[who], cast.TODAY, "draws.see"
    found = names.names({"draws.draw": [draw.pk]}, request)
    assert found == {("draws.draw", draw.pk): said.format(draw.pk)}


def test_each_step_leaves_one_entry_of_the_unit_that_draws(stage):
    draw = scene.drawn(scene.frozen(stage.city), *stage.pair)
    trail = Entry.objects.filter(thing="draws.draw", thing_id=draw.pk).order_by("pk")
    one, other = (who.pk for who in stage.pair)
    assert list(trail.values_list("verb", "by", "org")) == [
        ("open_draw", None, stage.city.pk),
        ("freeze_draw", None, stage.city.pk),
        ("commit_seed", one, stage.city.pk),
        ("commit_seed", other, stage.city.pk),
        ("reveal_seed", one, stage.city.pk),
        ("reveal_seed", other, stage.city.pk),
        ("run_draw", one, stage.city.pk),
    ]


# ── in plain values ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "text", "done"), [("", "公布的值：还没有写下", False), ("0308", "公布的值：0308", True)]
)
def test_the_steps_of_a_value_that_others_publish(value, text, done):
    draw = Draw(state=State.COMMITTED, frozen=cast.TODAY, published_what="双色球", published_value=value)
    draw.published_on = date(2012, 5, 12)
    steps = present.steps(draw, 0, 0)
    assert [(step.text, step.done) for step in steps[1:3]] == [("双色球，2012年5月12日公布", True), (text, done)]


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=12))
def test_the_order_of_a_seed_does_not_depend_on_the_order_of_the_frame(seed, keys):
    frame = [Item(key, key, {"kind": "甲", "distressed": "是"}) for key in keys]
    how = Rules(each=200)
    there = [item.key for row in rules.ordered(how, seed, frame).values() for item in row]
    back = [item.key for row in rules.ordered(how, seed, frame[::-1]).values() for item in row]
    assert (there, sorted(there)) == (back, sorted(keys))
    assert rules.frozen(how, frame) == rules.frozen(how, frame[::-1])
