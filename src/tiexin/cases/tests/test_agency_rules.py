"""When an authorisation holds, for whom, for what; how many speak; every number with its source: nothing but values."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.agency import norms as data
from tiexin.cases.agency import rules
from tiexin.cases.agency.norms import norms
from tiexin.cases.agency.rules import Force, Standing
from tiexin.cases.catalogue import catalogue
from tiexin.core.refusal import Refused

DAY = timedelta(days=1)
FIRST, LAST = date(2012, 5, 10), date(2012, 8, 8)
SPAN = st.dates(date(2012, 1, 1), date(2013, 12, 31))


def refused(call, *args):
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value.field, str(caught.value), caught.value.clause


@pytest.mark.parametrize(
    ("signed", "withdrawn", "day", "state"),
    [
        (None, None, FIRST, "draft"),
        (None, None, LAST, "draft"),
        (None, None, LAST + DAY, "over"),
        (None, FIRST, FIRST, "withdrawn"),
        (FIRST, None, FIRST - DAY, "ahead"),
        (FIRST, None, FIRST, "open"),
        (FIRST, None, LAST, "open"),
        (FIRST, None, LAST + DAY, "over"),
        (FIRST, FIRST + DAY, FIRST, "open"),
        (FIRST, FIRST + DAY, FIRST + DAY, "withdrawn"),
        (FIRST, FIRST + DAY, LAST + DAY, "withdrawn"),
        (FIRST, FIRST, FIRST, "withdrawn"),
        (LAST, None, LAST, "open"),
    ],
)
def test_an_authorisation_holds_from_its_signature_through_its_last_day(signed, withdrawn, day, state):
    assert Force(signed, LAST, withdrawn).state(day) == state


@given(SPAN, SPAN, st.none() | SPAN, SPAN)
def test_it_holds_on_exactly_those_days(signed, until, withdrawn, day):
    held = signed <= day <= until and (withdrawn is None or day < withdrawn)
    assert (Force(signed, until, withdrawn).state(day) == "open") == held


@given(SPAN, SPAN, SPAN)
def test_once_over_or_withdrawn_it_never_holds_again(signed, until, withdrawn):
    force, day = Force(signed, until, withdrawn), min(until, withdrawn - DAY)
    assert all(force.state(day + n * DAY) != "open" for n in range(1, 40))


@pytest.mark.parametrize("state", ["draft", "ahead", "over", "withdrawn"])
def test_nothing_but_an_open_one_permits_a_step(state):
    rules.check_force("open", FIRST, LAST)
    field, said, clause = refused(rules.check_force, state, FIRST, LAST)
    assert (field, clause) == ("mandate", rules.WHOSE)
    assert (
        said.startswith({"draft": "委托书职工还没有签", "over": "委托到2012年8月8日已经到期"}.get(state, "")) and said
    )


@pytest.mark.parametrize(
    ("cls", "reason", "field"),
    [("", "属实", "cls"), ("moon", "属实", "cls"), ("solve", " ", "reason"), ("solve", "", "reason")],
)
def test_a_decision_needs_its_class_and_its_reason(cls, reason, field):
    assert refused(rules.check_class, cls, reason)[::2] == (field, "《信访工作条例》第27条")


def test_a_reason_is_kept_bare_and_not_beyond_its_length():
    assert rules.check_class("law", f" {'长' * 500}\n") == "长" * 500
    assert refused(rules.check_class, "law", "长" * 501)[0] == "reason"
    assert refused(rules.check_class, "law", "a\0b")[0] == "reason"


@pytest.mark.parametrize("cls", ["explain", "law", ""])
def test_agency_is_offered_for_what_is_reasonable_or_a_hardship_alone(cls):
    for offered in ("solve", "help"):
        rules.check_offered(offered)
    field, said, clause = refused(rules.check_offered, cls)
    assert (field, clause) == ("", norms().sources["agency"]) and "诉求合理、生活困难的才提供代理" in said


def test_sealed_matters_and_other_services_have_no_agency():
    for kind in norms().services:
        rules.check_kind(kind, sealed=False)
        assert refused(rules.check_kind, kind, True)[2] == rules.HIDDEN
    assert "不办信访代理" in refused(rules.check_kind, "counselling", False)[1]


@pytest.mark.parametrize(("name", "anonymous"), [("", False), (" ", False), ("刘桂英", True), ("长" * 121, False)])
def test_somebody_has_to_authorise(name, anonymous):
    assert rules.check_principal(" 刘桂英 ", False) == "刘桂英"
    assert refused(rules.check_principal, name, anonymous)[0] == "principal"


@given(st.sets(st.sampled_from(list(norms().powers)), min_size=1), st.sets(st.sampled_from(list(norms().special))))
def test_powers_are_kept_in_their_order_and_said_in_words(powers, special):
    kept = rules.check_powers(sorted(powers, reverse=True), sorted(special))
    assert set(kept) == powers | special
    assert norms().words(kept) == [{**norms().powers, **norms().special}[name] for name in kept]


@pytest.mark.parametrize(
    ("powers", "special", "field"),
    [([], [], "powers"), ([], ["settle"], "powers"), (["settle"], [], "powers"), (["submit"], ["submit"], "special")],
)
def test_special_powers_are_named_by_themselves_and_never_alone(powers, special, field):
    assert refused(rules.check_powers, powers, special)[0] == field


@pytest.mark.parametrize("lacks", ["listed", "may", "apart"])
def test_an_agent_is_listed_of_the_unit_and_apart(lacks):
    rules.check_agent(Standing("云小燕", True, True, True))
    field, said, clause = refused(rules.check_agent, replace(Standing("云小燕", True, True, True), **{lacks: False}))
    assert field == "agent" and said.startswith("云小燕") and (clause == rules.CONFLICT) == (lacks == "apart")


def test_the_same_agent_is_authorised_once_and_no_more_than_the_norm():
    rules.check_room([1], 2)
    assert "已经有一份" in refused(rules.check_room, [1, 2], 2)[1]
    assert refused(rules.check_room, [1, 2], 3)[::2] == ("agent", norms().sources["agents"])


@pytest.mark.parametrize(("away", "right"), [(-1, False), (0, True), (365, True), (366, False)])
def test_an_end_is_from_today_through_the_longest(away, right):
    if right:
        rules.check_until(FIRST + away * DAY, FIRST)
    else:
        assert refused(rules.check_until, FIRST + away * DAY, FIRST)[::2] == ("until", norms().sources["longest"])


@pytest.mark.parametrize(
    ("signed", "today", "right"),
    [
        (FIRST, FIRST, True),
        (FIRST - DAY, FIRST, False),
        (FIRST + DAY, FIRST, False),
        (FIRST, LAST, True),
        (LAST, LAST, True),
        (LAST, LAST + DAY, False),
        (LAST + DAY, LAST + DAY, False),
    ],
)
def test_it_is_signed_between_its_writing_and_its_end(signed, today, right):
    args = (signed, FIRST, LAST, today)
    if right:
        rules.check_signed(*args)
    else:
        assert refused(rules.check_signed, *args)[::2] == ("signed", rules.WHOSE)


@pytest.mark.parametrize(
    ("way", "paper", "seen", "field"),
    [
        ("paper", True, [], None),
        ("paper", False, [], "file"),
        ("fingerprint", False, [], None),
        ("officers", False, [1, 2], None),
        ("officers", True, [], "second"),
        ("officers", False, [1], "second"),
        ("officers", False, [1, 1], "second"),
        ("officers", False, [9, 1], "first"),
        ("officers", False, [1, 9], "second"),
        ("", False, [], "way"),
        ("mouth", True, [1, 2], "way"),
    ],
)
def test_a_signature_has_its_paper_or_two_who_saw_it(way, paper, seen, field):
    if field is None:
        rules.check_way(way, paper, seen, 9)
    else:
        assert refused(rules.check_way, way, paper, seen, 9)[::2] == (field, norms().sources["ways"])


@pytest.mark.parametrize(
    ("power", "kind", "sent", "field"),
    [
        ("submit", "office", FIRST, None),
        ("submit", "office", FIRST + DAY, "sent"),
        ("submit", "moon", FIRST, "kind"),
        ("speak", "office", FIRST, "power"),
        ("settle", "office", FIRST, "power"),
        ("", "office", FIRST, "power"),
    ],
)
def test_a_step_is_one_that_the_authorisation_names(power, kind, sent, field):
    args = (power, ["submit"], kind, sent, FIRST)
    if field is None:
        rules.check_errand(*args)
    else:
        assert refused(rules.check_errand, *args)[0] == field


def test_a_special_power_is_refused_by_the_law_on_special_powers():
    clauses = [
        refused(rules.check_errand, power, ["submit"], "office", FIRST, FIRST)[2] for power in ("settle", "speak")
    ]
    assert clauses == [norms().sources["special"], norms().sources["powers"]]


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("信访局", True),
        ("凤凰机械厂", False),
        ("凤凰机械厂人事科", False),
        ("凤凰", False),
        ("市住建局", True),
        ("厂", True),
    ],
)
def test_nobody_goes_in_a_name_to_whom_the_name_is_hidden_from(body, right):
    if right:
        assert rules.check_body(f" {body} ", ["凤凰机械厂", ""]) == body
    else:
        assert refused(rules.check_body, body, ["凤凰机械厂", ""])[::2] == ("body", rules.HIDDEN)


@pytest.mark.parametrize(("day", "right"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)])
def test_an_answer_comes_between_the_step_and_today(day, right):
    if right:
        rules.check_answered(day, FIRST, LAST)
    else:
        assert refused(rules.check_answered, day, FIRST, LAST)[0] == "day"


SEVENTH = (
    "《劳动争议调解仲裁法》第7条（十人以上有共同请求的可以推举代表，没有写最多几名；最多几名、不到十人的也可以推举，"
    "参照《信访工作条例》第20条，可改）"
)


@given(st.integers(0, 12), st.integers(0, 12), st.sampled_from(["petition", "dispute"]))
def test_no_more_speak_than_five_or_than_there_are(there, people, kind):
    names, source = [f"代表{number}" for number in range(there)], norms().speakers[kind].source
    if people >= 2 and there < min(5, people):
        rules.check_speaker(names, "新代表", people, kind)
    else:
        assert refused(rules.check_speaker, names, "新代表", people, kind)[::2] == ("name", source)


def test_how_many_speak_is_said_of_each_service_that_has_agency_with_its_own_law():
    found = norms().speakers
    assert set(found) == set(norms().services)
    assert {name: (each.most, each.at_least, each.source) for name, each in found.items()} == {
        "petition": (5, 2, "《信访工作条例》第20条"),
        "dispute": (5, 2, SEVENTH),
    }


def test_the_sixth_and_the_same_are_said_apart():
    five = [f"代表{number}" for number in range(5)]
    assert "最多5人" in refused(rules.check_speaker, five, "第六人", 30, "petition")[1]
    assert "已经是代表" in refused(rules.check_speaker, five, "代表3", 30, "petition")[1]
    assert "只有一个人" in refused(rules.check_speaker, [], "代表", 1, "dispute")[1]


def test_every_number_names_its_source_and_what_is_ours_says_so():
    found = norms()
    assert set(found.sources) == set(data.SOURCES) and all(found.sources.values())
    assert {name for name, said in found.sources.items() if "本系统建议，可改" not in said} == {
        "classes",
        "agents",
    }
    ours = {name for name, each in found.bodies.items() if "本系统建议" in str(each.source)}
    assert {name for name, each in found.extensions.items() if "本系统建议" in str(each.source)} == ours
    assert ours == {"other"} and all(each.source.article for name, each in found.bodies.items() if name != "other")


@pytest.mark.parametrize(
    ("name", "length", "source"),
    [
        ("office", "15日", "《信访工作条例》第22条"),
        ("notify", "15日", "《信访工作条例》第23条"),
        ("conclude", "60日", "《信访工作条例》第34条（自受理之日起）"),
        ("review", "30日", "《信访工作条例》第35条"),
        ("second_review", "30日", "《信访工作条例》第36条"),
        ("inspection", "60个工作日", "《劳动保障监察条例》第17条（自立案之日起）"),
        ("arbitration", "5日", "《劳动争议调解仲裁法》第29条"),
        ("award", "45日", "《劳动争议调解仲裁法》第43条（自受理仲裁申请之日起）"),
        ("injury", "60日", "《工伤保险条例》第20条（自受理之日起）"),
        ("other", "30日", "C135（没有法定期限的，本系统建议，可改）"),
    ],
)
def test_terms_of_other_bodies_are_those_of_the_law(name, length, source):
    rule = norms().bodies[name]
    assert (str(rule.length), str(rule.source), rule.holder) == (length, source, "other")
    assert len(rule.name) <= 24 and len(rule.label) <= 40  # as a clock keeps them


@pytest.mark.parametrize(
    ("name", "length", "source"),
    [
        ("conclude", "30日", "《信访工作条例》第34条（情况复杂的，经本机关、单位负责人批准）"),
        ("inspection", "30个工作日", "《劳动保障监察条例》第17条（情况复杂的，经劳动保障行政部门负责人批准）"),
        ("award", "15日", "《劳动争议调解仲裁法》第43条（案情复杂的，经仲裁委员会主任批准并书面通知当事人）"),
        ("other", "30日", "C135（没有法定期限的，本系统建议，可改）"),
    ],
)
def test_extensions_of_other_bodies_are_those_of_the_law(name, length, source):
    found = norms().extensions[name]
    assert (str(found.length), str(found.source), found.times) == (length, source, 1)
    assert found.length.unit == norms().bodies[name].length.unit and found.length.amount >= 1
    assert norms().bodies[name].extend is None  # nobody here lengthens it


def test_other_terms_have_no_extension():
    assert set(norms().extensions) == {"conclude", "inspection", "award", "other"}
    field, said, clause = refused(rules.check_extension, "injury", 0)
    assert (field, clause) == ("", "《工伤保险条例》第20条（自受理之日起）") and "“工伤认定”没有延长的规定" in said
    assert refused(rules.check_extension, "moon", 0)[1].startswith("“这个期限”没有延长的规定")
    assert rules.check_extension("award", 0) == norms().extensions["award"]
    assert "已经延长过" in refused(rules.check_extension, "award", 1)[1]


@pytest.mark.parametrize(("amount", "right"), [(0, False), (1, True), (15, True), (16, False), (-1, False)])
def test_an_extension_is_no_longer_than_its_law_gives(amount, right):
    found = norms().extensions["award"]
    if right:
        rules.check_longer(amount, found)
    else:
        assert refused(rules.check_longer, amount, found)[::2] == ("amount", str(found.source))


@pytest.mark.parametrize(
    ("day", "last", "today", "right"),
    [
        (FIRST, LAST, FIRST, True),
        (FIRST - DAY, LAST, FIRST, False),
        (FIRST + DAY, LAST, FIRST, False),
        (LAST, LAST, LAST + DAY, True),
        (LAST + DAY, LAST, LAST + DAY, False),
        (LAST + DAY, None, LAST + DAY, True),
    ],
)
def test_an_extension_is_told_between_the_step_and_the_end_of_the_term(day, last, today, right):
    if right:
        rules.check_told(day, FIRST, last, today, "某法")
    else:
        assert refused(rules.check_told, day, FIRST, last, today, "某法")[0] == "told"


def test_names_of_terms_are_those_of_no_service_and_services_are_of_the_catalogue():
    names = {rule.name for rule in norms().bodies.values()}
    assert len(names) == len(norms().bodies)
    assert not names & {clock.name for service in catalogue().values() for clock in service.clocks}
    assert set(norms().services) <= set(catalogue())


def test_classes_and_powers_fit_their_columns():
    found = norms()
    assert [each.label for each in found.classes.values()] == ["诉求合理", "诉求无理", "生活困难", "行为违法"]
    assert found.offering == ("solve", "help") and not set(found.powers) & set(found.special)
    assert all(len(name) <= 12 for name in (*found.classes, *found.powers, *found.special, *found.ways))
    assert (found.agents, found.longest_days) == (2, 365)
