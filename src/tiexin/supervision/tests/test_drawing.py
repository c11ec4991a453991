"""Records of visits are drawn like employers: by place and period, with strata of their own, proved the same way."""

import json

import pytest
from tests import second_draw

from tiexin.core.refusal import Refused
from tiexin.draws import actions, rules
from tiexin.draws.actions import NewDraw
from tiexin.draws.definition import Rules
from tiexin.draws.exports import frame_columns
from tiexin.draws.kinds import KINDS
from tiexin.draws.present import told
from tiexin.draws.queries import published
from tiexin.draws.verify import differences
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import drawing
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY
from tiexin.visits.actions import void_visit

pytestmark = pytest.mark.django_db
SINCE = c.TODAY - 30 * DAY


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def keys(place, since=SINCE, day=c.TODAY):
    return {pk for pk, _ in drawing.rows(place, day, since)}


def test_the_frame_is_what_the_place_recorded_in_the_period_and_did_not_void(cast):
    one, two = cast.visits
    old = scene.visited(cast, on=SINCE - DAY)
    first = scene.visited(cast, on=SINCE)
    gone = scene.visited(cast, on=c.TODAY - 3 * DAY)
    void_visit(gone, "写错了", by=cast.author, on=c.TODAY)
    assert keys(cast.province) == keys(cast.county) == {one.pk, two.pk, first.pk}
    assert keys(cast.other_city) == keys(cast.enterprise) == set()
    assert keys(cast.county, day=one.on - DAY) == {two.pk, first.pk}
    assert old.pk in keys(cast.county, since=None)


def test_a_row_says_kind_city_method_and_unit_under_a_number_that_never_changes(cast):
    visit = scene.visited(cast, methods=["seminar", "hear"])
    item = next(item for pk, item in drawing.rows(cast.county, c.TODAY, SINCE) if pk == visit.pk)
    assert (item.key, item.label) == (str(visit.key), "宁夏凤凰机械有限公司 2012年5月9日")
    assert item.values == {
        "kind": cast.employer.get_kind_display(),
        "city": "银川市",
        "method": "听取汇报、座谈会",
        "unit": "兴庆区",
    }
    assert set(item.values) == set(KINDS["visits"].by)


def test_what_was_drawn_is_proved_by_the_second_implementation(cast):
    draw = scene.drawn(cast, each=1)
    file = published(draw)
    assert second_draw.wrong(file) == [] and differences(json.dumps(file)) == []
    assert file["frozen"]["rules"]["since"] == str(SINCE)
    assert {row["id"] for row in file["frozen"]["items"]} == {str(visit.key) for visit in cast.visits}
    assert len(file["picks"]) == 1


def test_rules_without_a_first_day_are_frozen_as_they_always_were(cast):
    plain = {"by": ["kind"], "each": 2, "distressed": False, "distinct": False, "arranged": 0}
    assert Rules(by=["kind"], each=2).model_dump() == plain
    assert Rules(by=["kind"], each=2, since="2012-04-10").model_dump() == plain | {"since": "2012-04-10"}
    assert (
        rules.canonical(Rules(each=1).model_dump())
        == b'{"arranged":0,"by":[],"distinct":false,"distressed":false,"each":1}'
    )
    assert (Rules(each=1).first, Rules(each=1, since="2012-04-10").first) == (None, SINCE)


@pytest.mark.parametrize(
    ("kind", "how", "field"),
    [
        ("visits", {}, "since"),
        ("visits", {"since": str(c.TODAY + DAY)}, "since"),
        ("visits", {"since": str(SINCE), "by": ["focus"]}, "by"),
        ("visits", {"since": str(SINCE), "distressed": True}, "distressed"),
        ("employers", {"since": str(SINCE)}, "since"),
        ("employers", {"by": ["method"]}, "by"),
        ("employers", {"by": ["unit"]}, "by"),
        ("letters", {}, "kind"),
    ],
)
def test_rules_that_a_kind_does_not_have_are_refused(cast, kind, how, field):
    new = NewDraw(cast.province, "抽签", cast.province, Rules(each=1, **how), kind)
    with c.nothing_written(), pytest.raises(Refused) as said:
        actions.open_draw(new, by=None, on=c.TODAY)
    assert said.value.field == field


def test_a_place_without_records_is_refused(cast):
    new = NewDraw(cast.province, "抽签", cast.other_city, Rules(each=1, since=str(SINCE)), "visits")
    with c.nothing_written(), pytest.raises(Refused, match="石嘴山市没有可抽的走访记录"):
        actions.open_draw(new, by=None, on=c.TODAY)


def test_the_frame_goes_out_with_the_features_of_its_kind():
    heads = {name: [column.head for column in frame_columns(KINDS[name])] for name in ("employers", "visits")}
    tail = ["排除的理由", "谁安排", "为什么安排"]
    assert heads["employers"] == ["编号", "名称", "企业类型", "市", "重点对象", "经营困难", *tail]
    assert heads["visits"] == ["编号", "名称", "企业类型", "市", "走访方式", "登记单位", *tail]


def test_the_rules_are_told_with_the_word_of_their_kind():
    how = Rules(by=["unit"], each=2, since="2012-04-10")
    assert told(how, "条") == ["按登记单位分层，每层抽2条", "2012年4月10日以来的", "不接受当地安排"]


def test_a_draw_of_visits_is_opened_on_the_page(cast, client):
    client = c.enter(client, cast.inspector)
    sent = {"title": "抽查", "kind": "visits", "since": SINCE, "place": cast.province.pk, "by": ["unit"], "each": "2"}
    answer = client.post("/draws/new/", {**sent, "arranged": "0"})
    assert answer.status_code == 302
    frame = client.get(f"{answer['Location']}frame/").content.decode()
    assert "宁夏凤凰机械有限公司 2012年5月9日" in frame and "听取汇报 · 兴庆区" in frame
    assert "走访记录 2 条" in client.get(answer["Location"]).content.decode()
    wrong = client.post("/draws/new/", {**sent, "since": "", "arranged": "0"})
    assert wrong.status_code == 422 and "请写从哪天起的走访记录" in wrong.content.decode()
