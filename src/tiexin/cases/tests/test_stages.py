"""Lawful steps of a service: listed on the matter, taken with one tap, in the order that the catalogue keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.stages import do_stage
from tiexin.cases.catalogue import catalogue
from tiexin.cases.catalogue_lint import lint
from tiexin.cases.models import CaseStep
from tiexin.cases.stages.queries import done_of
from tiexin.cases.stages.rules import check, marks
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered, stage
from tiexin.cases.tests.test_catalogue_lint import GOOD
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

WAGES = {"matter": "wages"}
SERVICES = list(catalogue().values())


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def done(cast, case, name, text="到场了", *, by=None, on=c.TODAY):
    return do_stage(case, name, text, by=by or cast.author, on=on)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@given(st.sampled_from(SERVICES), st.data())
def test_a_step_may_be_taken_when_all_before_it_were(service, data):
    names = [each.name for each in service.steps]
    had = data.draw(st.sets(st.sampled_from(names)))
    wanted = data.draw(st.sampled_from(service.steps))
    past = dict.fromkeys(had, c.TODAY - DAY)
    try:
        assert check(service, wanted.name, past, c.TODAY) is wanted and set(wanted.after) <= had
    except Refused as refused:
        assert refused.field == "stage" and not set(wanted.after) <= had


def test_which_steps_have_an_order():
    found = {(service.name, each.name): each.after for service in SERVICES for each in service.steps if each.after}
    assert found == {
        ("counselling", "talk"): ("consent",),
        ("dispute", "order"): ("agree",),
        ("supervision_letter", "proposal"): ("opinion",),
    }


def test_marks_say_when_and_what_is_missing():
    service = catalogue()["supervision_letter"]
    found = {mark.stage.name: (mark.on, mark.missing) for mark in marks(service, {"look": c.TODAY})}
    label = "意见书：指出违法事实，要求书面答复"
    assert found == {
        "look": (c.TODAY, ()),
        "remind": (None, ()),
        "opinion": (None, ()),
        "proposal": (None, (label,)),
    }


def test_a_file_cannot_put_a_step_after_what_comes_later():
    steps = (
        "steps:\n  one: {label: 甲, source: {clause: C142}, after: [two]}\n  two: {label: 乙, source: {clause: C142}}\n"
    )
    found = lint(GOOD.replace("letters:\n", f"{steps}letters:\n", 1))
    assert [(each.rule, each.path) for each in found] == [("order", "steps.one.after[1]")]
    assert lint(GOOD.replace("letters:\n", f"{steps.replace('after: [two]', 'event: contacted')}letters:\n", 1)) == []


# ── taking one ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_tap_is_an_entry_with_its_day_and_words(cast):
    case = registered(cast, "supervision_letter", details=WAGES)
    step = done(cast, case, "look")
    assert (step.event, step.label, step.text, step.told) == (
        "did_look",
        "做了：两名以上监督员到场了解",
        "到场了",
        False,
    )
    assert Entry.objects.get(pk=step.entry_id).verb == "do_stage"
    assert done_of(case) == {"look": c.TODAY}
    assert done(cast, case, "remind", "").text == ""


def test_the_order_is_kept(cast):
    case = registered(cast, "counselling", details={}, text="睡不好")
    said = refuse("stage", lambda: done(cast, case, "talk"))
    assert said.startswith("还没有“说明保密和例外，取得单独同意”，不能先“咨询”") and "精神卫生法" in said
    done(cast, case, "consent")
    step = done(cast, case, "talk", "谈了一小时")
    assert (step.text, bytes(step.text_sealed) != b"") == ("", True)


def test_a_letter_of_the_same_name_is_the_step_and_keeps_the_order(cast):
    case = moved(registered(cast, "supervision_letter", details=WAGES), "accept", by=cast.author)
    proposal = NewLetter("proposal", "人社局", "请依法处理。")
    refuse("letter", lambda: issue_letter(case, proposal, by=cast.author, on=c.TODAY))
    issue_letter(case, NewLetter("opinion", "凤凰机械", "请改正。"), by=cast.author, on=c.TODAY)
    assert done_of(case) == {"opinion": c.TODAY}
    issue_letter(case, proposal, by=cast.author, on=c.TODAY)
    assert set(done_of(case)) == {"opinion", "proposal"}


def test_twice_on_a_day_is_once_and_again_later_is_again(cast):
    case = registered(cast, "hardship", details={"cause": "illness"})
    done(cast, case, "visit")
    refuse("stage", lambda: done(cast, case, "visit"))
    done(cast, case, "visit", on=c.TODAY + DAY)
    assert done_of(case) == {"visit": c.TODAY + DAY}
    assert CaseStep.objects.filter(event="did_visit").count() == 2


def test_refused_after_the_end_and_for_another_service(cast):
    case = registered(cast)
    refuse("stage", lambda: done(cast, case, "visit"))
    refuse("text", lambda: done(cast, case, "mediate", "话" * 2001))
    moved(case, "withdraw", by=cast.author)
    refuse("", lambda: done(cast, case, "mediate"))


# ── on the page ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [each.name for each in SERVICES if not each.script])
def test_every_service_shows_its_steps(cast, client, kind):
    service = catalogue()[kind]
    given_ = {each.name: next(iter(each.choices)) for each in service.fields if each.must}
    case = registered(cast, kind, details=given_, by=cast.chief)
    page = c.enter(client, cast.chief).get(f"/cases/{case.pk}/")
    if page.status_code == 404:  # it went past the unit
        assert service.past_unit
        return
    text = page.content.decode()
    assert "按哪几步办" in text and [each.label for each in service.steps if each.label not in text] == []


def test_a_crisis_keeps_its_own_list(cast, client):
    case = registered(cast, "crisis", details={"kind": "mass"}, people=80)
    text = c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert "按哪几步办" not in text and "记处置" in text


def test_pressing_it_leads_back_to_the_matter(cast, client):
    case = registered(cast)
    author = c.enter(client, cast.author)
    assert 'name="stage" value="mediate"' in author.get(f"/cases/{case.pk}/").content.decode()
    answer = author.post(f"/cases/{case.pk}/stage/", {"stage": "mediate", "text": "双方到场"})
    assert (answer.status_code, answer.url) == (302, f"/cases/{case.pk}/")
    page = author.get(f"/cases/{case.pk}/").content.decode()
    assert 'name="stage" value="mediate"' not in page and "做了：双方到场调解" in page
    assert author.post(f"/cases/{case.pk}/stage/", {"stage": "moon"}).status_code == 422
    assert author.post(f"/cases/{case.pk}/stage/", {}).status_code == 422
    assert author.get(f"/cases/{case.pk}/stage/").status_code == 405


def test_who_takes_no_part_presses_nothing(cast, client):
    case = registered(cast)
    assert c.enter(client, cast.mate).post(f"/cases/{case.pk}/stage/", {"stage": "mediate"}).status_code == 404
    assert done_of(case) == {}
