"""Which rows of a roster are somebody new, somebody known, or nobody that can be told."""

import pytest
from django.db import OperationalError

from tiexin.orgs.tests import cast as c
from tiexin.registry import tasks
from tiexin.registry.actions import imports
from tiexin.registry.checking import Checker
from tiexin.registry.models import ImportRun, Worker
from tiexin.registry.tests.books import brought, carried, firm, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def roster(cast, rows):
    """A started run of workers whose ID numbers are asked for."""
    run = taken(cast, rows, "worker")
    imports.map_columns(run, {**run.columns, "identity": 3}, True, by=None, on=c.TODAY)
    return imports.start_import(run, by=None, on=c.TODAY)


def checked(cast, rows, kind="worker"):
    run = taken(cast, rows, kind)
    numbered = list(enumerate([tuple(row) for row in rows], 2))
    with c.nothing_written():
        done = Checker(run, c.TODAY).check(numbered)
    return [line.row for line in done.lines], done.same, {number: why for number, _, why in done.refused}


def brief(reason):
    return f"{reason}（依据：导入规则）"


@pytest.mark.parametrize(
    ("known", "said", "same"),
    [("", "", True), ("", "一班", True), ("一班", "", True), ("一班", "一班", True), ("一班", "二班", False)],
    ids=["no teams", "team now", "team before", "one team", "two teams"],
)
def test_same_name_is_the_same_person_unless_the_teams_differ(cast, known, said, same):
    Worker.objects.create(name="马一", org=cast.county, employer=cast.employer, team=known)
    rows = [["马一", cast.employer.name, said, None]]
    assert checked(cast, rows) == (([], [2], {}) if same else ([2], [], {}))


def test_same_name_elsewhere_is_somebody_else(cast):
    other = c.employer(cast.city, "银川纺织厂")
    Worker.objects.create(name="马一", org=other.org, employer=other)
    assert checked(cast, [["马一", cast.employer.name, "", None]]) == ([2], [], {})


def test_identity_number_tells_before_name_and_place(cast):
    one, two = c.identity(11), c.identity(12)
    carried(roster(cast, [["马一", cast.employer.name, "一班", one]]))
    other = c.employer(cast.city, "银川纺织厂")
    rows = [["马壹", other.name, "", one], ["马一", cast.employer.name, "一班", two]]
    run = carried(roster(cast, rows))
    assert (run.state, run.added, run.same, run.refused) == ("done", 1, 1, 0)
    assert Worker.objects.filter(name="马一", org=cast.county, employer=cast.employer, team="一班").count() == 2


def test_wrong_identity_number_is_refused_without_being_repeated(cast):
    number = c.identity(11)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    run = carried(
        roster(cast, [["马一", cast.employer.name, "", wrong], ["马二", cast.employer.name, "", number[:15]]])
    )
    reasons = list(run.refusals.order_by("row").values_list("reason", flat=True))
    clause = "（依据：GB 11643-1999 公民身份号码）"
    assert reasons == [f"身份证号码的校验位不对{clause}", f"身份证号码应为18位{clause}"]
    assert not Worker.objects.filter(name__in=["马一", "马二"]).exists()


def test_killed_worker_remembers_whom_it_has_staged(cast, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    number = c.identity(11)
    home = cast.employer.name
    rows = [
        ["马一", home, "一班", None],
        ["马二", home, "", number],
        ["马一", home, "一班", None],
        ["马三", home, "", number],
    ]
    run = roster(cast, rows)

    def killed(_):
        raise OperationalError

    with pytest.raises(OperationalError):
        tasks.carry(run, killed)
    run = carried(ImportRun.objects.get(pk=run.pk))
    assert (run.state, run.added, run.refused) == ("done", 2, 2)
    assert dict(run.refusals.values_list("row", "reason")) == {
        4: brief("与第 2 行同单位同班组同名；如不是同一人，请补班组或身份证号"),
        5: brief("与第 3 行身份证号相同"),
    }


def test_employer_is_known_by_a_code_in_wide_signs(cast):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in cast.employer.credit_code)
    assert checked(cast, [["马一", wide, "", None], ["马二", f" {wide.lower()} ", "", None]]) == ([2, 3], [], {})


def test_employer_out_of_reach_is_refused_by_code_too(cast):
    said = cast.foreign.credit_code
    rows = [["马一", said, "", None]]
    assert checked(cast, rows) == ([], [], {2: brief(f"范围内没有单位“{said}”，可改填统一社会信用代码")})


def test_preview_and_run_say_the_same(cast):
    rows = [firm(1), firm(2, code="911"), firm(1), firm(3, org="天上"), firm(4, kind="皇家")]
    lines, same, refused = checked(cast, rows, "employer")
    run = brought(cast, rows)
    assert (lines, same, run.added, run.same) == ([2], [], 1, 0)
    assert dict(run.refusals.values_list("row", "reason")) == refused


def test_checking_costs_the_same_for_any_number_of_rows(cast, django_assert_num_queries):
    for kind, rows, queries in (
        ("employer", [firm(number) for number in range(30)], 2),
        ("worker", [[f"马{number}", cast.employer.name, "", None] for number in range(30)], 2),
    ):
        run = taken(cast, rows, kind)
        for most in (1, 30):
            checker = Checker(run, c.TODAY)
            with django_assert_num_queries(queries):
                checker.check(list(enumerate(rows[:most], 2)))
