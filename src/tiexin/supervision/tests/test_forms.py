"""The forms of supervision: what is wrong is said beside its field, nothing typed is lost, nothing is written."""

import pytest

from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import actions
from tiexin.supervision.actions.checks import Answer, answer_ask
from tiexin.supervision.models import Ask, Inspection, RecordCheck, SheetAnswer, Shortcoming
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY, SHEET, drawn, inspected, lacking, sampled

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def enter(cast, client, who="office"):
    return c.enter(client, cast.people[who])


def text(answer):
    return answer.content.decode()


def errors(answer):
    """What is said beside each field; the answer is one that has to be mended."""
    assert answer.status_code == 422
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def refused(client, at, sent):
    with c.nothing_written():
        return client.post(at, sent)


def by(who):
    return {"by": who, "on": c.TODAY}


# ── an inspection ───────────────────────────────────────────────────────────────────────────────────────


def sent(cast, **changes):
    plain = {"unit": cast.county.pk, "on": c.TODAY, "way": "hear", "inspectors": [cast.inspector.pk], "sheet": SHEET}
    return plain | {"heard": "县总汇报了启动和走访情况"} | changes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": ""}, {"unit": ["请填写"]}),
        ({"inspectors": []}, {"inspectors": ["请选择督查人员"]}),
        ({"heard": ""}, {"heard": ["请写明听取了什么情况"]}),
        ({"on": c.TODAY + DAY}, {"on": ["督查的日期还没有到"]}),
        ({"way": "sample"}, {"draw": ["抽查要先抽签：请选择已经抽过的走访记录抽签"]}),
        ({"way": "both"}, {"draw": ["抽查要先抽签：请选择已经抽过的走访记录抽签"]}),
    ],
)
def test_an_inspection_is_refused_beside_its_field(cast, client, changes, said):
    client = enter(cast, client)
    answer = refused(client, "/inspections/new/", sent(cast, **changes))
    found = errors(answer)
    assert list(found) == list(said)
    assert all(words[0] in found[name][0] for name, words in said.items() if name != "unit")
    assert "heard" in said or "县总汇报了启动和走访情况" in text(answer)


@pytest.mark.parametrize(
    ("field", "value"), [("way", "look"), ("sheet", "没有的表"), ("on", "前天"), ("draw", "999999"), ("unit", "0")]
)
def test_what_is_not_offered_cannot_be_sent(cast, client, field, value):
    answer = refused(enter(cast, client), "/inspections/new/", sent(cast, **{field: value}))
    assert list(errors(answer)) == [field]
    assert "县总汇报了启动和走访情况" in text(answer)


def test_a_unit_out_of_reach_and_a_closed_one_are_not_offered(cast, client):
    for who, unit in (("city_office", cast.other_county), ("city_office", cast.province), ("office", cast.closed)):
        client = enter(cast, client, who)
        new = sent(cast, unit=unit.pk, inspectors=[cast.people[who].pk])
        assert list(errors(refused(client, "/inspections/new/", new))) == ["unit"]


def test_an_inspector_out_of_reach_or_out_of_office_is_not_taken(cast, client):
    gone = c.officer("已离任", cast.province)
    gone.until = c.TODAY
    gone.save(update_fields=["until"])
    assert list(errors(refused(enter(cast, client), "/inspections/new/", sent(cast, inspectors=[gone.pk])))) == [
        "inspectors"
    ]
    city = enter(cast, client, "city_office")
    assert list(errors(refused(city, "/inspections/new/", sent(cast, inspectors=[cast.inspector.pk])))) == [
        "inspectors"
    ]


def test_a_draw_of_a_unit_out_of_reach_is_not_offered(cast, client):
    draw = drawn(cast)
    new = {"way": "sample", "draw": draw.pk, "inspectors": [cast.people["city_office"].pk]}
    assert list(errors(refused(enter(cast, client, "city_office"), "/inspections/new/", sent(cast, **new)))) == ["draw"]
    answer = enter(cast, client).post("/inspections/new/", sent(cast, way="sample", draw=draw.pk, heard=""))
    made = Inspection.objects.get()
    assert answer["Location"] == f"/inspections/{made.pk}/"
    assert (made.way, made.heard, made.draw, made.checks.count()) == ("sample", "", draw, 2)


def test_the_form_offers_today_and_one_draw_that_was_carried_out(cast, client):
    draw = drawn(cast)
    form = enter(cast, client).get("/inspections/new/").context["form"]
    assert [str(choice[0]) for choice in form.fields["draw"].choices] == ["", str(draw.pk)]
    assert form["on"].value() == c.TODAY
    assert list(form.fields) == ["unit", "on", "way", "inspectors", "heard", "draw", "sheet"]


# ── the check sheet ─────────────────────────────────────────────────────────────────────────────────────


def test_a_note_without_an_answer_is_not_lost(cast, client):
    made, client = inspected(cast), enter(cast, client)
    at = f"/inspections/{made.pk}/sheet/"
    answer = refused(client, at, {"started": "yes", "told-note": "三件没有告知"})
    assert errors(answer) == {"told": ["写了说明，还要选做到、没有做到或不适用"]}
    assert 'value="三件没有告知"' in text(answer)
    client.post(at, {"started": "yes", "told": "no", "told-note": "三件没有告知"})
    answers = made.answers.order_by("line").values_list("line", "answer", "note")
    assert list(answers) == [("started", "yes", ""), ("told", "no", "三件没有告知")]


def test_a_sheet_with_nothing_on_it_is_refused_above_the_form(cast, client):
    made = inspected(cast)
    assert errors(refused(enter(cast, client), f"/inspections/{made.pk}/sheet/", {})) == {
        "__all__": ["还没有填任何一条"]
    }


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"told": "perhaps"}, "told"),
        ({"told": "no"}, "told-note"),
        ({"told": "yes", "told-note": "字" * 201}, "told-note"),
        ({"told": "perhaps", "told-note": "三件"}, "told"),
    ],
)
def test_a_line_is_refused_beside_itself(cast, client, answers, field):
    made = inspected(cast)
    new = {"started": "yes", "started-note": "三月启动"} | answers
    answer = refused(enter(cast, client), f"/inspections/{made.pk}/sheet/", new)
    assert list(errors(answer)) == [field]
    assert "三月启动" in text(answer)


def test_what_was_answered_stands_in_the_form_again_and_the_rest_stays(cast, client):
    made, client = inspected(cast), enter(cast, client)
    actions.fill_sheet(made, {"told": ("no", "三件没有告知"), "stay": ("na", "")}, **by(cast.inspector))
    at = f"/inspections/{made.pk}/sheet/"
    form = client.get(at).context["form"]
    shown = [form[name].value() for name in ("told", "told-note", "stay", "stay-note", "started", "started-note")]
    assert shown == ["no", "三件没有告知", "na", "", None, None]
    client.post(at, {"told": "yes", "told-note": ""})
    answers = SheetAnswer.objects.filter(inspection=made).order_by("line").values_list("line", "answer", "note")
    assert list(answers) == [("stay", "na", ""), ("told", "yes", "")]


# ── what was found ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " "}, "text"),
        ({"owner": ""}, "owner"),
        ({"due": ""}, "due"),
        ({"due": c.TODAY - DAY}, "due"),
        ({"line": "nowhere"}, "line"),
        ({"clause": "字" * 81}, "clause"),
        ({"text": "字" * 501}, "text"),
    ],
)
def test_a_shortcoming_is_refused_beside_its_field(cast, client, changes, field):
    made = inspected(cast)
    new = {"text": "启动不及时", "owner": cast.author.pk, "due": c.TODAY, "line": "told", "clause": "C112"}
    answer = refused(enter(cast, client), f"/inspections/{made.pk}/shortcomings/new/", new | changes)
    assert list(errors(answer)) == [field]
    assert field == "text" or "启动不及时" in text(answer)


def test_the_unit_of_what_was_found_is_that_of_its_owner(cast, client):
    made = inspected(cast)
    below = cast.people["enterprise"]
    new = {"text": "没有小组", "owner": below.pk, "due": c.TODAY, "line": ""}
    client = enter(cast, client)
    client.post(f"/inspections/{made.pk}/shortcomings/new/", new)
    found = Shortcoming.objects.get()
    assert (found.unit, found.owner, found.clause, found.due) == (cast.enterprise, below, "", c.TODAY)
    above = {**new, "owner": cast.people["city_office"].pk}
    assert list(errors(refused(client, f"/inspections/{made.pk}/shortcomings/new/", above))) == ["owner"]


@pytest.mark.parametrize("words", ["", "  ", "字" * 501])
def test_an_answer_that_says_nothing_or_too_much_is_refused(cast, client, words):
    found = lacking(cast, inspected(cast))
    client = enter(cast, client, "officer")
    assert list(errors(refused(client, f"/inspections/shortcomings/{found.pk}/answer/", {"text": words}))) == ["text"]


def test_an_answer_comes_once(cast, client):
    found = lacking(cast, inspected(cast))
    client, at = enter(cast, client, "officer"), f"/inspections/shortcomings/{found.pk}/answer/"
    client.post(at, {"text": "补了方案"})
    answer = refused(client, at, {"text": "又补了方案"})
    assert "这个问题现在是“已答复，待复查”，不能这样办" in errors(answer)["__all__"][0]
    assert "又补了方案" in text(answer)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({}, "passed"),
        ({"passed": "maybe"}, "passed"),
        ({"passed": "no"}, "due"),
        ({"passed": "no", "due": c.TODAY - DAY}, "due"),
        ({"passed": "no", "due": "下周"}, "due"),
        ({"passed": "yes", "text": " "}, "text"),
    ],
)
def test_a_recheck_is_refused_beside_its_field(cast, client, new, field):
    found = lacking(cast, inspected(cast))
    actions.answer_shortcoming(found, "补了", **by(cast.author))
    answer = refused(enter(cast, client), f"/inspections/shortcomings/{found.pk}/recheck/", {"text": "看了方案", **new})
    assert list(errors(answer)) == [field]
    assert field == "text" or "看了方案" in text(answer)


def test_the_owner_finds_no_button_to_check_again_and_is_refused(cast, client):
    own = inspected(cast, unit=cast.province)
    found = lacking(cast, own, unit=cast.province, owner=cast.inspector)
    at = f"/inspections/shortcomings/{found.pk}/"
    actions.answer_shortcoming(found, "补了", **by(cast.inspector))
    client = enter(cast, client)
    assert f"{at}recheck/" not in text(client.get(at))
    answer = refused(client, f"{at}recheck/", {"passed": "yes", "text": "自己看过"})
    assert "您是整改负责人，请别人来复查" in errors(answer)["__all__"][0]
    other = c.enter(client, c.officer("第二位主任", cast.province, "office"))
    assert f"{at}recheck/" in text(other.get(at))
    assert other.post(f"{at}recheck/", {"passed": "yes", "text": "看过"})["Location"] == at


# ── spot checks ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"came": ""}, "came"),
        ({"came": "perhaps"}, "came"),
        ({"way": "dream"}, "way"),
        ({"on": c.TODAY + DAY}, "on"),
        ({"on": c.TODAY - 2 * DAY}, "on"),
        ({"promised": "字" * 501}, "promised"),
    ],
)
def test_what_somebody_said_is_refused_beside_its_field(cast, client, changes, field):
    sampled(cast)
    ask = RecordCheck.objects.get(visit=cast.visits[0]).asks.get(place=1)
    new = {"came": "yes", "way": "phone", "on": c.TODAY, "promised": "答应装直饮水"} | changes
    answer = refused(enter(cast, client), f"/inspections/asks/{ask.pk}/", new)
    assert list(errors(answer)) == [field]
    assert field == "promised" or "答应装直饮水" in text(answer)


def test_an_answer_on_the_day_of_the_visit_is_kept(cast, client):
    sampled(cast)
    ask = RecordCheck.objects.get(visit=cast.visits[0]).asks.get(place=1)
    new = {"came": "unreachable", "way": "phone", "on": c.TODAY - DAY, "promised": ""}
    answer = enter(cast, client).post(f"/inspections/asks/{ask.pk}/", new)
    assert answer["Location"] == f"/inspections/checks/{ask.check_of_id}/"
    kept = Ask.objects.get(pk=ask.pk)
    assert (kept.came, kept.way, kept.on, kept.by) == ("unreachable", "phone", c.TODAY - DAY, cast.inspector)


def disproved(cast):
    sampled(cast)
    check = RecordCheck.objects.get(visit=cast.visits[0])
    answer_ask(check.asks.get(place=1), Answer("no", "", "phone", c.TODAY), **by(cast.inspector))
    return check


def test_a_reply_is_refused_beside_its_field_and_comes_once(cast, client):
    check = disproved(cast)
    client, at = enter(cast, client, "officer"), f"/inspections/checks/{check.pk}/reply/"
    for words in ("", " ", "字" * 501):
        assert list(errors(refused(client, at, {"text": words}))) == ["text"]
    client.post(at, {"text": "去的是二车间"})
    answer = refused(client, at, {"text": "还有一句"})
    assert "这条核实现在是“登记人已说明”，不用说明" in errors(answer)["__all__"][0]
    assert "还有一句" in text(answer)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({"reason": "没去"}, "upheld"),
        ({"upheld": "yes"}, "reason"),
        ({"upheld": "yes", "reason": "字" * 201}, "reason"),
    ],
)
def test_a_conclusion_is_refused_beside_its_field(cast, client, new, field):
    check = disproved(cast)
    enter(cast, client, "officer").post(f"/inspections/checks/{check.pk}/reply/", {"text": "去了"})
    answer = refused(enter(cast, client), f"/inspections/checks/{check.pk}/decide/", new)
    assert list(errors(answer)) == [field]
    assert Entry.objects.filter(verb__in=("uphold_check", "drop_check")).count() == 0


def test_what_was_concluded_is_not_concluded_again(cast, client):
    check = disproved(cast)
    enter(cast, client, "officer").post(f"/inspections/checks/{check.pk}/reply/", {"text": "去了"})
    client, at = enter(cast, client), f"/inspections/checks/{check.pk}/decide/"
    client.post(at, {"upheld": "no", "reason": "另一位作证"})
    answer = refused(client, at, {"upheld": "yes", "reason": "再想想"})
    assert "这条核实现在是“不实不成立”，不用下结论" in errors(answer)["__all__"][0]
    check.refresh_from_db()
    assert (check.state, check.reason, check.visit.voided) == ("dropped", "另一位作证", None)
