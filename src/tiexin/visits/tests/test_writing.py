"""The papers of a stay: what they begin with, who writes, how they go their way, what a report counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.tests.scene import TEAMS, publish, settle, tally, values
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry.actions import NewTag, tag_employer
from tiexin.registry.actions.workers import NewGroup, put_in_group
from tiexin.visits import actions
from tiexin.visits import writing_rules as rules
from tiexin.visits.actions import NewVisit, writing
from tiexin.visits.models import Problem
from tiexin.visits.tests import stay_scene as scene
from tiexin.visits.writing import StayPaper, StayPaperStep

pytestmark = pytest.mark.django_db
KINDS = {
    "dossier": ["存在的问题", "职工权益维护情况", "需重点帮助解决的问题"],
    "portrait": ["企业生产经营和职工队伍", "职工所思所盼和意见要求", "工会工作和存在的问题"],
    "report": ["做了什么", "听到什么", "问题和去向", "建议"],
}


@pytest.fixture
def cast():
    yield scene.staged()
    calendar.forget()


@pytest.fixture
def author(cast, client):
    return c.enter(client, cast.author)


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


def handed_in(cast, kind="report"):
    return writing.submit_paper(scene.written(cast, kind), by=cast.author, on=c.TODAY)


def reports():
    return list(Fact.objects.live().filter(measure="report_accepted").values_list("on", "by_org__name", "officer"))


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_three_kinds_and_their_sections():
    assert {name: [each.label for each in kind.sections] for name, kind in rules.kinds().items()} == KINDS
    assert {name: kind.measure for name, kind in rules.kinds().items()} == {
        "dossier": "", "portrait": "", "report": "report_accepted",
    }  # fmt: skip


@given(st.dictionaries(st.sampled_from(["problems", "rights", "help", "else"]), st.text(" 字", max_size=4)))
def test_a_gap_is_a_section_without_a_word(sections):
    written = rules.cleaned("dossier", sections)
    gaps = rules.gaps("dossier", written)
    assert set(written) == {"problems", "rights", "help"}
    assert len(gaps) == sum(not text for text in written.values())
    assert gaps == rules.gaps("dossier", sections)


@pytest.mark.parametrize("text", ["字" * 8001, "a\0b"])
def test_what_no_section_holds(text):
    with pytest.raises(Refused) as caught:
        rules.cleaned("dossier", {"rights": text})
    assert caught.value.field == "rights"


def test_a_paper_with_gaps_is_not_whole():
    with pytest.raises(Refused) as caught:
        rules.check_whole("portrait", {"operation": "半停产", "union": " "})
    assert (caught.value.field, str(caught.value)) == (
        "hopes", "还有没写的：职工所思所盼和意见要求、工会工作和存在的问题（依据：C104）",
    )  # fmt: skip
    rules.check_whole("portrait", scene.WHOLE["portrait"])


# ── its way ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paper_is_begun_once_for_a_stay(cast):
    made = scene.written(cast, "dossier", {"problems": " 加班 ", "else": "?"})
    assert made.sections == {"problems": "加班", "rights": "", "help": ""}
    assert (made.state, made.gaps, made.author) == ("draft", ["职工权益维护情况", "需重点帮助解决的问题"], cast.author)
    refuse("", lambda: scene.written(cast, "dossier"))
    refuse("kind", lambda: scene.written(cast, "poem", {}))
    assert scene.written(cast, "report").pk != made.pk


def test_two_who_write_at_once_do_not_lose_a_word(cast):
    made = scene.written(cast)
    mine = writing.write_paper(made, 1, {"problems": "一"}, by=cast.author, on=c.TODAY)
    assert mine.edition == 2
    said = refuse("", lambda: writing.write_paper(made, 1, {"problems": "二"}, by=cast.mate, on=c.TODAY))
    assert said == f"{cast.author}刚刚改过这份文字，请先看新的，再把您写的添进去"
    theirs = writing.write_paper(made, 2, {"problems": "一二"}, by=cast.mate, on=c.TODAY)
    assert (theirs.sections["problems"], theirs.author, theirs.edition) == ("一二", cast.mate, 3)


def test_a_report_counts_when_it_is_accepted(cast):
    (duty,) = publish(cast.province, tally(Do(measure="report_accepted"), TEAMS, low=1, unit="item"))
    paper = handed_in(cast)
    refuse("", lambda: writing.write_paper(paper, 1, {}, by=cast.author, on=c.TODAY))
    refuse("", lambda: writing.submit_paper(paper, by=cast.author, on=c.TODAY))
    assert reports() == []
    refuse("", lambda: writing.accept_paper(paper, by=cast.author, on=c.TODAY))
    done = writing.accept_paper(paper, by=cast.office, on=c.TODAY)
    assert (done.state, done.accepted) == ("accepted", c.TODAY)
    assert reports() == [(c.TODAY, cast.county.name, cast.author.pk)]
    settle()
    assert values(duty) == {cast.team.pk: 1}
    assert verify.differences() == []
    refuse("", lambda: writing.return_paper(paper, "不行", by=cast.office, on=c.TODAY))


def test_the_portraits_count_nothing_when_they_are_accepted(cast):
    writing.accept_paper(handed_in(cast, "portrait"), by=cast.office, on=c.TODAY)
    assert reports() == []


def test_a_returned_paper_is_written_again_and_its_trail_stays(cast):
    paper = handed_in(cast)
    refuse("reason", lambda: writing.return_paper(paper, " ", by=cast.office, on=c.TODAY))
    back = writing.return_paper(paper, " 建议太空 ", by=cast.office, on=c.TODAY)
    writing.write_paper(back, 1, scene.WHOLE["report"] | {"advice": "错峰"}, by=cast.mate, on=c.TODAY)
    writing.submit_paper(back, by=cast.mate, on=c.TODAY)
    steps = StayPaperStep.objects.order_by("pk").values_list("state", "reason", "entry__by__name")
    assert list(steps) == [
        ("submitted", "", cast.author.name),
        ("returned", "建议太空", cast.office.name),
        ("submitted", "", cast.mate.name),
    ]


def test_what_has_gaps_is_not_handed_in(cast):
    paper = scene.written(cast, "dossier", {"problems": "加班"})
    assert "职工权益维护情况" in refuse("rights", lambda: writing.submit_paper(paper, by=cast.author, on=c.TODAY))


def test_no_paper_about_a_cancelled_stay(cast):
    stay = actions.cancel_stay(cast.stay, "不去了", by=None, on=c.TODAY)
    cast.stay = stay
    refuse("", lambda: scene.written(cast))


# ── what a paper begins with ────────────────────────────────────────────────────────────────────────────


def visited(cast, **more):
    said = {
        "said": "盼着加装通风",
        "known": [cast.worker],
        "problems": [("resent", "加班费不发"), ("urgent", "澡堂坏了")],
    }
    new = NewVisit(cast.author, cast.employer, scene.FIRST, ["interview"], cast.team, **said | more)
    return actions.record_visit(new, by=cast.author, on=c.TODAY)


def begun(author, cast, kind):
    answer = author.post(f"/teams/stays/{cast.stay.pk}/papers/new/", {"kind": kind})
    paper = StayPaper.objects.get(kind=kind)
    assert (answer.status_code, answer.url) == (302, f"/teams/papers/{paper.pk}/write/")
    return paper.sections


def test_the_dossier_begins_with_what_is_known_of_the_enterprise(cast, author):
    visited(cast)
    tag_employer(cast.employer, NewTag("distressed", c.TODAY, "停产"), by=None, on=c.TODAY)
    put_in_group(cast.worker, NewGroup("needy", c.TODAY, "有病人"), by=None, on=c.TODAY)
    assert begun(author, cast, "dossier") == {
        "problems": "2012年4月9日，最急：澡堂坏了（在企业层面解决）\n2012年4月9日，最怨：加班费不发（在企业层面解决）",
        "rights": "企业标记：经营困难。\n2012年4月9日，最怨：加班费不发（在企业层面解决）",
        "help": "在册职工中：困难职工1人。\n2012年4月9日，最急：澡堂坏了（在企业层面解决）",
    }


def test_solved_ones_and_voided_visits_are_not_drawn_on(cast, author):
    visit = visited(cast)
    Problem.objects.filter(text="澡堂坏了").update(state="solved", closed=c.TODAY)
    assert "澡堂" not in begun(author, cast, "dossier")["problems"]
    actions.void_visit(visit, "写错了", by=cast.author, on=c.TODAY)
    portrait = begun(author, cast, "portrait")
    assert (portrait["hopes"], "澡堂" in portrait["operation"]) == ("", False)


def test_the_portraits_begin_with_the_talks(cast, author):
    visited(cast)
    c.worker(cast.employer, "工会小组长", "union_cadre")
    assert begun(author, cast, "portrait") == {
        "operation": "宁夏凤凰机械有限公司：非公企业，机械制造，职工320人。\n在册：一线职工1人，基层工会干部1人。",
        "hopes": "2012年4月9日，最怨：加班费不发（在企业层面解决）\n"
        "2012年4月9日，最急：澡堂坏了（在企业层面解决）\n2012年4月9日：盼着加装通风",
        "union": "工会干部：工会小组长。",
    }


def test_the_report_begins_with_what_was_done(cast, author):
    visited(cast, unnamed=3)
    drawn = begun(author, cast, "report")
    assert drawn["done"] == (
        "蹲点一组于2012年4月9日至2012年4月13日在宁夏凤凰机械有限公司蹲点，走访登记1次，见到职工1人，另有没有记姓名的3人次。"
    )
    assert (drawn["heard"].splitlines()[-1], drawn["advice"]) == ("2012年4月9日：盼着加装通风", "")


def test_what_another_unit_heard_there_is_not_drawn_on(cast, client):
    """The other city's team stays here as a guest: it reads its own records alone."""
    visited(cast)
    away, cast.stay = scene.guests(cast)
    drawn = begun(c.enter(client, away), cast, "dossier")
    assert drawn == {"problems": "", "rights": "", "help": ""}
