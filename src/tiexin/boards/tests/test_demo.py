"""The demo: the same on every machine, true to its own rules, made of invented people only."""

import re
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tiexin.boards.demo import actions, codes, pace, places, queries, script, tables, texts
from tiexin.boards.demo.names import Names
from tiexin.duties import present, verify
from tiexin.duties.models import Gauge, PlanVersion, State
from tiexin.evidence import guards
from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry, Fact, Pending
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Account, Activation, Installation, Officer, Org, Post, Under
from tiexin.orgs.roles import ADMIN_ROLES, ROLES
from tiexin.plans.reading import shipped
from tiexin.registry import rules as registry
from tiexin.registry.models import Employer, EmployerTag, Worker
from tiexin.registry.vocabulary import EMPLOYER_KINDS, EMPLOYER_TAGS
from tiexin.visits import rules as visits
from tiexin.visits.models import Problem, Stay, Talk, Team, Visit

SOURCE = Path(__file__).resolve().parents[5] / "shared" / "domain" / "clauses.md"
SMALL = 0.1


@pytest.fixture(scope="module")
def whole():
    return script.write()


@pytest.fixture(scope="module")
def small():
    return script.write(SMALL)


# The script


def test_the_same_script_twice(whole):
    assert script.digest(script.write()) == script.digest(whole)


def test_scale_keeps_the_shape(whole, small):
    assert len(small.units) == len(whole.units)
    assert 0 < len(small.firms) < len(whole.firms) / 4
    assert 0 < len(small.outings) < len(whole.outings) / 4


def test_the_whole_demo_is_as_large_as_promised(whole):
    found = script.figures(whole)
    assert found["企业"] == 600
    assert 7000 <= found["职工"] <= 9000
    assert 1600 <= found["走访"] <= 2200
    assert 6000 <= found["谈话"] <= 9000


def test_places_are_all_of_ningxia():
    levels = Counter(row["level"] for row in places.regions())
    assert (levels["province"], levels["city"], levels["county"]) == (1, 5, 22)
    assert all(row["code"].startswith("64") for row in places.regions())
    assert set(pace.COUNTIES) == {row["code"] for row in places.regions() if row["level"] == "county"}
    assert set(pace.CITIES) == {row["code"] for row in places.regions() if row["level"] == "city"}


def test_data_file_names_its_source():
    assert "MIT" in places.DATA.read_text().splitlines()[0]


def test_parents_come_before_children(whole):
    seen = {""}
    for unit in whole.units:
        assert {unit.parent, unit.industry} <= seen
        seen.add(unit.key)


def test_names_are_given_once(whole):
    people = [person.name for person in whole.people]
    staff = [name for firm in whole.firms for name, _ in firm.staff]
    met = [name for outing in whole.outings for name, _ in outing.met]
    everybody = [*people, *staff, *met]
    assert len(everybody) == len(set(everybody))
    firms = [firm.name for firm in whole.firms]
    assert len(firms) == len(set(firms))
    usernames = [person.username for person in whole.people]
    assert len(usernames) == len(set(usernames))
    assert all(re.fullmatch("[a-z]+[0-9]*", username) for username in usernames)


def test_a_well_of_names_never_repeats():
    names = Names(Random(1))
    drawn = names.people(3000)
    assert len(set(drawn)) == 3000
    assert all(len(name) == 3 for name in drawn)


def test_nobody_of_the_source_is_in_the_demo(whole):
    if not SOURCE.exists():
        pytest.skip("the source's table of clauses is not here")
    rows = [line for line in SOURCE.read_text().splitlines() if re.match(r"\| (C1[78]\d|C26[6-9]|C27[0-5]|\d+) \|", line)]
    real = set(re.findall("(?<![一-龥])[一-龥]{2,3}(?![一-龥])", "\n".join(rows)))
    assert len(real) > 30
    invented = {person.name for person in whole.people} | {name for firm in whole.firms for name, _ in firm.staff}
    invented |= {name for outing in whole.outings for name, _ in outing.met}
    assert real & invented == set()


def test_every_credit_code_is_valid_and_of_its_place(whole):
    given = [firm.code for firm in whole.firms]
    assert len(given) == len(set(given))
    regions = {unit.key: unit.region for unit in whole.units}
    for firm in whole.firms:
        assert registry.check_credit_code(firm.code) == firm.code
        assert firm.code[2:8] == regions[firm.place]


@pytest.mark.parametrize(
    ("kind", "head"), [("private", "91"), ("state", "91"), ("public_body", "12"), ("new_organisation", "52")]
)
def test_credit_code_says_who_registers(kind, head):
    assert codes.credit_code(kind, "640104", 7).startswith(f"{head}640104YY")


def test_check_digit_of_an_organisation_code():
    # GB 11714 gives 1 for D2143569: the same weights and the same remainder rules
    rest = 11 - sum(codes.BODY.index(s) * w for s, w in zip("D2143569", codes.WEIGHTS, strict=True)) % 11
    assert rest == 10  # written as X


def test_every_identity_is_valid_and_belongs_to_nobody(whole):
    given = [number for firm in whole.firms for number in firm.identities]
    assert len(given) == len(set(given)) == 30
    for number in given:
        assert registry.check_identity(number) == number
        assert number[14:17] == "000"


def test_identity_has_a_right_check_digit():
    assert registry.check_identity(codes.identity("640104", date(1970, 1, 1)))


def test_words_are_in_the_vocabulary(whole):
    for firm in whole.firms:
        assert firm.kind in EMPLOYER_KINDS
        assert {mark.tag for mark in firm.marks} <= EMPLOYER_TAGS.keys()
        assert {role for _, role in firm.staff} <= TAGS["role"].keys()
        assert firm.headcount >= len(firm.staff)


def test_a_third_is_distressed_and_every_mark_occurs(whole):
    share = sum(firm.distressed for firm in whole.firms) / len(whole.firms)
    assert 0.28 < share < 0.42
    assert {mark.tag for firm in whole.firms for mark in firm.marks} == set(EMPLOYER_TAGS)
    assert all(mark.reason for firm in whole.firms for mark in firm.marks)
    assert any(mark.until for firm in whole.firms for mark in firm.marks)


def test_marks_hold_from_their_day_to_the_day_before_their_end(whole):
    firm, mark = next((firm, mark) for firm in whole.firms for mark in firm.marks if mark.until)
    assert mark.tag in firm.tags_on(mark.since)
    assert mark.tag not in firm.tags_on(mark.until)
    assert not mark.holds_on(date(2000, 1, 1))


def test_visits_fall_on_working_days_of_the_campaign(whole):
    days = set(pace.days())
    assert date(2012, 4, 1) in days  # a Sunday worked in exchange for a holiday
    assert date(2012, 4, 3) not in days
    assert {outing.on for outing in whole.outings} <= days
    assert all(outing.on <= outing.recorded <= pace.TODAY for outing in whole.outings)
    before = sum(outing.on < pace.KICKOFF for outing in whole.outings)
    assert 0 < before < 30


def test_visits_satisfy_the_rules_of_visits(whole):
    staff = {firm.key: firm.staff for firm in whole.firms}
    for outing in whole.outings:
        visits.check_visit(outing.methods, outing.places, len(outing.known) + len(outing.met))
        visits.check_new_people(outing.met)
        assert len(set(outing.known)) == len(outing.known)
        assert all(0 <= place < len(staff[outing.firm]) for place in outing.known)
        assert outing.author not in outing.companions
        for question, text in outing.problems:
            visits.check_problem(question, text)


def test_visits_carry_the_marks_of_their_day(whole):
    firms = {firm.key: firm for firm in whole.firms}
    assert all(outing.tags == firms[outing.firm].tags_on(outing.on) for outing in whole.outings)


def test_groups_of_the_region_go_to_distressed_enterprises_but_one(whole):
    firms = {firm.key: firm for firm in whole.firms}
    cities = {group.key: group.place[:4] for group in whole.groups if group.number and group.unit == places.REGION}
    assert len(cities) == 10
    strays = set()
    for outing in whole.outings:
        if outing.group in cities:
            assert firms[outing.firm].place.startswith(cities[outing.group])
            if "distressed" not in outing.tags:
                strays.add(outing.group)
    assert strays == {f"g{pace.STRAY}"}


def test_groups_of_the_region_are_those_of_the_annex(whole):
    groups = [group for group in whole.groups if group.unit == places.REGION]
    assert [group.leader_post for group in groups] == [f"第{sign}组带队领导" for sign in "一二三四五六七八九十"]
    assert Counter(group.place for group in groups) == dict.fromkeys(pace.CITIES, 2)
    names = {unit.key: unit.name for unit in whole.units}
    assert [names[key] for key in groups[0].assigned] == ["宁夏电业工会", "宁夏电力投资工会", "国电英力特工会"]
    assert [names[key] for key in groups[9].assigned] == ["宁夏教科文卫工会"]
    assert all(len(group.members) == 4 for group in groups)


def test_some_counties_have_no_group_and_nothing_done(whole):
    with_groups = {group.unit for group in whole.groups}
    assert set(pace.COUNTIES) - with_groups == {"640303", "640424", "640522"}
    people = {person.key: person.unit for person in whole.people}
    assert "640424" not in {people[outing.author] for outing in whole.outings}


def test_stays_last_a_week_and_some_cover_today(whole):
    spans = [(first, last) for group in whole.groups for _, first, last in group.stays]
    assert all(4 <= (last - first).days <= 6 for first, last in spans)
    assert sum(first <= pace.TODAY <= last for first, last in spans) >= 3
    assert all(2 <= 1 + len(group.members) <= 3 for group in whole.groups if group.kind == "stay_team")


@pytest.mark.parametrize("kind", sorted(texts.PROBLEMS))
def test_texts_fill_every_open_place(kind):
    rng = Random(3)
    filled = [texts.fill(template, rng) for template in (*texts.PROBLEMS[kind], *texts.SAID)]
    assert not [text for text in filled if "{" in text or "}" in text]


def test_texts_vary(whole):
    said = {outing.said for outing in whole.outings}
    assert len(said) > len(whole.outings) / 3
    assert {question for outing in whole.outings for question, _ in outing.problems} == set(TAGS["question"])


def test_posts_are_known_and_administrators_stand_alone(whole):
    assert {person.role for person in whole.people} == set(ROLES)
    admins = [person for person in whole.people if person.role in ADMIN_ROLES]
    assert sorted(person.role for person in admins) == sorted(ADMIN_ROLES)
    travelling = {key for group in whole.groups for key in (group.leader, *group.members)}
    assert not travelling & {person.key for person in admins}


def test_those_worth_meeting_come_first(whole):
    assert whole.people[0].title == "蹲点干部"
    assert next(person for person in whole.people if person.role == "leader").title.endswith("第一组带队领导")


# The rows


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, small):
    """A small demo, built once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        lines = []
        cast = actions.build(small, lines.append)
        yield cast, lines
        transaction.set_rollback(True)
    from tiexin.orgs import calendar

    calendar.forget()


@pytest.fixture
def demo(built, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield built[0]
        transaction.set_rollback(True)


def test_everything_of_the_script_is_there(demo, small):
    assert Org.objects.count() == len(small.units)
    assert Officer.objects.count() == Account.objects.count() == Post.objects.count() == len(small.people)
    assert Employer.objects.count() == len(small.firms)
    assert Team.objects.count() == len(small.groups)
    assert Stay.objects.count() == sum(len(group.stays) for group in small.groups)
    assert Visit.objects.count() == len(small.outings)
    assert EmployerTag.objects.count() == sum(len(firm.marks) for firm in small.firms)


def test_people_met_are_talks_and_facts(demo, small):
    met = sum(len(outing.known) + len(outing.met) for outing in small.outings)
    assert Talk.objects.count() == Fact.objects.filter(measure="talk").count() == met
    problems = sum(len(outing.problems) for outing in small.outings)
    assert Problem.objects.count() == Fact.objects.filter(measure="problem_found").count() == problems


def test_everything_was_done_on_days_of_the_demo(demo):
    assert not Entry.objects.filter(on__gt=pace.TODAY).exists()
    assert not Fact.objects.filter(on__lt=pace.FIRST).exists()


def test_nobody_has_a_password_or_a_living_link(demo):
    assert not [account for account in Account.objects.all() if account.has_usable_password()]
    assert not Activation.objects.filter(expires__year__gt=2012).exists()


def test_installation_is_a_demo_with_its_day_and_year(demo):
    row = Installation.objects.get()
    assert (row.demo, row.clock) == (True, pace.TODAY)
    assert "2012" in row.note and "201*" in row.note and "虚构" in row.note


def test_identities_are_sealed(demo, small):
    sealed = Worker.objects.exclude(identity_sealed=None)
    numbers = [number for firm in small.firms for number in firm.identities]
    assert sealed.count() == len(numbers) > 0
    assert not any(number.encode() in bytes(worker.identity_sealed) for worker in sealed for number in numbers)


def test_a_union_closed_and_one_opened_meanwhile(demo):
    assert [org.closed for org in Org.objects.exclude(closed=None)] == [places.CLOSED]
    assert Org.objects.filter(opened=places.NEWEST).count() == 1


def test_industry_union_counts_for_its_enterprises(demo):
    union = Org.objects.get(name="宁夏教科文卫工会")
    assert Under.objects.filter(tree="industry", ancestor=union, depth=1).count() >= 2


def test_wrong_visits_are_voided_with_a_reason(demo, small):
    wrong = sum(bool(outing.void) for outing in small.outings)
    voided = Visit.objects.exclude(voided=None)
    assert voided.count() == wrong
    assert all(visit.void_reason in texts.VOIDS for visit in voided)


def test_nothing_waits_and_every_number_is_right(demo):
    assert not Pending.objects.exists()
    assert verify.differences() == []


def test_plan_is_in_force(demo):
    if actions.PACK not in shipped():
        pytest.skip("the plan does not ship yet")
    version = PlanVersion.objects.get()
    assert (version.state, version.year) == (State.LIVE, 2012)


def test_a_second_demo_is_refused(demo, small):
    with pytest.raises(actions.Refused, match="空的安装"):
        actions.build(small)


def test_build_says_what_it_did(built):
    _, lines = built
    assert [line.split("：")[0] for line in lines] == ["组织、干部、企业、工作组", "走访"]


def test_command_leaves_what_is_there(demo):
    out = StringIO()
    before = Entry.objects.count()
    call_command("demo", "--ensure", stdout=out)
    assert "演示数据已在" in out.getvalue()
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_command_never_touches_a_real_installation():
    new = orgs.NewOrg(name="某省总工会", level="province", opened=date(2000, 1, 1))
    orgs.found_org(new, by=None, on=date(2012, 1, 1))
    out = StringIO()
    call_command("demo", stdout=out)
    assert "正式数据" in out.getvalue()
    with pytest.raises(CommandError, match="正式安装"):
        call_command("demo", "--reset")
    assert Org.objects.count() == 1
    assert not Installation.objects.exists()


@pytest.mark.django_db
def test_without_the_pack_the_rest_is_made(monkeypatch, small):
    monkeypatch.setattr(actions, "shipped", list)
    actions.build(small)
    assert not PlanVersion.objects.exists()
    assert not Pending.objects.exists()


@pytest.mark.django_db
def test_empty_and_demo_are_told_apart():
    assert queries.is_empty() and not queries.is_demo()
    orgs.set_installation(demo=True, clock=pace.TODAY, note="")
    assert queries.is_demo()


@pytest.mark.django_db(transaction=True)
def test_clearing_drops_the_rows_and_puts_the_guards_back():
    orgs.set_installation(demo=True, clock=pace.TODAY, note="")
    orgs.found_org(orgs.NewOrg(name="演示", level="province", opened=date(2000, 1, 1)), by=None, on=pace.TODAY)
    assert Entry.objects.exists()
    tables.clear()
    assert queries.has_tables() and queries.is_empty() and not queries.is_demo()
    assert not Entry.objects.exists()
    assert guards.standing() == set(guards.names())
    assert "evidence_fact" in connection.introspection.table_names()


# What can be seen in the whole demo


REACHED = {"met", "on_track", "behind", "not_started", "unset", "unrecorded"}


@pytest.mark.django_db
def test_gauges_of_the_demo_stand_in_every_state_there_is():
    """`missed`, `within`, `exceeded` and `measured` wait for measures that no page records yet."""
    if actions.PACK not in shipped():
        pytest.skip("the plan does not ship yet")
    actions.build(script.write(0.5))
    gauges = Gauge.objects.select_related("term__duty__clause")
    states = Counter(present.state_of(g, g.term.duty, g.term, pace.TODAY) for g in gauges)
    assert states.keys() >= REACHED
