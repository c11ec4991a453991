"""Letters: what stands in them by kind, what is never named, who issues and reads which, numbers, bad input."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.letters import NewLetter, deliver_letter, issue_letter
from tiexin.cases.catalogue import Letter, Source, catalogue
from tiexin.cases.letters import queries, rules
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.letters.rules import KNOWN, WHOM, Body, missing
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered, stage
from tiexin.core.refusal import Refused
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

WORDS = "查明：三月起没有发工资，请立即补发。"
SCRIPT = "<script>alert(1)</script>"
REGISTER = "/cases/letters/"


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer}
    return moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)


@pytest.mark.parametrize("name", ["opinion", "reminder"])
def test_a_name_in_what_it_is_about_does_not_reach_the_employer(cast, name):
    said = {
        "details": {"matter": "wages"},
        "employer": cast.employer,
        "name": "张测三",
        "title": "张测三的加班费没有发",
    }
    case = moved(registered(cast, "supervision_letter", **said, place="张测三的车间"), "accept", by=cast.author)
    letter = next(each for each in case.service.letters if each.name == name)
    for hidden, there in ((True, False), (False, True)):
        case.hide_name = hidden
        known = queries.known(case, letter, rules.body_of(case.service, letter))
        assert ["张测三" in known[key] for key in ("title", "place", "who")] == [there] * 3


def test_a_letter_that_names_who_is_not_to_be_named_is_refused(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer, "name": "张测三"}
    case = moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)
    refuse("text", lambda: issued(cast, case, text="请补发张测三的加班费。"))
    assert issued(cast, case, text="请补发一名职工的加班费。").serial == 1


def issued(cast, case, name="opinion", to="宁夏凤凰机械有限公司", text=WORDS, by=None, **more):
    return issue_letter(
        case, NewLetter(name, to, text, more.get("seen")), by=by or cast.author, on=more.get("on", c.TODAY)
    )


def draft(case, name):
    letter = next(each for each in case.service.letters if each.name == name)
    body = rules.body_of(case.service, letter)
    return queries.whom(case, body), rules.filled(body, queries.known(case, letter, body))


def page(who, client, address):
    return c.enter(type(client)(), who).get(address)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


plain = st.text(st.characters(exclude_characters="{}【】\0\n\r"), max_size=30)


@given(plain, plain)
def test_what_was_entered_is_never_taken_for_a_hole(words, facts):
    body = Body("asker", ("甲{words}乙", "{facts}"))
    said = {"words": f"{{who}}{words}", "facts": facts}
    assert rules.filled(body, said) == f"甲{{who}}{words}乙\n{facts or missing(KNOWN['facts'])}"


@given(plain, plain, st.lists(st.sampled_from(sorted(KNOWN)), max_size=3))
def test_with_something_missing_nothing_goes_out(before, after, holes):
    text = f"正文{before}" + "".join(missing(KNOWN[name]) for name in holes) + after
    try:
        rules.check_text("某厂", text)
        assert holes == []
    except Refused as refused:
        assert (refused.field, f"还有{len(holes)}处没有填" in str(refused)) == ("text", True) and holes


@pytest.mark.parametrize(
    ("to", "text", "field"),
    [
        ("厂" * 60, "文" * 5000, ""),
        ("厂" * 61, "文", "to"),
        ("厂", "文" * 5001, "text"),
        ("\t", "文", "to"),
        ("厂", "\n \n", "text"),
        ("厂\0", "文", "to"),
    ],
)
def test_the_last_character_that_fits(to, text, field):
    if not field:
        assert rules.check_text(to, text) is None
        return
    with pytest.raises(Refused) as caught:
        rules.check_text(to, text)
    assert caught.value.field == field


@given(
    st.sampled_from(["accepted", "replied", "begun", "sent_outside", "reported"]),
    st.sets(st.sampled_from(["accepted", "replied", "begun"])),
)
def test_a_letter_waits_for_its_step_unless_it_is_the_step(at, happened):
    letter = Letter("note", "告知书", at, Source(clause="C138"))
    ready = at in rules.BY_HAND or at in happened
    try:
        assert rules.check_ready(letter, happened, "某步") is letter and ready
    except Refused as refused:
        assert not ready and "还没有“某步”，不能发告知书" in str(refused)


def test_a_letter_that_a_service_does_not_have_is_refused_beside_its_field():
    with pytest.raises(Refused) as caught:
        rules.check_ready(None, {"accepted"}, "")
    assert caught.value.field == "letter"


def test_a_service_may_have_a_body_of_its_own():
    petition, suggestion = catalogue()["petition"], Letter("opinion", "意见书", "replied", Source(clause="C138"))
    assert rules.body_of(petition, suggestion) is rules.bodies()["petition.opinion"]
    other = Letter("answer", "答复书", "replied", Source(clause="C138"))
    assert rules.body_of(petition, other) is rules.bodies()["replied"]


# ── what stands in it ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("to", "hides", "said"),
    [
        ("asker", True, "刘桂英"),
        ("parties", True, "刘桂英"),
        ("employer", True, "一名职工"),
        ("body", True, "一名职工"),
        ("above", True, "一名职工"),
        ("employer", False, "刘桂英"),
        ("body", False, "刘桂英"),
    ],
)
def test_who_is_named_to_whom(cast, to, hides, said):
    case = registered(cast, "petition", hide_name=hides)
    letter = case.service.letters[0]
    assert queries.known(case, letter, Body(to, ()))["who"] == said


@pytest.mark.parametrize(
    ("to", "place", "found"),
    [
        ("asker", "开发区", "刘桂英"),
        ("employer", "开发区某厂", "开发区某厂"),
        ("employer", "", missing(WHOM["employer"])),
        ("parties", "开发区某厂", "刘桂英、开发区某厂"),
        ("parties", "", "刘桂英"),
        ("above", "开发区", missing(WHOM["above"])),
        ("body", "开发区", missing(WHOM["body"])),
    ],
)
def test_to_whom_it_is_written(cast, to, place, found):
    case = registered(cast, "petition", place=place)
    assert queries.whom(case, Body(to, ())) == found


def test_the_name_in_the_registry_serves_where_none_was_said(cast):
    case = registered(cast, "petition", name="", worker=cast.worker, employer=cast.employer)
    assert queries.whom(case, Body("parties", ())) == "刘桂英、宁夏凤凰机械有限公司"


def test_without_a_name_there_is_a_mark_and_no_invented_one(cast):
    case = registered(cast, "petition", asker="anonymous", name="")
    to, text = draft(case, "acceptance")
    assert to == missing(WHOM["asker"]) and "None" not in text
    assert queries.known(case, case.service.letters[0], Body("asker", ()))["who"] == ""


def test_the_newest_words_of_a_step_stand_in_it(cast):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    for words in ("先付一半", "全部付清"):
        case = move_case(case, Step("reply", words, None, {"opinion": "support"}), by=cast.author, on=c.TODAY)
        text = draft(case, "opinion")[1]
        assert (words in text, "先付一半" in text) == (True, words == "先付一半")
        if words == "先付一半":
            case = moved(case, "redo", by=cast.author)


def test_before_the_step_its_words_are_missing(cast):
    case = registered(cast, "petition")
    assert missing(KNOWN["words"]) in draft(case, "opinion")[1]
    assert missing(KNOWN["due"]) in draft(case, "acceptance")[1]


def test_a_letter_of_which_nothing_is_filled_is_not_issued(cast, case):
    to, text = draft(case, "opinion")
    refuse("text", lambda: issued(cast, case, to=to, text=text))


# ── issued ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("day", "number"), [(date(2012, 12, 31), "〔2012〕2号"), (date(2013, 1, 1), "〔2013〕1号")])
def test_numbers_begin_anew_on_new_years_day(cast, case, day, number):
    issued(cast, case)
    made = issued(cast, case, on=day)
    assert (made.number, made.on, str(made)) == (number, day, f"工会劳动法律监督意见书{number}")


def test_a_unit_that_takes_a_matter_over_counts_in_its_own_book(cast, case):
    issued(cast, case)
    Case.objects.filter(pk=case.pk).update(org=cast.city)
    made = issued(cast, case, by=cast.people["city_office"])
    assert (made.org, made.serial) == (cast.city, 1)
    assert list(CaseLetter.objects.order_by("pk").values_list("org", "serial")) == [
        (cast.county.pk, 1),
        (cast.city.pk, 1),
    ]


def test_a_report_meets_its_clock(cast):
    case = registered(cast, "crisis", details={"kind": "mass"}, title="堵门", people=80)
    made = issued(cast, case, "report", "兴庆区委", "八十人堵门，已经到场")
    assert (made.step.event, made.step.told) == ("reported", False)
    assert CaseClock.objects.get(case=case, rule="report").met is not None


def test_delivered_to_the_employer_their_term_runs_once(cast, case):
    for _ in range(2):
        deliver_letter(issued(cast, case), c.TODAY, "hand", by=cast.author, on=c.TODAY)
    assert CaseClock.objects.filter(case=case, rule="employer", met=None, ended=None).count() == 1


@pytest.mark.parametrize(("name", "goes"), [("opinion", False), ("reminder", False), ("acceptance", True)])
def test_after_its_end_only_what_tells_of_a_step_goes_out(cast, case, name, goes):
    gone = moved(case, "withdraw", by=cast.author)
    letters = {each.name for each in gone.service.letters}
    if name not in letters:
        gone = moved(moved(registered(cast, "petition"), "accept", by=cast.author), "withdraw", by=cast.author)
    if goes:
        assert issued(cast, gone, name, "刘桂英", "予以受理").step.state == "withdrawn"
    else:
        refuse("", lambda: issued(cast, gone, name))


def test_a_refused_letter_leaves_no_step_and_no_number(cast, case):
    before = CaseStep.objects.filter(case=case).count()
    for text in ("", missing("事实"), "字" * 5001):
        refuse("text", lambda text=text: issued(cast, case, text=text))
    assert issued(cast, case).serial == 1 and CaseStep.objects.filter(case=case).count() == before + 1


def test_lines_are_paragraphs_without_empty_ones(cast, case):
    made = issued(cast, case, text="  第一段\r\n\r\n \n第二段\n")
    assert made.lines == ["第一段", "第二段"]


def test_about_what_is_sealed_neither_text_nor_step_is_in_the_clear(cast):
    case = moved(registered(cast, "counselling", title="睡不着", details={}), "accept", by=cast.author)
    case = move_case(case, Step("reply", "建议就医", None, {"result": "referred"}), by=cast.author, on=c.TODAY)
    made = issued(cast, case, "referral", "刘桂英", "建议到医院看一看")
    made.refresh_from_db()
    assert (made.text, made.step.text) == ("", "")
    assert "医院".encode() not in bytes(made.text_sealed) + bytes(made.step.text_sealed)
    assert made.lines == ["建议到医院看一看"]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_sealed_is_read_by_those_who_take_part_alone(cast, client):
    case = moved(registered(cast, "counselling", title="睡不着", details={}), "accept", by=cast.author)
    case = move_case(case, Step("reply", "建议就医", None, {"result": "referred"}), by=cast.author, on=c.TODAY)
    made = issued(cast, case, "referral", "刘桂英", "建议到医院看一看")
    seen = {}
    for name, who in (
        ("author", cast.author),
        ("mate", cast.mate),
        ("chief", cast.chief),
        ("top", cast.people["leader"]),
    ):
        listed = made.label in page(who, client, REGISTER).content.decode()
        rows = load_workbook(io.BytesIO(page(who, client, f"{REGISTER}?as=xlsx").content)).active.iter_rows(
            values_only=True
        )
        seen[name] = (listed, made.label in str(list(rows)), page(who, client, f"{REGISTER}{made.pk}/").status_code)
    nothing = (False, False, 404)
    assert seen == {"author": (True, True, 200), "mate": nothing, "chief": nothing, "top": nothing}


@pytest.mark.parametrize(("who", "reads", "issues"), [("author", 200, 302), ("chief", 200, 302), ("mate", 200, 404)])
def test_who_reads_and_who_issues(cast, case, client, who, reads, issues):
    made = issued(cast, case)
    someone = getattr(cast, who)
    assert page(someone, client, f"{REGISTER}{made.pk}/").status_code == reads
    answer = c.enter(client, someone).post(
        f"/cases/{case.pk}/letters/new/?letter=opinion", {"to": "某厂", "text": WORDS}
    )
    assert (answer.status_code, CaseLetter.objects.count()) == (issues, 2 if issues == 302 else 1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("to", {"to": ""}),
        ("to", {"to": "字" * 61}),
        ("to", {"to": "甲\0乙"}),
        ("text", {"text": ""}),
        ("text", {"text": "甲\0乙"}),
        ("text", {"text": "长" * 700_000}),
        ("text", {"text": "【缺：事实】"}),
        ("seen", {"seen": "moon"}),
        ("", {"seen": "1"}),
    ],
)
def test_bad_input_is_refused_beside_its_field(cast, case, client, field, wrong):
    said = {"to": "某厂", "text": WORDS, "seen": case.steps.latest("pk").pk, **wrong}
    with c.nothing_written():
        answer = c.enter(client, cast.author).post(f"/cases/{case.pk}/letters/new/?letter=opinion", said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field or "__all__"]


def test_words_are_printed_as_words(cast, case, client):
    made = issued(cast, case, to=SCRIPT, text=f"{SCRIPT}\n{{who}}")
    text = page(cast.author, client, f"{REGISTER}{made.pk}/").content.decode()
    assert SCRIPT not in text and text.count("&lt;script&gt;alert(1)") == 2 and "{who}" in text


def test_a_form_sent_twice_issues_once(cast, case, client):
    author, said = c.enter(client, cast.author), {"to": "某厂", "text": WORDS, "seen": case.steps.latest("pk").pk}
    address = f"/cases/{case.pk}/letters/new/?letter=opinion"
    assert [author.post(address, said).status_code for _ in range(2)] == [302, 422]
    assert CaseLetter.objects.count() == 1


@pytest.mark.parametrize("letter", ["moon", SCRIPT, "", "acceptance"])
def test_a_letter_of_another_service_has_no_page(cast, case, client, letter):
    answer = c.enter(client, cast.author).post(
        f"/cases/{case.pk}/letters/new/", {"letter": letter, "to": "厂", "text": WORDS}
    )
    assert answer.status_code == 404
    assert page(cast.author, client, f"/cases/{case.pk}/letters/new/?letter={letter}").status_code == 404


@pytest.mark.parametrize(
    ("days", "shown"), [((0, 0), True), ((-1, 0), True), ((0, 1), True), ((1, 2), False), ((-2, -1), False)]
)
def test_the_register_is_narrowed_by_its_day(cast, case, client, days, shown):
    made = issued(cast, case)
    since, until = (c.TODAY + number * DAY for number in days)
    text = page(cast.author, client, f"{REGISTER}?since={since}&until={until}").content.decode()
    assert (made.number in text) is shown


@pytest.mark.parametrize("asks", ["since=0001-01-01", "until=9999-12-31", "since=moon"])
def test_a_filter_that_cannot_be_read_filters_nothing(cast, case, client, asks):
    made = issued(cast, case)
    answer = page(cast.author, client, f"{REGISTER}?{asks}")
    assert answer.status_code == 200 and made.number in answer.content.decode()


def test_a_long_register_asks_no_more_than_a_short_one(cast, case, client):
    issued(cast, case)
    reader = c.enter(client, cast.author)
    few = statements(reader)
    for _ in range(4):
        issued(cast, case)
    assert statements(reader) == few


def statements(reader):
    reader.get(REGISTER)
    with CaptureQueriesContext(connection) as found:
        reader.get(REGISTER)
    return len(found)
