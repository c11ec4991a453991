"""A province as `bench` invents it: the same rows for the same share, two whole trees, a recount that agrees."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bench import counts as counts_of
from bench.grand import load, make, measure
from bench.grand.shape import CITIES, COUNTIES, INDUSTRIES, Shape
from django.db import connection
from django.db.models import F

from tiexin.boards import doctor
from tiexin.duties.models import Gauge
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Org, OrgLink
from tiexin.registry.models import Employer, Worker

HERE = Path(__file__).parents[1]
FILE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from bench.grand import make
from bench.grand.shape import Shape
from django.db import connection
make.make(Shape(0.02))
from tiexin.boards import doctor
from tiexin.evidence.models import Fact
with connection.cursor() as cursor:
    cursor.execute("PRAGMA foreign_key_check")
    stray = cursor.fetchall()
print(Fact.objects.count(), doctor.closure().well, doctor.trail().well, stray)
"""
pytestmark = [pytest.mark.house, pytest.mark.django_db(transaction=True)]
SHAPE = Shape(0.02)
MOST_FOLD = 70  # statements to record a visit and to fold it


@pytest.fixture
def province():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite 的测试库不能清空只增不改的表，另见下面的文件 · see the file below")
    make.make(SHAPE)
    yield
    calendar.forget()


@pytest.mark.parametrize("share", [100, 1, 0.02])
def test_numbers_hang_together(share):
    shape = Shape(share)
    assert shape.workers == 4 * shape.visits
    assert shape.facts == 5 * shape.visits + shape.contacts
    assert shape.units == 2 + CITIES + COUNTIES + shape.towns + INDUSTRIES * (CITIES + 1) + shape.enterprises
    if share == 100:
        assert (shape.units, shape.officers, shape.pairs, shape.employers) == (83_628, 59_000, 290_000, 82_000)
        assert 6_400_000 < shape.facts < 6_500_000


def test_everything_is_there_and_in_its_place(province):
    counts = [model.objects.count() for model in (Org, Officer, Employer, Worker, Fact)]
    assert counts == [SHAPE.units, SHAPE.officers, SHAPE.employers, SHAPE.workers, SHAPE.facts]
    assert Entry.objects.filter(verb="record_visit").count() == SHAPE.visits
    assert OrgLink.objects.filter(tree="industry").count() == INDUSTRIES * CITIES + (SHAPE.enterprises + 2) // 3
    assert doctor.closure().well
    assert doctor.trail().well
    talks = Fact.objects.filter(measure="talk")
    assert talks.values("worker").distinct().count() == talks.count() == SHAPE.workers
    assert not Fact.objects.exclude(entry__org=F("by_org")).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_indexes WHERE tablename = 'evidence_fact'")
        assert cursor.fetchone()[0] >= 7


def test_a_plan_counts_it_and_a_recount_agrees(province):
    measure.publish(*measure.PACKS[0])
    assert Gauge.objects.filter(value__gt=0).exists()
    assert measure.folded(SHAPE, 1) > 0
    assert measure.clean() == []


GROWTH = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from bench.grand import make, measure
from bench.grand.shape import Shape
shape = Shape({share})
make.make(shape)
measure.publish(*measure.PACKS[0])
from bench.counts import one_page
from bench.measure import statements
from tiexin.duties import fold
from tiexin.orgs.models import Officer
for number in range(3):
    measure.folded(shape, number)
while fold.drain():
    pass
leader = Officer.objects.get(pk=1)
for path in measure.PATHS.values():
    print(one_page(leader, path.format(county=shape.first_county)))
print(len(statements(lambda: measure.folded(shape, 7))))
print(measure.clean())
"""


@pytest.mark.once
def test_pages_and_the_fold_ask_no_more_of_five_times_the_province(tmp_path):
    """What CI can hold of the figures at full size: statements do not grow with what is there."""
    asked = {}
    for share in (0.2, 1):
        home = tmp_path / str(share)
        home.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", GROWTH.format(share=share, county="{county}")],
            env=environment(home),
            capture_output=True,
            text=True,
            check=True,
        )
        *counts, differences = done.stdout.split("\n")[:-1]
        asked[share] = [int(count) for count in counts]
        assert differences == "[]"
    assert asked[1][:-1] == asked[0.2][:-1]
    assert asked[1][-1] <= asked[0.2][-1]
    assert max(asked[1][:-1]) <= counts_of.MOST_PAGE
    assert asked[1][-1] <= MOST_FOLD


def test_an_expression_is_worded_for_its_database():
    assert ("2012-03-01" in load.day("2012-03-01", "n.i")) and ("n.i" in load.key("n.i"))


def environment(home):
    """An installation of its own, on SQLite."""
    paths = os.pathsep.join([str(HERE), str(HERE / "src")])
    own = {"TIEXIN_HOME": str(home), "TIEXIN_DATABASE": "", "PYTHONPATH": paths}
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "tiexin.config.settings", **own}


def test_a_file_takes_it_too(tmp_path):
    env = environment(tmp_path)
    done = subprocess.run([sys.executable, "-c", FILE], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[-2] == f"{SHAPE.facts} True True []"
