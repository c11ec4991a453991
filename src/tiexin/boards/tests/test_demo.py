"""The demo's script: the same on every machine, true to the rules, made of invented people only."""

import re
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tiexin.boards.demo import codes, pace, places, queries, script, starts, tables, texts
from tiexin.boards.demo.names import Names
from tiexin.calendars.models import DayKind
from tiexin.evidence import guards
from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Installation, Org
from tiexin.orgs.roles import ADMIN_ROLES, ROLES
from tiexin.registry import rules as registry
from tiexin.registry.vocabulary import EMPLOYER_KINDS, EMPLOYER_TAGS
from tiexin.visits import rules as visits

SOURCE = Path(__file__).resolve().parents[5] / "shared" / "domain" / "clauses.md"


@pytest.fixture(scope="module")
def whole():
    return script.write()


@pytest.fixture(scope="module")
def small():
    return script.write(0.1)


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
    rows = [
        line for line in SOURCE.read_text().splitlines() if re.match(r"\| (C1[78]\d|C26[6-9]|C27[0-5]|\d+) \|", line)
    ]
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
    # the example of GB 11714 is D2143569-X
    rest = 11 - sum(codes.BODY.index(s) * w for s, w in zip("D2143569", codes.WEIGHTS, strict=True)) % 11
    assert rest == 10  # which is written as X


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


# The installation it is put into


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
    assert not Installation.objects.exclude(demo=False, clock=None, note="").exists()


@pytest.mark.django_db
def test_empty_and_demo_are_told_apart():
    assert queries.is_empty() and not queries.is_demo()
    orgs.set_installation(demo=True, clock=pace.TODAY, note="")
    assert queries.is_demo()


@pytest.mark.house
@pytest.mark.django_db(transaction=True)
def test_clearing_drops_the_rows_and_puts_the_guards_back(settings):
    settings.MIGRATION_MODULES = {}  # tables are made anew by migrations, however those of this run were made
    orgs.set_installation(demo=True, clock=pace.TODAY, note="")
    orgs.found_org(orgs.NewOrg(name="演示", level="province", opened=date(2000, 1, 1)), by=None, on=pace.TODAY)
    assert Entry.objects.exists()
    tables.clear()
    assert queries.has_tables() and queries.is_empty() and not queries.is_demo()
    assert not Entry.objects.exists()
    assert guards.standing() == set(guards.names())
    assert "evidence_fact" in connection.introspection.table_names()


def test_what_tables_begin_with_is_there_after_a_test_that_committed(transactional_db):
    assert DayKind.objects.exists() and Installation.objects.count() == 1


# ── how the unions took the plan ────────────────────────────────────────────────────────────────────────


def test_every_union_that_gets_the_plan_has_a_line_and_they_differ(whole):
    keys = [start.unit for start in whole.starts]
    assert len(keys) == len(set(keys)) == 58
    assert {"640000", *pace.CITIES, *pace.COUNTIES, *places.INDUSTRY} <= set(keys)
    unsigned = {start.unit for start in whole.starts if not start.received}
    waiting = {start.unit for start in whole.starts if start.received and not start.started}
    assert {"640424"} <= unsigned and 3 <= len(unsigned) <= 8
    assert {"640303", "640522"} <= waiting


def test_some_started_late_and_one_did_not_wait_for_the_region(whole):
    days = {start.unit: start.started for start in whole.starts if start.started}
    led = days.pop("640000")
    assert [unit for unit, day in days.items() if day < led] == [starts.EAGER]
    late = [unit for unit, day in days.items() if day > date(2012, 3, 10)]
    assert 5 <= len(late) <= len(days) / 2
    assert all(pace.SETUP <= day <= pace.TODAY for day in days.values())


def test_nobody_signs_before_the_plan_was_there_or_for_another_union(whole):
    people = {person.key: person for person in whole.people}
    for start in whole.starts:
        assert people[start.who].unit == start.unit
        assert "plans.receive" in ROLES[people[start.who].role].permissions
        assert not start.received or start.received >= starts.PUBLISHED


def test_own_numbers_are_set_by_some_of_those_who_may_with_their_minutes(whole):
    kinds = {unit.key: unit.kind for unit in whole.units}
    own = {start.unit: start for start in whole.starts if start.low}
    assert {kinds[key] for key in own} == {"industry", "direct"}
    assert 8 <= len(own) <= 22
    assert all(str(start.low) in start.minutes and start.received for start in own.values())
