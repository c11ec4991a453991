"""What the demo shows of reports upward, of matters handled together, of papers and of answers asked for again."""

import io
import re

import pytest
from PIL import Image

from tiexin.boards.demo import doors, pace, promises, sheets, together, upward
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.papers import rules as paper_rules
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.rates.models import Exclusion, Recheck
from tiexin.cases.reporting.models import Report
from tiexin.cases.reporting.queries import chain, unreported
from tiexin.cases.tests.case_scene import stage
from tiexin.core.days import moment
from tiexin.draws.models import Pick
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db


def peopled():
    """The stage with whom the demo finds in a whole province, and what its doors brought."""
    cast = stage()
    for number, name in enumerate(("桑玉梅", "柏建军", "凌晓东")):
        c.officer(name, (cast.city, cast.other_county, cast.other_city)[number], "officer")
    for number, name in enumerate(("单文涛", "时秀英", "路长青")):
        county = c.org(f"第{number + 1}县总工会", "county", cast.city, region=("640121", "640122", "640181")[number])
        c.officer(name, county, "officer")
    c.officer("石立", cast.city, "office")
    for unit, name in ((cast.city, "闻立新"), (cast.province, "阮正平")):
        c.officer(name, unit, "leader", rank=Rank.LEADER)
    c.worker(cast.foreign, "傅桂兰")
    doors.open_doors()
    promises.keep_promises(pace.TODAY)
    upward.report_upward(pace.TODAY)
    return cast


@kept.fixture
def reported():
    return peopled()


# ── reported upward ─────────────────────────────────────────────────────────────────────────────────────


def test_one_went_up_to_its_end_and_says_who_knew_when(reported):
    crowd = Case.objects.filter(kind="crisis").order_by("pk")[0]
    first, last = Report.objects.filter(case=crowd).order_by("pk")
    assert (first.answer, last.answer, last.answer_text, last.parent) == ("passed", "ended", upward.ENDED, first)
    assert (first.org, last.org) == (reported.city, reported.province)
    whats = [line.what for line in chain([first, last], crowd)]
    assert {"事情发生", "工会第一个知道", "登记", "知悉", "到场协调", "了结"} <= set(whats)
    assert Fact.objects.live().filter(measure="dispute_coordinated").count() == 1


def test_one_waits_to_be_taken_note_of_and_some_were_not_reported(reported):
    waiting = Report.objects.waiting().get()
    assert (waiting.case.title, waiting.case.people, waiting.received) == (upward.WAITING, 26, None)
    owed = unreported(moment(pace.TODAY) - upward.DAY)
    assert [(case.title, case.on) for case in owed] == [(upward.SILENT, pace.TODAY - 2 * upward.DAY)]


def test_two_crises_one_followed_up_one_still_to_be(reported):
    found = {case.title: case for case in Case.objects.filter(kind="crisis")}
    followed = {
        title: CaseClock.objects.filter(case=case, rule="follow_up").values_list("met", flat=True)[0] is not None
        for title, case in found.items()
    }
    assert followed == {"危机处置：群体性事件": True, "危机处置：暴力": False}
    open_ones = CaseClock.objects.filter(rule="follow_up", met=None, ended=None)
    assert [(each.case.title, each.due > each.began) for each in open_ones] == [("危机处置：暴力", True)]


def test_where_nobody_stands_above_nothing_is_reported(db):
    cast = stage()
    c.officer("桑玉梅", cast.other_county, "officer")
    assert upward.report_upward(pace.TODAY) == Report.objects.count() <= 1
    calendar.forget()


# ── together ────────────────────────────────────────────────────────────────────────────────────────────


@kept.fixture
def asked():
    cast = peopled()
    together.come_together(pace.TODAY)
    return cast


def test_two_follow_one_head_under_one_leader_and_each_has_its_own_asker(asked):
    links = list(CaseLink.objects.standing().select_related("head", "case").order_by("pk"))
    assert [link.case.title for link in links] == list(together.SAME[1:])
    [head] = {link.head for link in links}
    assert head.title == together.SAME[0]
    leads = set(Case.objects.filter(title__in=together.SAME).values_list("lead__name", flat=True))
    assert leads == {asked.chief.name}


def test_papers_are_a_real_page_and_a_real_picture(asked):
    kinds = list(CasePaper.objects.standing().order_by("pk").values_list("kind", "name", "told"))
    assert kinds == [("pdf", "夜班费情况说明.pdf", True), ("jpg", "值班室.jpg", False)]


def test_a_woman_was_received_by_a_woman_and_a_family_asks_for_somebody(asked):
    woman = Case.objects.get(wants_woman=True)
    assert (woman.state, woman.reply_way) == ("replied", "call")
    assert CaseStep.objects.get(case=woman, event="replied").label == "答复（由女同志接待）"
    family = Case.objects.get(asker="family", title="住院期间停了工资")
    assert (family.behalf, family.reply_way) == ("住院的职工", "slip")


def test_of_what_is_to_be_left_out_some_was_granted_some_not_and_one_waits(asked):
    states = sorted(Exclusion.objects.values_list("state", flat=True))
    assert states == ["asked", "granted", "granted", "refused"]
    assert not Exclusion.objects.filter(decided_org=asked.county).exists()


def test_drawn_answers_were_asked_again_by_somebody_apart_and_some_still_wait(asked):
    asked_again = Recheck.objects.select_related("call_back", "case")
    for each in asked_again:
        assert each.by_id != each.call_back.by_id
        assert not each.case.parts.filter(officer=each.by).exists()
    drawn = Pick.objects.standing().filter(draw__kind="call_backs").count()
    assert drawn - asked_again.count() >= min(drawn, together.SPARED)


def test_nobody_of_it_is_texted_though_one_left_a_phone(asked):
    with_phone = Case.objects.filter(phone_sealed__isnull=False)
    assert list(with_phone.values_list("reply_way", flat=True)) == ["call"]
    assert Message.objects.filter(channel="sms").count() == 0


def test_a_second_time_is_refused_whole(asked):
    with c.nothing_written(), pytest.raises(Exception, match="已经登记过"):
        together.come_together(pace.TODAY)


def test_without_officers_nothing_comes_together(db):
    c.units()
    assert together.come_together(pace.TODAY) == Case.objects.count() == 0


# ── papers made by code ─────────────────────────────────────────────────────────────────────────────────


def test_the_page_is_a_pdf_whose_table_points_at_its_parts():
    made = sheets.pdf(("一行", "第二行"))
    kind, kept = paper_rules.read(made)
    assert (kind.name, kept) == ("pdf", made)
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", made)]
    assert [made[place:].split(b"\n")[0] for place in places] == [b"%d 0 obj" % n for n in range(1, len(places) + 1)]
    start = int(re.search(rb"startxref\n(\d+)", made)[1])
    assert made[start:].startswith(b"xref\n0 8\n")
    words = [bytes.fromhex(each.decode()).decode("utf-16-be") for each in re.findall(rb"<([0-9a-f]+)> Tj", made)]
    assert words == ["一行", "第二行"]


def test_the_length_of_its_words_is_as_said():
    made = sheets.pdf(("夜班费",))
    said = int(re.search(rb"/Length (\d+)", made)[1])
    assert len(made.split(b"\nstream\n")[1].split(b"\nendstream")[0]) == said


def test_the_picture_is_one_and_the_same_each_time():
    first, second = sheets.photo(), sheets.photo()
    assert first == second
    kind, kept = paper_rules.read(first)
    with Image.open(io.BytesIO(kept)) as seen:
        assert (kind.name, seen.size) == ("jpg", (640, 420))
