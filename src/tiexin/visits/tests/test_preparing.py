"""What must be ready before a stay begins, what counts of it, and discipline: rules and actions."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.tests.scene import publish, settle, tally, values
from tiexin.evidence.actions import NewPaper, void
from tiexin.evidence.models import Entry, Fact, File
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import preparing_queries as queries
from tiexin.visits import preparing_rules as rules
from tiexin.visits.actions import cancel_stay, preparing
from tiexin.visits.actions.days import tell_day
from tiexin.visits.actions.preparing import NewBreach
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.preparing import Breach, Material, Pledge
from tiexin.visits.preparing_rules import Known
from tiexin.visits.tests import stay_scene as scene

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVERYTHING = Known((), (), tuple(rules.MATERIALS), ())
NAMES = st.lists(st.sampled_from(["张三", "李四", "王五"]), unique=True)
KEYS = ["trained", "publicity", "research_outline", "interview_outline", "dossier", "pledged"]


@pytest.fixture
def cast():
    yield scene.staged()
    calendar.forget()


def missing(stay, day=c.TODAY):
    return {line.key: line.missing for line in queries.checklist(stay, day) if line.missing}


def counted(measure):
    facts = Fact.objects.live().filter(measure=measure).order_by("pk")
    return list(facts.values_list("on", "by_org__name", "officer__name"))


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (EVERYTHING, {}),
        (Known(("张三",), (), tuple(rules.MATERIALS), ()), {"trained": ("张三",)}),
        (Known((), ("李四", "张三"), tuple(rules.MATERIALS), ()), {"pledged": ("李四", "张三")}),
        (Known((), (), ("publicity", "research_outline"), ()), {"interview_outline": ("还没有备",)}),
        (Known((), (), tuple(rules.MATERIALS), ("存在的问题",)), {"dossier": ("存在的问题",)}),
        (Known((), (), tuple(rules.MATERIALS), None), {"dossier": ("还没有写",)}),
    ],
)
def test_each_line_says_what_is_missing(known, said):
    lines = rules.checklist(known)
    assert [line.key for line in lines] == KEYS
    assert [line.clause for line in lines] == ["C233", "C234", "C234", "C234", "C235", "C258"]
    assert {line.key: line.missing for line in lines if line.missing} == said


@given(untrained=NAMES, unpledged=NAMES, materials=NAMES.map(lambda _: ["publicity"]), gaps=st.none() | NAMES)
def test_a_stay_begins_without_a_reason_exactly_when_nothing_is_missing(untrained, unpledged, materials, gaps):
    known = Known(untrained, unpledged, materials, gaps)
    lines = rules.checklist(known)
    lacking = [line for line in lines if line.missing]
    assert len(lacking) >= 2  # two materials are never there
    for may_waive in (True, False):
        with pytest.raises(Refused):
            rules.check_open(lines, "", may_waive)
    said = rules.check_open(lines, "雪天路不通", may_waive=True)
    assert all(line.label in said for line in lacking)
    assert rules.check_open(rules.checklist(EVERYTHING), "", may_waive=False) == ""


def test_a_training_counts_for_a_year():
    assert rules.trained_since(date(2012, 4, 20)) == date(2011, 4, 21)


def test_the_pledge_is_known_by_its_wording():
    text = "\n".join(rules.sentences())
    assert rules.sentences()[0] == "严守工作纪律，不接受企业吃请和礼品。"
    assert rules.digest() == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("day", "what", "field"),
    [(c.TODAY + DAY, "吃请", "day"), (c.TODAY, " ", "what"), (c.TODAY, "字" * 501, "what"), (c.TODAY, "a\0b", "what")],
)
def test_what_a_breach_may_not_be(day, what, field):
    with pytest.raises(Refused) as caught:
        rules.check_breach(day, c.TODAY, what)
    assert caught.value.field == field


# ── ready or not ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_ready_at_first_and_everything_when_it_was_done(cast):
    both = (cast.author.name, cast.mate.name)
    assert missing(cast.stay) == {
        "trained": both, "publicity": ("还没有备",), "research_outline": ("还没有备",),
        "interview_outline": ("还没有备",), "dossier": ("还没有写",), "pledged": both,
    }  # fmt: skip
    scene.made_ready(cast)
    assert missing(cast.stay) == {}


def test_the_checklist_costs_the_same_for_any_team(cast, django_assert_num_queries):
    for n in range(5):
        cast.team.members.create(officer=c.officer(f"组员{n}", cast.county), since=c.FOUNDED)
    with django_assert_num_queries(5):
        queries.checklist(cast.stay, c.TODAY)


def test_a_training_too_long_ago_or_to_come_or_voided_is_none(cast):
    scene.trained(cast.author, c.TODAY - 366 * DAY)
    scene.trained(cast.mate, c.TODAY)
    both = [cast.author.pk, cast.mate.pk]
    assert queries.trained_among(both, c.TODAY - DAY) == {cast.author.pk}
    assert queries.trained_among(both, c.TODAY) == {cast.mate.pk}
    entry = scene.trained(cast.author, c.TODAY - 365 * DAY)
    assert queries.trained_among(both, c.TODAY) == set(both)
    void(entry, by=None, on=c.TODAY)
    assert queries.trained_among(both, c.TODAY) == {cast.mate.pk}


def test_materials_of_the_units_above_are_ready_too_those_beside_are_not(cast):
    scene.filed(cast.province, "publicity", cast.people["office"])
    scene.filed(cast.other_city, "research_outline", cast.people["stranger"])
    scene.filed(cast.enterprise, "interview_outline", cast.people["office"])
    assert list(queries.materials_for(cast.county).values_list("kind", flat=True)) == ["publicity"]


def test_a_team_begins_when_it_is_ready(cast):
    said = refuse("", lambda: preparing.begin_stay(cast.stay, by=cast.author, on=c.TODAY))
    assert "还没有备齐：组员参加过培训（" in said
    scene.made_ready(cast)
    stay = preparing.begin_stay(cast.stay, "用不着", by=cast.author, on=c.TODAY)
    assert (stay.begun, stay.unready, stay.why_begun) == (c.TODAY, "", "")
    assert Entry.objects.get(verb="begin_stay").thing_id == stay.pk
    refuse("", lambda: preparing.begin_stay(stay, by=cast.author, on=c.TODAY))


def test_who_sends_it_out_lets_it_begin_with_a_reason_that_stays(cast):
    begin = preparing.begin_stay
    refuse("", lambda: begin(cast.stay, "雪天", by=cast.author, on=c.TODAY))
    refuse("reason", lambda: begin(cast.stay, " ", may_waive=True, by=cast.office, on=c.TODAY))
    stay = begin(cast.stay, " 雪天路不通 ", may_waive=True, by=cast.office, on=c.TODAY)
    assert (stay.begun, stay.why_begun) == (c.TODAY, "雪天路不通")
    assert stay.unready.startswith("组员参加过培训（")


def test_a_cancelled_stay_does_not_begin(cast):
    cancel_stay(cast.stay, "不去了", by=None, on=c.TODAY)
    refuse("", lambda: preparing.begin_stay(cast.stay, "去", may_waive=True, by=cast.office, on=c.TODAY))


def test_days_are_told_from_the_beginning_on(cast):
    tell = {"day": scene.FIRST, "said": DaySaid(("eat",)), "by": cast.author, "on": c.TODAY}
    assert "还没有登记进驻" in refuse("", lambda: tell_day(cast.stay, **tell))
    scene.begun(cast.stay, cast.author)
    assert tell_day(cast.stay, **tell).on == scene.FIRST


# ── materials ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_material_counts_for_its_unit_until_it_is_withdrawn(cast):
    (duty,) = publish(cast.province, tally(Do(measure="document_filed"), low=1, unit="item"))
    made = scene.filed(cast.county, "publicity", cast.office)
    assert (made.file.name, made.file.size, made.file.org) == ("宣传材料.pdf", len(scene.PDF), cast.county)
    assert counted("document_filed") == [(c.TODAY, cast.county.name, cast.office.name)]
    tags = Fact.objects.get(measure="document_filed").tag_set.tags.values_list("key", "value")
    assert list(tags) == [("document", "publicity")]
    settle()
    assert values(duty)[cast.county.pk] == 1
    preparing.withdraw_material(made, by=cast.office, on=c.TODAY)
    settle()
    assert (counted("document_filed"), values(duty)[cast.county.pk]) == ([], 0)
    assert Material.objects.get().withdrawn == c.TODAY
    assert verify.differences() == []
    refuse("", lambda: preparing.withdraw_material(made, by=cast.office, on=c.TODAY))


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [("recipe", scene.PDF, "kind"), ("publicity", b"", "file"), ("publicity", b"MZ\x90\0", "file")],
)
def test_what_is_no_material_is_refused(cast, kind, content, field):
    new = NewPaper(content, "a.pdf")
    refuse(field, lambda: preparing.file_material(cast.county, kind, new, by=cast.office, on=c.TODAY))
    assert File.objects.count() == 0


# ── discipline ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_member_pledges_once_for_a_team(cast):
    made = preparing.pledge(cast.team, by=cast.author, on=c.TODAY)
    assert (made.officer, made.on, made.wording) == (cast.author, c.TODAY, rules.digest())
    refuse("", lambda: preparing.pledge(cast.team, by=cast.author, on=c.TODAY))
    refuse("", lambda: preparing.pledge(cast.team, by=cast.office, on=c.TODAY))
    assert Pledge.objects.count() == 1


def reported(cast, officer=None, day=c.TODAY, what="接受企业吃请", by=None):
    new = NewBreach(officer or cast.author, day, what)
    return preparing.report_breach(new, by=by or cast.office, on=c.TODAY)


def test_a_breach_counts_for_the_unit_and_for_nobody(cast):
    (duty,) = publish(cast.province, tally(Do(measure="discipline_breach"), high=0, low=None, unit="item"))
    made = reported(cast, what=" 接受企业吃请 ")
    assert (made.org, made.what, made.state) == (cast.county, "接受企业吃请", "reported")
    assert counted("discipline_breach") == [(c.TODAY, cast.county.name, None)]
    settle()
    assert values(duty)[cast.county.pk] == 1
    handled = preparing.close_breach(made, "handled", "谈话提醒", by=cast.office, on=c.TODAY)
    assert (handled.state, handled.answer, handled.closed) == ("handled", "谈话提醒", c.TODAY)
    settle()
    assert values(duty)[cast.county.pk] == 1
    refuse("", lambda: preparing.close_breach(made, "unfounded", "没有", by=cast.office, on=c.TODAY))


def test_an_unfounded_one_counts_no_more_and_stays(cast):
    made = reported(cast)
    preparing.close_breach(made, "unfounded", "当天不在企业", by=cast.office, on=c.TODAY)
    assert counted("discipline_breach") == []
    assert Breach.objects.get().state == "unfounded"


def test_what_is_no_breach_is_refused(cast):
    refuse("officer", lambda: reported(cast, by=cast.author))
    refuse("day", lambda: reported(cast, day=c.TODAY + DAY))
    refuse("what", lambda: reported(cast, what=""))
    made = reported(cast)
    refuse("state", lambda: preparing.close_breach(made, "forgotten", "算了", by=cast.office, on=c.TODAY))
    refuse("answer", lambda: preparing.close_breach(made, "handled", " ", by=cast.office, on=c.TODAY))
