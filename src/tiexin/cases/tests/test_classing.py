"""How difficult a matter is: by the catalogue at first, shortened by a handler, lengthened by a leader, always said."""

from datetime import date

import pytest

from tiexin.cases.actions import timing
from tiexin.cases.actions.classing import classify_case
from tiexin.cases.agency.norms import rule_of
from tiexin.cases.catalogue import catalogue, overridden
from tiexin.cases.clocks import LONGER
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry.people import WorkerGroup

NEXT = date(2012, 5, 11)  # c.TODAY, 10 May 2012, is a Thursday
AID, CARE = {"matter": "wages"}, {"cause": "illness"}


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def kept(cast, group, since=c.FOUNDED, until=None):
    WorkerGroup.objects.create(worker=cast.worker, group=group, since=since, until=until, reason="登记")


def first(case):
    return CaseStep.objects.filter(case=case).earliest("pk")


# ── by the catalogue, when it is registered ─────────────────────────────────────────────────────────────


def test_who_says_that_they_are_exempt_is_decided_the_same_day(cast):
    case = registered(cast, "legal_aid", details={**AID, "means": "exempt"})
    found = Case.objects.get(pk=case.pk)
    assert found.cls == "same_day"
    assert (clocks(case)["decide"][0], clocks(case)["contact"][0]) == (c.TODAY, c.TODAY)
    said = "按“进城务工人员、困难职工”办，因为您说是进城务工讨薪、工伤，或者社会救助、优抚对象。依据："
    assert first(case).text.startswith(said) and first(case).told


@pytest.mark.parametrize("means", ["pledge", "query", None])
def test_who_says_something_else_is_not(cast, means):
    case = registered(cast, "legal_aid", details={**AID, **({"means": means} if means else {})})
    assert (case.cls, clocks(case)["decide"][0]) == ("ordinary", date(2012, 5, 17))
    assert first(case).text == ""


@pytest.mark.parametrize(
    ("standing", "cls", "day"),
    [("migrant", "same_day", c.TODAY), ("needy", "same_day", c.TODAY), ("neither", "ordinary", date(2012, 5, 17))],
)
def test_who_is_in_no_register_says_so_themself(cast, standing, cls, day):
    case = registered(cast, "legal_aid", details={**AID, "standing": standing})
    assert (case.worker, case.cls, clocks(case)["decide"][0]) == (None, cls, day)
    told = "因为您说是进城务工人员或者困难职工。依据：C143（当日受理、当日审查见全国总工会2015年通知，待核）"
    assert (told in first(case).text) is (cls == "same_day")


def test_a_class_cites_its_own_source_and_all_else_the_rules(cast):
    decide = catalogue()["legal_aid"].clock("decide")
    own = "C143（当日受理、当日审查见全国总工会2015年通知，待核）"
    assert (str(decide.source), str(decide.of_class("ordinary").source)) == ("《法律援助法》第43条",) * 2
    assert str(decide.of_class("same_day").source) == own
    contact = catalogue()["legal_aid"].clock("contact")
    assert contact.of_class("same_day") == contact
    service = catalogue()["legal_aid"]
    assert [str(rule_of(service, "decide", cls).source) for cls in ("same_day", "complex", "")] == [
        own,
        "《法律援助法》第43条",
        "《法律援助法》第43条",
    ]
    assert rule_of(service, "moon", "same_day") is None


def test_a_place_that_changes_the_class_gives_it_its_own_source():
    said = {"clocks": {"decide": {"by_class": {"same_day": 2}, "source": {"law": "某省条例", "article": "第3条"}}}}
    decide = overridden(catalogue()["legal_aid"], said).clock("decide")
    assert str(decide.of_class("same_day").source) == str(decide.source) == "《某省条例》第3条"


def test_the_page_of_the_matter_cites_the_class(cast, client):
    for standing, cited in (("migrant", "2015年通知"), ("neither", "第43条")):
        case = registered(cast, "legal_aid", details={**AID, "standing": standing})
        page = c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
        part = page[page.index("审查，决定给不给援助") :]
        grounds = part[part.index("依据：") : part.index("</details>")]
        assert cited in grounds and ("2015年通知" in grounds) is (standing == "migrant")


@pytest.mark.parametrize("group", ["migrant", "needy"])
def test_whom_the_register_keeps_in_a_group_is_decided_the_same_day(cast, group):
    kept(cast, group)
    case = registered(cast, "legal_aid", details=AID, worker=cast.worker)
    assert (case.cls, clocks(case)["decide"][0]) == ("same_day", c.TODAY)
    assert "因为名册里是农民工或者困难职工" in first(case).text


@pytest.mark.parametrize(
    ("group", "since", "until"), [("laid_off", c.FOUNDED, None), ("migrant", c.FOUNDED, c.TODAY), ("needy", NEXT, None)]
)
def test_another_group_or_another_day_does_nothing(cast, group, since, until):
    kept(cast, group, since, until)
    assert registered(cast, "legal_aid", details=AID, worker=cast.worker).cls == "ordinary"


def test_a_leak_runs_by_the_hour_from_the_answer_alone(cast):
    case = registered(cast, "system_complaint", details={"matter": "leak"})
    clock = CaseClock.objects.get(case=case, rule="contact")
    assert (case.cls, clock.amount, clock.unit) == ("leak", 24, "hour")
    assert registered(cast, "system_complaint", details={"matter": "hard"}).cls == "ordinary"


def test_a_service_without_such_rules_leaves_a_group_alone(cast):
    kept(cast, "needy")
    assert registered(cast, "dispute", worker=cast.worker).cls == "ordinary"
    assert [each.name for each in catalogue().values() if each.class_if] == ["legal_aid", "system_complaint"]


def test_the_page_says_why(cast, client):
    case = registered(cast, "legal_aid", details={**AID, "means": "exempt"})
    assert "因为您说是进城务工讨薪" in c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("left", "cls"),
    [(-1, "ordinary"), (0, "urgent"), (6, "urgent"), (7, "ordinary"), (8, "ordinary"), (None, "ordinary")],
)
def test_a_court_s_day_less_than_seven_days_away_is_not_kept_waiting(cast, left, cls):
    """法律援助法第44条: aid first, the papers after; a day that is past is nothing to hurry for."""
    last = {} if left is None else {"last": str(c.TODAY + left * DAY)}
    case = registered(cast, "legal_aid", details={**AID, **last})
    assert (case.cls, clocks(case)["decide"][0]) == (cls, c.TODAY if cls == "urgent" else date(2012, 5, 17))
    assert ("因为离您说的期限不足七日" in first(case).text) is (cls == "urgent")


# ── by who handles it ───────────────────────────────────────────────────────────────────────────────────


def classed(case, cls, by, **more):
    return classify_case(case, cls, "涉及多个工地", by=by, on=c.TODAY, **more)


def test_no_other_class_no_change(cast):
    case = registered(cast)
    refuse("cls", lambda: classed(case, "ordinary", cast.author))
    refuse("cls", lambda: classed(case, "moon", cast.author))
    refuse("reason", lambda: classify_case(case, "complex", " ", by=cast.author, on=c.TODAY))


def test_a_longer_class_is_a_leaders_also_before_its_clock_runs(cast):
    case = registered(cast, "hardship", details=CARE)
    refuse("cls", lambda: classed(case, "complex", cast.author))
    case = moved(case, "accept", by=cast.author)
    said = refuse("cls", lambda: classed(case, "complex", cast.author))
    assert said == f"告知能不能建档、怎么帮的期限会变长（依据：{LONGER}。期限见C138（本系统建议，可改））"
    before = clocks(case)["conclude"][0]
    classed(case, "complex", cast.chief, leads=True)
    assert Case.objects.get(pk=case.pk).cls == "complex" and clocks(case)["conclude"][0] > before
    step = CaseStep.objects.latest("pk")
    assert (step.label, step.told) == ("定为特别复杂", True)
    assert step.text == "涉及多个工地（告知能不能建档、怎么帮的期限重新计算）"
    assert Case.objects.get(pk=case.pk).due == CaseClock.objects.get(case=case, rule="conclude").due


def test_a_shorter_class_is_the_handlers(cast):
    case = registered(cast, "legal_aid", details=AID)
    classed(case, "same_day", cast.author)
    assert (clocks(case)["decide"][0], clocks(case)["contact"][0]) == (c.TODAY, c.TODAY)
    assert "联系职工、审查，决定给不给援助的期限重新计算" in CaseStep.objects.latest("pk").text
    refuse("cls", lambda: classed(case, "ordinary", cast.author))


def test_what_moves_no_running_clock_says_so(cast):
    case = registered(cast, "hardship", details=CARE)
    classed(case, "difficult", cast.chief, leads=True)
    assert "期限不变，因为分难易的只有告知能不能建档、怎么帮" in CaseStep.objects.latest("pk").text


def test_where_no_term_depends_on_it_the_step_says_why(cast):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    before = clocks(case)
    classed(case, "complex", cast.author)
    said = CaseStep.objects.latest("pk").text
    assert said == "涉及多个工地（期限不变，因为职工信访的“办结”期限不分难易，依据《信访工作条例》第34条）"
    assert clocks(case) == before


@pytest.mark.parametrize(
    ("kind", "cited"),
    [
        ("petition", "职工信访的“办结”期限不分难易，依据《信访工作条例》第34条"),
        ("dispute", "争议调处的“调解”期限不分难易，依据《劳动争议调解仲裁法》第14条（自收到调解申请之日起）"),
        ("supervision_letter", None),
    ],
)
def test_the_term_that_is_meant_is_cited_before_it_runs_and_in_the_next_round(cast, kind, cited):
    case = registered(cast, kind, **({"details": {"matter": "safety"}} if cited is None else {}))
    classed(case, "complex", cast.author)
    said = CaseStep.objects.latest("pk").text
    if cited is None:
        service = catalogue()[kind]
        term = next(each for each in service.clocks if "replied" in each.met_by)
        cited = f"{service.label}的“{term.label}”期限不分难易，依据{term.source}"
    assert said == f"涉及多个工地（期限不变，因为{cited}）"
    if kind == "petition":
        moved(case, "accept", "reply", "redo", by=cast.author)
        classed(case, "difficult", cast.author)
        said = CaseStep.objects.latest("pk").text
        assert said == "涉及多个工地（期限不变，因为职工信访的“第二次办理”期限不分难易，依据C139（本系统建议，可改））"


def test_the_page_lets_a_leader_and_stops_a_handler(cast, client):
    case = moved(registered(cast, "hardship", details=CARE), "accept", by=cast.author)
    asked = {"cls": "complex", "reason": "几家一起核对"}
    handler = c.enter(client, cast.author)
    page = handler.get(f"/cases/{case.pk}/class/")
    assert page.context["form"].fields["cls"].choices == [
        ("difficult", "疑难（期限变长，由领导定）"),
        ("complex", "特别复杂（期限变长，由领导定）"),
    ]
    assert LONGER in page.content.decode()
    assert handler.post(f"/cases/{case.pk}/class/", asked).status_code == 422
    assert Case.objects.get(pk=case.pk).cls == "ordinary"
    assert c.enter(client, cast.chief).post(f"/cases/{case.pk}/class/", asked).status_code == 302
    assert Case.objects.get(pk=case.pk).cls == "complex"


def test_a_leader_who_handles_it_has_a_longer_class_decided_by_another(cast, client):
    """As for a stop or an extension of the same term; a shorter class is theirs as any handler's."""
    case = moved(registered(cast, "hardship", details=CARE, by=cast.chief), "accept", by=cast.chief)
    said = refuse("cls", lambda: classed(case, "complex", cast.chief, leads=True))
    assert said.startswith("告知能不能建档、怎么帮的期限会变长；这件由您承办，由别的领导定（依据：" + LONGER)
    own, asked = c.enter(client, cast.chief), {"cls": "complex", "reason": "几家一起核对"}
    with c.nothing_written():
        page = own.post(f"/cases/{case.pk}/class/", asked)
        api = own.post(f"/api/cases/{case.pk}/class", asked, content_type="application/json")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["cls"])
    assert (api.status_code, api.json()["field"]) == (422, "cls")
    other = c.officer("闻静", cast.county, "leader")
    assert c.enter(client, other).post(f"/cases/{case.pk}/class/", asked).status_code == 302
    assert Case.objects.get(pk=case.pk).cls == "complex"
    classed(Case.objects.get(pk=case.pk), "ordinary", cast.chief, leads=True)
    assert Case.objects.get(pk=case.pk).cls == "ordinary"


def test_a_service_whose_terms_know_no_class_says_nothing_of_longer_ones(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/class/")
    field = page.context["form"].fields["cls"]
    assert (field.choices, field.help_text) == ([("difficult", "疑难"), ("complex", "特别复杂")], "")
    assert "第34条" not in page.content.decode()


def test_a_clock_counted_anew_stays_what_its_class_says(cast):
    case = registered(cast, "legal_aid", details={**AID, "means": "exempt"})
    with c.nothing_written():
        timing.recount_open(on=c.TODAY)
    assert clocks(case)["decide"][0] == c.TODAY
