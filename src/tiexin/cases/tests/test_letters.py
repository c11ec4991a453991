"""Letters filled from what is known, with what is missing marked; issued with a number that leaves no gap."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.cases.actions.letters import NewLetter, deliver_letter, issue_letter
from tiexin.cases.catalogue import Letter, Source, catalogue
from tiexin.cases.letters import queries, rules
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.letters.rules import HOLE, KNOWN, WHOM, Body
from tiexin.cases.models import CaseClock, CaseStep
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

EVERY = [(service, letter) for service in catalogue().values() for letter in service.letters]
WORDS = "查明：三月起没有发工资，请立即补发。"


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer}
    return moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)


def issued(cast, case, name="opinion", to="宁夏凤凰机械有限公司", text=WORDS, **more):
    new = NewLetter(name, to, text, more.get("seen"))
    return issue_letter(case, new, by=cast.author, on=more.get("on", c.TODAY))


def draft(case, name):
    letter = next(each for each in case.service.letters if each.name == name)
    body = rules.body_of(case.service, letter)
    return queries.whom(case, body), rules.filled(body, queries.known(case, letter, body))


# ── bodies ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("service", "letter"), EVERY, ids=lambda each: each.name)
def test_every_letter_of_the_catalogue_has_a_body_that_names_its_law(service, letter):
    body = rules.body_of(service, letter)
    holes = {hole for line in body.lines for hole in HOLE.findall(line)}
    assert body.to in WHOM and holes <= set(KNOWN)
    assert {"number", "source"} <= holes


def test_no_body_is_for_a_letter_that_there_is_not():
    own = {f"{service.name}.{letter.name}" for service, letter in EVERY}
    events = {letter.at for _, letter in EVERY}
    assert [name for name in rules.bodies() if name not in own | events] == []


@given(
    st.dictionaries(st.sampled_from(sorted(KNOWN)), st.text(st.characters(exclude_characters="{}【】\n"), max_size=9))
)
def test_what_is_not_known_is_marked_and_nothing_else_is(known):
    body = Body("asker", tuple(f"甲{{{name}}}乙" for name in KNOWN))
    lines = rules.filled(body, known).split("\n")
    for line, name in zip(lines, KNOWN, strict=True):
        assert line == f"甲{known.get(name) or rules.missing(KNOWN[name])}乙"


def test_filled_from_what_was_entered_and_nothing_invented(case):
    to, text = draft(case, "opinion")
    assert to == "宁夏凤凰机械有限公司"
    assert "自收到本意见书之日起15个工作日内书面答复" in text
    assert rules.missing(KNOWN["facts"]) in text and text.count("【缺") == 1
    assert "依据：《浙江省工会劳动法律监督条例》第21条" in text


def test_whoever_asked_not_to_be_named_is_not_named_to_others(cast):
    for hides, named in ((True, False), (False, True)):
        case = registered(cast, "petition", hide_name=hides)
        to, text = draft(case, "forwarding")
        assert ("刘桂英" in text) is named and to == "【缺：收文机关】"
        assert draft(case, "acceptance")[0] == "刘桂英"


def test_words_of_the_step_and_the_term_stand_in_it(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    text = draft(case, "opinion")[1]
    assert "reply的情况" in text and "《信访工作条例》第35条" in text and "【缺" not in text
    assert "2012年7月9日以前办结" in draft(case, "acceptance")[1]


# ── issued ──────────────────────────────────────────────────────────────────────────────────────────────


def test_issued_with_a_number_and_a_step_and_delivered_with_the_clock_of_the_other_side(cast, case):
    made = issued(cast, case)
    assert (made.org, made.year, made.serial, made.number) == (cast.county, 2012, 1, "〔2012〕1号")
    assert (made.step.event, made.step.label) == ("sent_outside", "发出工会劳动法律监督意见书")
    assert Entry.objects.latest("pk").verb == "issue_letter"
    deliver_letter(made, c.TODAY, "hand", by=cast.author, on=c.TODAY)
    clock = CaseClock.objects.get(case=case, rule="employer")
    assert (clock.amount, clock.unit, clock.holder, clock.runs) == (15, "workday", "other", True)


def test_a_letter_about_a_step_makes_no_step_of_that_kind_again(cast):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    made = issued(cast, case, "acceptance", "刘桂英", "予以受理")
    assert made.step.event == "noted"
    assert CaseStep.objects.filter(case=case, event="accepted").count() == 1


def test_numbers_run_by_unit_and_year_without_a_gap(cast, case):
    other = registered(cast, "petition", by=cast.people["city_office"], org=cast.city)
    assert [issued(cast, case).serial for _ in range(2)] == [1, 2]
    refuse("text", lambda: issued(cast, case, text=""))
    assert issued(cast, case).serial == 3
    assert issued(cast, other, "forwarding").serial == 1
    assert issued(cast, case, on=date(2013, 1, 4)).number == "〔2013〕1号"


def test_the_database_keeps_a_number_once(cast, case):
    first, second = issued(cast, case), issued(cast, case)
    for wrong in ({"serial": first.serial}, {"serial": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseLetter.objects.filter(pk=second.pk).update(**wrong)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("letter", {"name": "moon"}),
        ("to", {"to": " "}),
        ("to", {"to": "字" * 61}),
        ("to", {"to": "【缺：收文机关】"}),
        ("text", {"text": " "}),
        ("text", {"text": "字" * 5001}),
        ("text", {"text": "甲\0乙"}),
        ("text", {"text": f"查明：{rules.missing('事实')}"}),
    ],
)
def test_nothing_half_goes_out(cast, case, field, said):
    refuse(field, lambda: issued(cast, case, **said))


def test_not_about_a_step_that_was_not_taken_nor_twice_from_one_form(cast, case):
    refuse("", lambda: issued(cast, case, "refusal"))
    seen = case.steps.latest("pk").pk
    issued(cast, case, seen=seen)
    refuse("", lambda: issued(cast, case, seen=seen))


def test_what_has_ended_starts_no_clock_at_another_body(cast, case):
    gone = moved(case, "withdraw", by=cast.author)
    refuse("", lambda: issued(cast, gone))


def test_a_letter_about_what_is_sealed_is_sealed(cast):
    case = registered(cast, "counselling", title="睡不着", details={})
    case = moved(case, "accept", by=cast.author)
    made = issue_at_reply(cast, case)
    made.refresh_from_db()
    assert made.text == "" and made.lines == ["建议到医院看一看"]


def issue_at_reply(cast, case):
    from tiexin.cases.actions.cases import Step, move_case

    case = move_case(case, Step("reply", "建议就医", None, {"result": "referred"}), by=cast.author, on=c.TODAY)
    return issued(cast, case, "referral", "刘桂英", "建议到医院看一看")


def test_a_letter_that_comes_of_no_known_step_is_none():
    letter = Letter("note", "告知书", "accepted", Source(clause="C138"))
    assert rules.check_ready(letter, {"accepted"}, "受理") is letter


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_written_and_issued_from_the_page_of_the_matter(cast, case, client):
    author, page = c.enter(client, cast.author), f"/cases/{case.pk}/letters/"
    assert page in author.get(f"/cases/{case.pk}/").content.decode()
    listed = author.get(page).content.decode()
    assert "?letter=opinion" in listed and "?letter=refusal" not in listed and "以后可以发" in listed
    form = f"{page}new/?letter=opinion"
    assert "【缺：查明的事实" in author.get(form).content.decode()
    with c.nothing_written():
        assert author.post(form, {"to": "某厂", "text": "【缺：事实】"}).status_code == 422
    answer = author.post(form, {"to": "某厂", "text": "第一段\n第二段", "seen": case.steps.latest("pk").pk})
    made = CaseLetter.objects.get()
    assert answer["Location"] == f"/cases/letters/{made.pk}/"
    shown = author.get(answer["Location"]).content.decode()
    assert shown.count("tx-letter-line") == 2 and "兴庆区总工会" in shown and "〔2012〕1号" in shown
    assert "已经发的" in author.get(page).content.decode()


def test_a_letter_that_there_is_not_has_no_page(cast, case, client):
    author = c.enter(client, cast.author)
    for asks in ("", "?letter=moon"):
        assert author.get(f"/cases/{case.pk}/letters/new/{asks}").status_code == 404


def test_whoever_does_not_handle_it_issues_nothing(cast, case, client):
    for who in (cast.mate, cast.people["stranger"]):
        assert c.enter(type(client)(), who).get(f"/cases/{case.pk}/letters/").status_code == 404


def test_the_register_shows_what_is_within_reach(cast, case, client):
    made = issued(cast, case)
    page = f"/cases/letters/{made.pk}/"
    assert made.number in c.enter(client, cast.chief).get("/cases/letters/").content.decode()
    stranger = c.enter(type(client)(), cast.people["stranger"])
    assert "还没有发过文书" in stranger.get("/cases/letters/").content.decode()
    assert stranger.get(page).status_code == 404


@pytest.mark.parametrize(
    ("asks", "shown"),
    [
        ("q=意见书", True),
        ("q=提示函", False),
        ("unit=兴庆", True),
        ("since=2012-05-11", False),
        ("until=2012-05-10", True),
    ],
)
def test_the_register_is_narrowed(cast, case, client, asks, shown):
    made = issued(cast, case)
    text = c.enter(client, cast.author).get(f"/cases/letters/?{asks}").content.decode()
    assert (made.number in text) is shown


def test_the_register_is_taken_out(cast, case, client):
    made = issued(cast, case)
    answer = c.enter(client, cast.author).get("/cases/letters/?as=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[-1][:4] == ("〔2012〕1号", "工会劳动法律监督意见书", "兴庆区总工会", made.case.number)
