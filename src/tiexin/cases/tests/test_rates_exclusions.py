"""What is left out of the rates: asked by its unit, decided above it, made public, counted beside."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion
from tiexin.cases.calling_rules import Rate
from tiexin.cases.models import Case
from tiexin.cases.rates import rules
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, refuse, registered
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message


@pytest.fixture
def cast(db):
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return registered(cast)


def asked(cast, case, reason="court", why="法院已经立案", by=None):
    return ask_exclusion(case, reason, why, by=by or cast.author, on=c.TODAY)


def decided(cast, made, granted=True, answer="查过立案通知", by=None):
    return decide_exclusion(made, granted, answer, by=by or cast.above, on=c.TODAY + DAY)


def test_asked_by_its_unit_and_decided_above(cast, case):
    made = asked(cast, case)
    assert (made.state, made.org, made.asked_by, made.decided_by) == ("asked", cast.county, cast.author, None)
    done = decided(cast, made)
    said = (done.state, done.decided_by, done.decided_org, done.decided_on, done.answer)
    assert said == ("granted", cast.above, cast.city, c.TODAY + DAY, "查过立案通知")
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        "ask_exclusion",
        "grant_exclusion",
    ]


def test_the_office_above_hears_of_it_and_whoever_asked_hears_the_answer(cast, case):
    made = asked(cast, case)
    decided(cast, made, granted=False)
    told = Message.objects.filter(source__startswith="exclusion/").order_by("pk")
    assert list(told.values_list("officer", "title", "url")) == [
        (cast.above.pk, "一件诉求申请不计入三个率，等您决定", f"/cases/exclusions/{made.pk}/decide/"),
        (cast.author.pk, "上一级不同意不计，照常计入", f"/cases/{case.pk}/"),
    ]


@pytest.mark.parametrize(
    ("field", "reason", "why"),
    [("reason", "moon", "法院"), ("reason", "", "法院"), ("why", "court", " "), ("why", "court", "字" * 501)],
)
def test_only_for_a_reason_of_the_list_in_words(cast, case, field, reason, why):
    refuse(field, lambda: asked(cast, case, reason, why))


def test_not_by_another_unit_not_twice(cast, case):
    refuse("", lambda: asked(cast, case, by=cast.above))
    made = asked(cast, case)
    refuse("", lambda: asked(cast, case))
    decided(cast, made, granted=False)
    again = asked(cast, case, "died", "家属来说的")
    decided(cast, again)
    refuse("", lambda: asked(cast, case))


def test_not_where_nobody_stands_above(cast):
    boss = cast.people["office"]
    top = registered(cast, by=boss, org=cast.province)
    refuse("", lambda: asked(cast, top, by=boss))


def test_whoever_is_judged_does_not_decide(cast, case):
    made = asked(cast, case)
    for who in (cast.author, cast.chief, cast.mate, cast.people["stranger"], cast.people["enterprise"]):
        refuse("", lambda who=who: decided(cast, made, by=who))
    refuse("answer", lambda: decided(cast, made, answer=" "))
    decided(cast, made)
    refuse("", lambda: decided(cast, made, by=cast.people["office"]))


def test_whoever_took_part_above_does_not_decide(cast):
    from tiexin.cases.actions.taking_part import add_helper

    case = registered(cast)
    made = asked(cast, case)
    add_helper(case, cast.other, "查工资表", by=cast.author, on=c.TODAY)
    refuse("", lambda: decided(cast, made, by=cast.other))
    assert decided(cast, made).decided_by == cast.above


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_by": "author"},
        {"decided_org": "county"},
        {"state": "asked"},
        {"decided_on": None},
    ],
)
def test_the_database_holds_to_it_too(cast, case, wrong):
    done = decided(cast, asked(cast, case))
    values = {"author": cast.author, "county": cast.county}
    changed = {name: values.get(value, value) for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.filter(pk=done.pk).update(**changed)


def test_two_never_stand_about_one_matter(cast, case):
    made = asked(cast, case)
    same = {"org": made.org, "reason": "court", "why": "又", "asked_by": cast.author, "asked_on": c.TODAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(case=case, **same)


def test_every_reason_of_the_list_names_its_source():
    assert list(rules.reasons()) == ["court", "final", "twice", "untrue", "disaster", "died"]
    sources = {each.name: each.source for each in rules.reasons().values()}
    assert sources["court"] == "《信访工作条例》第31条"
    assert [name for name, source in sources.items() if not ("第" in source or "本系统建议，可改" in source)] == []


def test_a_reason_that_was_taken_off_the_list_is_still_told(cast, case):
    made = asked(cast, case)
    assert made.why_not == "已经进入诉讼、仲裁、复议等法定程序"
    made.reason = "gone"
    assert made.why_not == "以前的理由"


def test_a_rate_with_and_without():
    few = {"in_time": 1, "ended_terms": 6, "solving": 3, "found": 5, "satisfied": 5, "dissatisfied": 0}
    all_of_them = {**few, "ended_terms": 8, "found": 6, "dissatisfied": 1}
    told = rules.told(few, all_of_them)
    assert [(each.rate.name, each.left_out) for each in told] == [("回应率", 2), ("解决率", 1), ("满意率", 1)]
    assert [(each.rate.percent, each.whole.percent) for each in told] == [(16.6, 12.5), (60.0, 50.0), (100.0, 83.3)]
    assert isinstance(told[0].whole, Rate)


def sheet(answer):
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def page(client, who, address):
    return c.enter(client, who).get(address).content.decode()


def test_asked_on_the_page_of_the_matter(cast, case, client):
    author = c.enter(client, cast.author)
    here, form = f"/cases/{case.pk}/", f"/cases/{case.pk}/exclude/"
    assert "申请不计入三个率" in author.get(here).content.decode()
    with c.nothing_written():
        assert author.post(form, {"reason": "court"}).status_code == 422
    assert author.post(form, {"reason": "court", "why": "法院已经立案"}).status_code == 302
    shown = author.get(here).content.decode()
    assert "等上一级决定" in shown and "申请不计入三个率</a>" not in shown
    with c.nothing_written():
        assert author.post(form, {"reason": "court", "why": "再来"}).status_code == 422


def test_decided_on_its_page_and_published_to_everybody(cast, case, client):
    made = asked(cast, case)
    above = c.enter(client, cast.above)
    form = f"/cases/exclusions/{made.pk}/decide/"
    listed = above.get("/cases/exclusions/").content.decode()
    assert "等您决定" in listed and form in listed
    with c.nothing_written():
        assert above.post(form, {"granted": "yes"}).status_code == 422
    assert above.post(form, {"granted": "yes", "answer": "属实"}).status_code == 302
    assert above.get(form).status_code == 404
    text = above.get("/cases/exclusions/").content.decode()
    assert case.number in text and "兴庆区申请" in text and "等您决定" not in text
    assert cast.author.name not in text.split("tx-table")[1]


def test_a_unit_far_away_reads_it_without_names_of_units(cast, case, client):
    decided(cast, asked(cast, case))
    text = page(client, cast.people["stranger"], "/cases/exclusions/")
    assert case.number in text and "另一个县级工会申请" in text and "兴庆区" not in text


def test_what_was_refused_is_public_and_counts(cast, case, client):
    decided(cast, asked(cast, case), granted=False)
    stranger = c.enter(client, cast.people["stranger"])
    assert case.number in stranger.get("/cases/exclusions/").content.decode()
    assert case.number in stranger.get("/cases/exclusions/?state=refused").content.decode()
    assert case.number not in stranger.get("/cases/exclusions/?state=granted").content.decode()


def test_what_waits_is_not_public(cast, case, client):
    asked(cast, case)
    assert case.number not in page(client, cast.people["stranger"], "/cases/exclusions/")


@pytest.mark.parametrize(
    ("asks", "shown"),
    [
        ("reason=court", True),
        ("reason=died", False),
        ("since=2012-05-11", True),
        ("since=2012-05-12", False),
        ("until=2012-05-10", False),
    ],
)
def test_the_list_is_narrowed(cast, case, client, asks, shown):
    decided(cast, asked(cast, case))
    assert (case.number in page(client, cast.above, f"/cases/exclusions/?{asks}")) is shown


def test_nobody_of_the_unit_decides_and_nobody_below(cast, case, client):
    made = asked(cast, case)
    for who in (cast.author, cast.chief, cast.people["enterprise"], cast.people["stranger"]):
        answer = c.enter(type(client)(), who).get(f"/cases/exclusions/{made.pk}/decide/")
        assert answer.status_code == 404


def test_taken_out_without_names(cast, case, client):
    decided(cast, asked(cast, case))
    answer = c.enter(client, cast.above).get("/cases/exclusions/?as=xlsx")
    cells = sheet(answer)[-1]
    assert cells[:1] + cells[3:6] == [case.number, "兴庆区", "银川市", "不计入"]
    assert cast.author.name not in str(sheet(answer))


def test_counted_beside_the_rate(cast, client):
    first = scene.called_back(cast)
    scene.called_back(cast, scene.NO)
    decided(cast, asked(cast, first.case))
    text = page(client, cast.above, f"/cases/rates/?until={c.TODAY + timedelta(days=1)}")
    assert text.count("另有1件按规定不计") == 2
    assert "0 / 1" in text and "1 / 2，不算率" in text
    assert Case.objects.count() == 2


def test_what_was_refused_stays_in_the_rate(cast, client):
    first = scene.called_back(cast)
    decided(cast, asked(cast, first.case), granted=False)
    text = page(client, cast.above, "/cases/rates/")
    assert "另有" not in text.split("tx-table")[1].split("</table>")[0] and "1 / 1" in text
