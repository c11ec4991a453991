"""Every step writes what it should; a step out of turn writes nothing."""

from datetime import timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.draws import actions, queries
from tiexin.draws.definition import Rules
from tiexin.draws.models import FrameItem, Pick, State
from tiexin.draws.tests import scene
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast, kept

pytestmark = pytest.mark.django_db
BY = {"by": None, "on": cast.TODAY}


@kept.fixture
def stage():
    made = cast.stage()
    for number in range(6):
        cast.employer(made.county, f"第{number}纺织厂", *(["distressed"] if number % 2 else []), kind="state")
    return made


@pytest.fixture
def pair(stage):
    return stage.people["office"], stage.people["leader"]


def refused(said, call):
    with cast.nothing_written(), pytest.raises(Refused, match=said) as no:
        call()
    return no.value


def verbs(draw):
    return list(
        Entry.objects.filter(thing="draws.draw", thing_id=draw.pk).order_by("pk").values_list("verb", flat=True)
    )


# The frame


def test_a_frame_is_filled_from_the_register_of_the_place(stage):
    draw = scene.opened(stage.province)
    assert draw.items.count() == 8
    row = draw.items.get(key=stage.employer.credit_code)
    assert (row.label, row.thing_id) == (stage.employer.name, stage.employer.pk)
    assert row.values == {"kind": "非公企业", "city": "银川市", "focus": "无", "distressed": "否"}
    assert verbs(draw) == ["open_draw"]


def test_marks_in_force_are_features(stage):
    draw = scene.opened(stage.province)
    assert draw.items.get(label="第1纺织厂").values["distressed"] == "是"
    assert draw.items.get(label="第1纺织厂").values["focus"] == "经营困难"


def test_a_frame_holds_its_place_alone(stage):
    draw = scene.opened(stage.province, place=stage.other_city)
    assert list(draw.items.values_list("label", flat=True)) == [stage.foreign.name]


def test_a_place_beyond_the_unit_is_refused(stage):
    refused("之内", lambda: scene.opened(stage.city, place=stage.province))


def test_a_place_without_employers_is_refused(stage):
    refused("没有在册的企业", lambda: scene.opened(stage.enterprise))


def test_a_frame_too_large_to_publish_is_refused(stage, monkeypatch):
    monkeypatch.setattr(actions, "LARGEST", 3)
    assert refused("缩小范围", lambda: scene.opened(stage.province)).field == "place"


def test_one_is_left_out_with_a_reason(stage):
    draw = scene.opened(stage.province)
    row = actions.exclude_item(draw.items.first(), " 已停产 ", **BY)
    assert FrameItem.objects.get(pk=row.pk).excluded == "已停产"
    assert verbs(draw) == ["open_draw", "exclude_item"]
    refused("已经排除", lambda: actions.exclude_item(row, "再来", **BY))


def test_without_a_reason_nobody_is_left_out(stage):
    row = scene.opened(stage.province).items.first()
    assert refused("理由", lambda: actions.exclude_item(row, "  ", **BY)).field == "reason"


def test_the_place_arranges_one(stage):
    draw = scene.opened(stage.province, Rules(each=2, arranged=1))
    row = actions.arrange_item(draw.items.first(), "银川市总工会", "重点企业", **BY)
    row.refresh_from_db()
    assert (row.arranged_by, row.arranged_why) == ("银川市总工会", "重点企业")
    assert verbs(draw)[-1] == "arrange_item"
    assert refused("谁安排", lambda: actions.arrange_item(row, "", "重点", **BY)).field == "arranged_by"
    assert refused("谁安排", lambda: actions.arrange_item(row, "市总", " ", **BY)).field == "reason"


def test_what_is_not_distressed_is_not_arranged_where_only_those_are_drawn(stage):
    draw = scene.opened(stage.province, Rules(each=2, arranged=1, distressed=True))
    row = draw.items.get(label="第0纺织厂")
    refused("困难", lambda: actions.arrange_item(row, "市总", "重点", **BY))


# Freezing


def test_freezing_keeps_the_hash(stage):
    draw = scene.frozen(stage.province)
    file = queries.published(draw)
    assert (draw.state, draw.frozen) == (State.FROZEN, cast.TODAY)
    assert draw.frame_hash == actions.rules.sha256(actions.rules.canonical(file["frozen"]))
    assert verbs(draw) == ["open_draw", "freeze_draw"]


def test_nothing_of_a_frozen_frame_changes(stage):
    draw = scene.frozen(stage.province, Rules(each=2, arranged=1))
    row = draw.items.first()
    refused("已经封存", lambda: actions.exclude_item(row, "停产", **BY))
    refused("已经封存", lambda: actions.arrange_item(row, "市总", "重点", **BY))
    refused("已经封存", lambda: actions.freeze_draw(draw, **BY))


def test_a_frame_changed_behind_the_system_is_not_drawn_from(stage, pair):
    draw = scene.committed(scene.frozen(stage.province), *pair)
    actions.reveal_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY)
    actions.reveal_seed(draw, scene.SECOND, by=pair[1], on=cast.TODAY)
    draw.items.filter(label="第0纺织厂").update(excluded="停产")
    refused("和封存时不一样", lambda: actions.run_draw(draw, **BY))


# The seed


def test_two_people_agree_and_make_public(stage, pair):
    draw = scene.committed(scene.frozen(stage.province), *pair)
    draw.refresh_from_db()
    assert draw.state == State.COMMITTED
    assert set(draw.parts.values_list("words", flat=True)) == {""}
    actions.reveal_seed(draw, f" {scene.FIRST} ", by=pair[0], on=cast.TODAY)
    assert draw.parts.get(giver=pair[0]).words == scene.FIRST
    assert verbs(draw)[-3:] == ["commit_seed", "commit_seed", "reveal_seed"]


def test_no_seed_before_the_frame_is_frozen(stage, pair):
    draw = scene.opened(stage.province)
    refused("先封存", lambda: actions.commit_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY))
    later = cast.TODAY + timedelta(days=1)
    refused("先封存", lambda: actions.promise_value(draw, "彩票", later, **BY))


def test_one_person_is_not_two(stage, pair):
    draw = scene.frozen(stage.province)
    actions.commit_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY)
    refused("另一个人", lambda: actions.commit_seed(draw, scene.SECOND, by=pair[0], on=cast.TODAY))


def test_a_seed_given_late_is_refused(stage, pair):
    draw = scene.committed(scene.frozen(stage.province), *pair)
    third = stage.people["officer"]
    refused("不能再给", lambda: actions.commit_seed(draw, scene.FIRST, by=third, on=cast.TODAY))


def test_nothing_is_made_public_before_both_have_agreed(stage, pair):
    draw = scene.frozen(stage.province)
    actions.commit_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY)
    refused("都约定后", lambda: actions.reveal_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY))


def test_other_words_are_refused(stage, pair):
    draw = scene.committed(scene.frozen(stage.province), *pair)
    no = refused("不一样", lambda: actions.reveal_seed(draw, scene.SECOND, by=pair[0], on=cast.TODAY))
    assert (no.field, draw.parts.get(giver=pair[0]).words) == ("words", "")


def test_only_who_agreed_makes_public_and_once(stage, pair):
    draw = scene.committed(scene.frozen(stage.province), *pair)
    third = stage.people["officer"]
    refused("没有约定", lambda: actions.reveal_seed(draw, scene.FIRST, by=third, on=cast.TODAY))
    actions.reveal_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY)
    refused("已经公开", lambda: actions.reveal_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY))


def test_a_value_that_others_publish(stage):
    draw, day = scene.frozen(stage.province), cast.TODAY + timedelta(days=3)
    assert refused("以后", lambda: actions.promise_value(draw, "双色球", cast.TODAY, **BY)).field == "known_on"
    assert refused("写清", lambda: actions.promise_value(draw, " ", day, **BY)).field == "what"
    actions.promise_value(draw, "双色球第2012055期红球", day, **BY)
    assert refused("才公布", lambda: actions.publish_value(draw, "030812", **BY)).field == "value"
    refused("全部公开", lambda: actions.run_draw(draw, **BY))
    actions.publish_value(draw, "030812", by=None, on=day)
    refused("不能再改", lambda: actions.publish_value(draw, "1", by=None, on=day))
    done = actions.run_draw(draw, by=None, on=day)
    assert (done.seed, done.picks.count()) == ("030812", 2)


def test_a_value_cannot_take_the_place_of_a_part(stage, pair):
    draw = scene.frozen(stage.province)
    actions.commit_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY)
    later = cast.TODAY + timedelta(days=1)
    refused("不能改用", lambda: actions.promise_value(draw, "双色球", later, **BY))


def test_a_draw_by_parts_takes_no_value(stage, pair):
    draw = scene.committed(scene.frozen(stage.province), *pair)
    refused("没有约定公开的数", lambda: actions.publish_value(draw, "7", **BY))


# Drawing


def test_the_draw_is_what_the_rules_say(stage, pair):
    draw = scene.drawn(scene.frozen(stage.province, Rules(by=["city"], each=2)), *pair)
    assert draw.seed == f"{scene.FIRST}|{scene.SECOND}"
    wanted = actions.rules.choose(queries.rules_of(draw), draw.seed, queries.frame_of(draw))
    found = [(p.item.key, p.stratum, p.how) for p in draw.picks.order_by("place").select_related("item")]
    assert found == [(each.key, each.stratum, each.how) for each in wanted]
    assert len(found) == 3  # two of 银川市, the only one of 石嘴山市
    assert (draw.state, draw.drawn, verbs(draw)[-1]) == (State.DRAWN, cast.TODAY, "run_draw")


def test_nothing_is_drawn_twice_or_without_a_seed(stage, pair):
    draw = scene.frozen(stage.province)
    refused("还没有约定", lambda: actions.run_draw(draw, **BY))
    scene.committed(draw, *pair)
    refused("全部公开", lambda: actions.run_draw(draw, **BY))
    actions.reveal_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY)
    refused("全部公开", lambda: actions.run_draw(draw, **BY))
    actions.reveal_seed(draw, scene.SECOND, by=pair[1], on=cast.TODAY)
    actions.run_draw(draw, **BY)
    refused("已经抽过签", lambda: actions.run_draw(draw, **BY))
    refused("已经抽过签", lambda: actions.reveal_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY))


def test_a_substitute_is_the_next_in_order(stage, pair):
    draw = scene.drawn(scene.frozen(stage.province), *pair)
    row = actions.rules.ordered(queries.rules_of(draw), draw.seed, queries.frame_of(draw))[""]
    first = draw.picks.get(place=1)
    made = actions.replace_pick(first, "已停产", **BY)
    assert (made.item.key, made.place, made.how, made.replaces) == (row[2].key, 3, "replacement", first)
    again = actions.replace_pick(made, "也停产", **BY)
    assert again.item.key == row[3].key
    assert set(draw.picks.standing().values_list("place", flat=True)) == {2, 4}
    assert verbs(draw)[-2:] == ["replace_pick", "replace_pick"]
    refused("已经换过", lambda: actions.replace_pick(first, "又停产", **BY))
    refused("理由", lambda: actions.replace_pick(again, " ", **BY))


def test_there_may_be_no_substitute(stage, pair):
    draw = scene.drawn(scene.frozen(stage.province, place=stage.other_city), *pair)
    refused("没有候补", lambda: actions.replace_pick(draw.picks.get(), "停产", **BY))


def test_a_draw_is_given_up_with_a_reason(stage, pair):
    draw = scene.frozen(stage.province)
    assert refused("理由", lambda: actions.cancel_draw(draw, "", **BY)).field == "reason"
    actions.cancel_draw(draw, "名册有误", **BY)
    draw.refresh_from_db()
    assert (draw.state, draw.cancelled, verbs(draw)[-1]) == (State.CANCELLED, "名册有误", "cancel_draw")
    refused("不能取消", lambda: actions.cancel_draw(draw, "再来", **BY))
    refused("不能再给", lambda: actions.commit_seed(draw, scene.FIRST, by=pair[0], on=cast.TODAY))


def test_what_was_drawn_cannot_be_given_up(stage, pair):
    draw = scene.drawn(scene.frozen(stage.province), *pair)
    refused("不能取消", lambda: actions.cancel_draw(draw, "不合意", **BY))


def test_rooms_above_ask_what_stands_drawn(stage, pair):
    draw = scene.drawn(scene.frozen(stage.province), *pair)
    things = list(draw.items.values_list("thing_id", flat=True))
    standing = set(draw.picks.values_list("item__thing_id", flat=True))
    assert queries.drawn("employers", things) == standing
    gone = draw.picks.get(place=1)
    made = actions.replace_pick(gone, "停产", **BY)
    assert queries.drawn("employers", things) == standing - {gone.item.thing_id} | {made.item.thing_id}
    assert queries.drawn("visits", things) == set()
    assert Pick.objects.count() == 3
