"""Scores on their pages and in their workbooks: every state of the list, every line, who may do what."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from tiexin.duties.models import Clause
from tiexin.evidence.names import NAMINGS
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small
from tiexin.supervision import score_queries as queries
from tiexin.supervision.actions import scores as actions
from tiexin.supervision.actions.scores import Decision, NewScore
from tiexin.supervision.models import Appeal, Score
from tiexin.supervision.scoring import Counted
from tiexin.supervision.tests import test_scores as scores
from tiexin.supervision.tests.test_scores import DAY, appealed, by, published

plan, made = scores.plan, scores.made  # the plan in force and what the county did
HEAD = ["被考核单位", "考核表", "方案", "公布单位", "公布日期", "状态"]
PLAIN = ["兴庆区总工会", "年度考核", "走访方案", "宁夏回族自治区总工会"]


def text(answer):
    return answer.content.decode()


def sheet(client, at, **asked):
    answer = client.get(at, {**asked, "as": "xlsx"})
    assert answer.status_code == 200
    rows = load_workbook(io.BytesIO(answer.content)).active.values
    return [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]


def errors(answer):
    assert answer.status_code == 422
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def refused(client, at, sent):
    with c.nothing_written():
        return client.post(at, sent)


def enter(made, client, who="office"):
    return c.enter(client, made.cast.people[who])


# ── what goes out ───────────────────────────────────────────────────────────────────────────────────────


def test_a_score_goes_out_as_it_stands(made, client):
    score = published(made)
    at = "/inspections/scores/"
    assert sheet(enter(made, client), at) == [HEAD, [*PLAIN, c.TODAY, "已公布"]]
    appeal = actions.appeal_score(score, "停产", **by(made, "officer"))
    assert sheet(enter(made, client), at) == [HEAD, [*PLAIN, c.TODAY, "已申诉，待决定"]]
    actions.decide_appeal(appeal, Decision(True, "属实", ["困难企业比例"]), **by(made, "leader", c.TODAY + DAY))
    assert sheet(enter(made, client), at) == [
        HEAD,
        [*PLAIN, c.TODAY + DAY, "更正后的得分"],
        [*PLAIN, c.TODAY, "已更正"],
    ]


def test_the_page_and_the_workbook_say_the_same_of_every_score(made, client):
    _, appeal = appealed(made)
    actions.decide_appeal(appeal, Decision(False, "记录属实"), **by(made, "leader"))
    client = enter(made, client)
    assert sheet(client, "/inspections/scores/")[1][-1] == "申诉不成立"
    assert "申诉不成立" in text(client.get("/inspections/scores/"))


@pytest.mark.parametrize(
    ("who", "count"), [("office", 1), ("leader", 1), ("city_office", 1), ("officer", 1), ("stranger", 0)]
)
def test_who_takes_scores_out(made, client, who, count):
    published(made)
    assert len(sheet(enter(made, client, who), "/inspections/scores/")) == 1 + count


@pytest.mark.parametrize(("unit", "count"), [("兴庆", 1), ("石嘴山", 0)])
def test_scores_are_narrowed_by_the_unit_in_the_list_and_in_the_workbook(made, client, unit, count):
    published(made)
    client = enter(made, client)
    assert len(client.get("/inspections/scores/", {"unit": unit}).context["pager"].rows) == count
    assert len(sheet(client, "/inspections/scores/", unit=unit)) == 1 + count


def test_every_line_of_a_score_goes_out_with_its_arithmetic(made, client):
    score = published(made)
    assert sheet(enter(made, client), f"/inspections/scores/{score.pk}/") == [
        ["指标", "满分", "完成", "分母", "百分比", "怎样计分", "扣分", "得分", "不评的原因"],
        ["困难企业比例", 40, 1, 3, "33.33", "低于90%的，每差1个百分点扣0.5分，最多扣30分", 28.33, 11.67, None],
        ["县级走访", 30, 2, 2, "100", "按完成的比例得分", 0, 30, None],
        ["干部到基层", 20, 1, 2, "50", "按完成的比例得分", 10, 10, None],
        ["化解", 10, None, None, None, "按完成的比例得分", None, None, "没有计数"],
    ]


def test_what_was_left_out_on_appeal_goes_out_with_its_reason(made, client):
    _, appeal = appealed(made)
    actions.decide_appeal(appeal, Decision(True, "停产属实", ["困难企业比例"]), **by(made, "leader"))
    right = Score.objects.exclude(corrects=None).get()
    lines = sheet(enter(made, client), f"/inspections/scores/{right.pk}/")
    assert lines[1][-3:] == [None, None, "申诉后不计：停产属实"]
    assert lines[1][:5] == ["困难企业比例", 40, 1, 3, "33.33"]


# ── published on the page ───────────────────────────────────────────────────────────────────────────────


def test_a_second_one_of_the_day_is_refused_beside_the_unit(made, client):
    published(made)
    sent = {"sheet": made.sheet.pk, "unit": made.cast.county.pk, "publish": ""}
    answer = refused(enter(made, client), "/inspections/scores/new/", sent)
    assert errors(answer) == {"unit": ["今天已经公布过这个单位的得分"]}
    assert f'value="{made.sheet.pk}" selected' in text(answer)


def test_the_next_day_another_score_stands_beside_the_first(made, client):
    first = published(made)
    new = NewScore(made.cast.province, made.cast.county, made.sheet)
    second = actions.publish_score(new, **by(made, on=c.TODAY + DAY))
    rows = enter(made, client).get("/inspections/scores/").context["pager"].rows
    assert [(row.pk, row.on) for row in rows] == [(second.pk, c.TODAY + DAY), (first.pk, c.TODAY)]
    assert second.corrects is None


@pytest.mark.parametrize(
    ("sent", "fields"), [({}, ["sheet", "unit"]), ({"sheet": "999999", "unit": "x"}, ["sheet", "unit"])]
)
@pytest.mark.parametrize("button", ["look", "publish"])
def test_nothing_is_worked_out_without_sheet_and_unit(made, client, sent, fields, button):
    answer = refused(enter(made, client), "/inspections/scores/new/", {**sent, button: ""})
    assert sorted(errors(answer)) == fields
    assert answer.context["found"] is None


@pytest.mark.parametrize("button", ["look", "publish"])
def test_a_sheet_that_is_switched_off_is_refused_beside_itself(made, client, button):
    Clause.objects.filter(pk=made.sheet.pk).update(data={**made.sheet.data, "permit": {"basis": "办法"}})
    sent = {"sheet": made.sheet.pk, "unit": made.cast.county.pk, button: ""}
    answer = refused(enter(made, client), "/inspections/scores/new/", sent)
    assert list(errors(answer)) == ["sheet"]
    assert "只列出，不计分" in text(answer)


def test_a_unit_out_of_reach_is_not_offered(made, client):
    sent = {"sheet": made.sheet.pk, "unit": made.cast.other_county.pk, "publish": ""}
    assert list(errors(refused(enter(made, client, "city_office"), "/inspections/scores/new/", sent))) == ["unit"]


@pytest.mark.parametrize("who", ["leader", "officer", "enterprise", "stranger_without", "audit"])
def test_who_publishes_no_scores(made, client, who):
    person = made.cast.people.get(who) or made.cast.people["nobody"]
    with c.nothing_written():
        assert c.enter(client, person).get("/inspections/scores/new/").status_code == 404


# ── the appeal ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["", "  ", "字" * 501])
def test_an_appeal_that_says_nothing_is_refused_beside_its_field(made, client, words):
    score = published(made)
    client = enter(made, client, "officer")
    assert list(errors(refused(client, f"/inspections/scores/{score.pk}/appeal/", {"text": words}))) == ["text"]


def test_after_its_day_there_is_no_button_and_no_appeal(made, client):
    score = published(made)
    at = f"/inspections/scores/{score.pk}/"
    unit = enter(made, client, "officer")
    c.set_day(score.appeal_by)
    assert f"{at}appeal/" in text(unit.get(at))
    c.set_day(score.appeal_by + DAY)
    assert f"{at}appeal/" not in text(unit.get(at))
    answer = refused(unit, f"{at}appeal/", {"text": "停产了"})
    assert "申诉期限到2012年5月17日，已经过了" in errors(answer)["__all__"][0]
    assert "停产了" in text(answer)
    c.set_day(c.TODAY)


@pytest.mark.parametrize(
    ("who", "offered"), [("officer", True), ("office", False), ("city_office", False), ("leader", False)]
)
def test_only_the_unit_is_offered_to_appeal(made, client, who, offered):
    at = f"/inspections/scores/{published(made).pk}/"
    assert (f"{at}appeal/" in text(enter(made, client, who).get(at))) is offered


@pytest.mark.parametrize("who", ["enterprise", "stranger", "nobody", "audit"])
def test_strangers_find_neither_score_nor_appeal(made, client, who):
    score, appeal = appealed(made)
    client = enter(made, client, who)
    for at in (f"scores/{score.pk}", f"scores/{score.pk}/appeal", f"appeals/{appeal.pk}/decide"):
        assert client.get(f"/inspections/{at}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "停产属实"}, "upheld"),
        ({"upheld": "yes"}, "reason"),
        ({"upheld": "yes", "reason": "字" * 201}, "reason"),
        ({"upheld": "yes", "reason": "停产属实", "left": ["没有这一项"]}, "left"),
    ],
)
def test_a_decision_is_refused_beside_its_field(made, client, sent, field):
    _, appeal = appealed(made)
    other = c.enter(client, c.officer("第二位主任", made.cast.province, "office"))
    answer = refused(other, f"/inspections/appeals/{appeal.pk}/decide/", sent)
    assert list(errors(answer)) == [field]
    assert field == "reason" or "停产属实" in text(answer)
    assert Appeal.objects.get().state == "open"


def test_a_correction_of_which_nothing_is_left_is_refused_with_what_was_chosen(made, client):
    score, appeal = appealed(made)
    other = c.enter(client, c.officer("第二位主任", made.cast.province, "office"))
    names = [line["name"] for line in score.lines]
    sent = {"upheld": "yes", "reason": "都不算", "left": names}
    answer = refused(other, f"/inspections/appeals/{appeal.pk}/decide/", sent)
    assert "没有一项可以评，不公布得分" in errors(answer)["__all__"][0]
    assert text(answer).count("checked") == len(names) + 1 and "都不算" in text(answer)
    assert not Score.objects.exclude(corrects=None).exists()


def test_lines_named_with_a_rejected_appeal_change_nothing(made):
    score, appeal = appealed(made)
    actions.decide_appeal(appeal, Decision(False, "记录属实", ["困难企业比例"]), **by(made, "leader"))
    assert list(Score.objects.values_list("pk", "result")) == [(score.pk, score.result)]


def test_without_any_line_left_out_a_correction_counts_what_is_recorded_now(made):
    score, appeal = appealed(made)
    scores.record(made.author, c.employer(made.cast.county, "困难厂", "distressed"))
    small.settle()
    actions.decide_appeal(appeal, Decision(True, "补登记属实"), **by(made, "leader"))
    right = Score.objects.get(corrects=score)
    assert (score.lines[0]["done"], score.lines[0]["base"]) == (1, 3)
    assert (right.lines[0]["done"], right.lines[0]["base"]) == (2, 4)
    assert right.lines[0]["earned"] == 4000 - 2000 and right.full == score.full


# ── what is read ────────────────────────────────────────────────────────────────────────────────────────


def test_a_score_has_its_name_in_the_trail(made):
    score = published(made)
    assert NAMINGS["supervision.score"].read([score.pk]) == {score.pk: "兴庆区 年度考核"}


def test_a_period_that_has_not_begun_counts_for_nothing(made):
    duty = Clause.objects.get(version=made.version, item="C1").duty
    start = duty.terms.order_by("start").first().start
    assert queries.counted_of(duty, made.cast.province, start - DAY) is None
    assert queries.counted_of(duty, made.cast.province, start) == Counted(3, 4)


@pytest.mark.parametrize("code", ["city", "other_city", "enterprise", "other_county"])
def test_a_unit_that_owes_nothing_itself_has_no_number_of_its_own(made, code):
    duty = Clause.objects.get(version=made.version, item="C1").duty
    assert queries.counted_of(duty, getattr(made.cast, code), c.TODAY) is None
