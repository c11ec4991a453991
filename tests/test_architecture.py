"""The package keeps to its architecture; and each rule is seen to catch a bad source."""

import os
import subprocess
import sys
from textwrap import dedent

import pytest
from django.http import HttpResponse
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI

from tests import architecture as a
from tests import marks

pytestmark = pytest.mark.once
FOUND = a.sources()


def source(place: str, text: str) -> a.Source:
    return a.Source(place, dedent(text))


# The package itself


@pytest.mark.parametrize("rule", a.RULES, ids=lambda rule: rule.__name__)
def test_package_keeps(rule):
    complaints = [complaint for each in FOUND for complaint in rule(each)]
    assert not complaints, "\n" + "\n".join(complaints)


def test_shape_budget():
    over = a.too_big(FOUND)
    assert not over, "\n" + "\n".join(over)


def test_templates_are_short():
    long = [
        f"{template.relative_to(a.ROOT)}: {lines} lines > {a.LONGEST_TEMPLATE}"
        for template in a.PACKAGE.rglob("templates/**/*.html")
        if (lines := len(template.read_text().splitlines())) > a.LONGEST_TEMPLATE
    ]
    assert not long, "\n" + "\n".join(long)


def test_no_unfinished_marks_beside_python():
    places = [*a.PACKAGE.rglob("*"), *(a.ROOT / "frontend").glob("*.*"), *(a.ROOT / "docs").rglob("*.md")]
    kinds = {".html", ".css", ".js", ".mjs", ".yaml", ".md", ".txt"}
    marked = [
        str(place.relative_to(a.ROOT))
        for place in places
        if place.suffix in kinds and "dist" not in place.parts and a.MARK.search(place.read_text())
    ]
    assert not marked


def test_there_are_enough_tests_and_not_too_many():
    code = sum(each.lines for each in FOUND if not each.is_test and not each.is_migration)
    beside = [a.Source(f"tests/{file.name}", file.read_text()) for file in (a.ROOT / "tests").rglob("*.py")]
    tests = sum(each.lines for each in [*FOUND, *beside] if each.is_test)
    problem = a.ratio(code, tests)
    assert not problem, problem


def test_every_page_and_operation_carries_a_mark():
    assert marks.pages()
    bare = marks.unmarked()
    assert not bare, "needs @needs('…') or @open_to('…'):\n" + "\n".join(bare)


@pytest.mark.house
def test_a_web_process_loads_neither_ibis_nor_scikit_learn():
    code = """
        import sys, django
        django.setup()
        from django.urls import get_resolver
        import tiexin.config.wsgi
        assert len(get_resolver().url_patterns)
        heavy = {"ibis", "sqlglot", "duckdb", "pyarrow", "pandas", "sklearn", "scipy", "numpy"}
        print(sorted(heavy & set(sys.modules)))
    """
    asked = {**os.environ, "DJANGO_SETTINGS_MODULE": "tiexin.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)],
        env=asked,
        cwd=a.ROOT / "src",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stdout + done.stderr


# The rules themselves: each must catch what it is for, and leave the neighbour alone


UPWARD = [
    ("orgs/models.py", "from tiexin.visits.models import Stay"),
    ("orgs/models.py", "from tiexin import visits"),
    ("orgs/models.py", "import tiexin.boards.views"),
    ("orgs/models.py", "from ..visits import models"),
    ("orgs/actions.py", "def f():\n    from tiexin.evidence.actions import record"),
    ("boards/views.py", "from tiexin.portal import queries"),
    ("duties/models.py", "from tiexin.plans.models import Version"),
    ("visits/models.py", "from tiexin.config import settings"),
    ("evidence/models.py", "x = models.ForeignKey('visits.Stay', on_delete=P)"),
    ("evidence/models.py", "x = apps.get_model('plans', 'Pack')"),
    ("visits/actions.py", "from tiexin.orgs.tests.test_scope import make"),
    ("visits/actions.py", "from tiexin.visits.tests import make"),
    ("stray/models.py", "from tiexin.core import days"),
]
DOWNWARD = [
    ("visits/models.py", "from tiexin.duties.queries import limit"),
    ("visits/models.py", "from tiexin.visits.rules import may_leave"),
    ("visits/models.py", "from . import rules"),
    ("config/urls.py", "from tiexin.boards import views"),
    ("__main__.py", "from tiexin.config.cli import main"),
    ("visits/models.py", "x = models.ForeignKey('orgs.Org', on_delete=P)"),
    ("visits/models.py", "x = models.ForeignKey('self', on_delete=P)"),
    ("core/tests/test_days.py", "from tiexin.visits.models import Stay"),
]


@pytest.mark.parametrize(("place", "text"), UPWARD)
def test_upward_import_is_caught(place, text):
    assert len(a.upward(source(place, text))) == 1


@pytest.mark.parametrize(("place", "text"), DOWNWARD)
def test_downward_import_is_left_alone(place, text):
    assert a.upward(source(place, text)) == []


def test_rows_say_what_the_architecture_document_says():
    document = a.ROOT / "docs" / "architecture.md"
    if not document.exists():
        pytest.skip("docs/architecture.md is not written yet")
    stated = [" ".join(line.split()) for line in document.read_text().splitlines()]
    assert [row for row in a.ROWS if " ".join(row) not in stated] == []


BAD = [
    (a.receivers, "visits/apps.py", "from django.db.models.signals import post_save"),
    (a.receivers, "visits/apps.py", "from django.db.models import signals"),
    (a.receivers, "visits/apps.py", "from django.dispatch import receiver"),
    (a.receivers, "visits/apps.py", "from django.db.models.signals import post_migrate"),
    (a.receivers, "evidence/apps.py", "from django.db.models.signals import post_save"),
    (a.save_overrides, "visits/models.py", "class Stay(Model):\n    def save(self): pass"),
    (a.save_overrides, "visits/forms.py", "class StayForm(Form):\n    async def asave(self): pass"),
    (a.sloppy, "visits/queries.py", "from tiexin.core.days import *"),
    (a.sloppy, "visits/queries.py", "try: pass\nexcept: pass"),
    (a.sloppy, "visits/queries.py", "try: pass\nexcept Exception: pass"),
    (a.sloppy, "visits/queries.py", "try: pass\nexcept (ValueError, BaseException): pass"),
    (a.sloppy, "visits/queries.py", "x = 1  # TO" + "DO later"),
    (a.sloppy, "visits/utils.py", ""),
    (a.sloppy, "core/helpers/text.py", ""),
    (a.ibis, "boards/views.py", "import ibis"),
    (a.ibis, "boards/views.py", "def f():\n    import ibis"),
    (a.ibis, "duties/queries.py", "from ibis import _"),
    (a.ibis, "visits/queries.py", "import ibis.expr.types as ir"),
    (a.writes, "visits/views.py", "stay.save()"),
    (a.writes, "visits/views.py", "stay.save(update_fields=['state'])"),
    (a.writes, "visits/api.py", "Stay.objects.create(org=org)"),
    (a.writes, "visits/queries.py", "Stay.objects.filter(pk=1).update(state='x')"),
    (a.writes, "visits/models.py", "self.delete()"),
    (a.writes, "visits/forms.py", "Stay.objects.get_or_create(pk=1)"),
    (a.writes, "duties/queries.py", "Total.objects.bulk_create(rows)"),
    (a.writes, "duties/management/commands/worker.py", "await row.asave()"),
    (a.writes, "duties/queries.py", "cursor.execute('DELETE FROM duties_total')"),
    (a.writes, "duties/queries.py", "SQL = 'insert or ignore into duties_seen values (1)'"),
    (a.out_of_place, "visits/rules.py", "from django.db import models"),
    (a.out_of_place, "visits/rules.py", "def f():\n    return date.today()"),
    (a.out_of_place, "visits/rules.py", "rows = Stay.objects"),
    (a.out_of_place, "visits/actions.py", "from django.http import HttpRequest"),
    (a.out_of_place, "visits/actions.py", "from tiexin.orgs.scope import needs"),
    (a.out_of_place, "visits/actions/stays.py", "from django.shortcuts import render"),
    (a.out_of_place, "visits/forms.py", "from tiexin.visits import actions"),
    (a.out_of_place, "visits/forms.py", "from tiexin.visits.actions import open_stay"),
    (a.out_of_place, "visits/queries.py", "from tiexin.visits.actions import open_stay"),
    (a.out_of_place, "plans/management/commands/plan_load.py", "from tiexin.plans.models import Pack"),
]
GOOD = [
    (a.receivers, "evidence/apps.py", "from django.db.models.signals import post_migrate"),
    (a.save_overrides, "visits/actions.py", "def save(stay): pass"),
    (a.sloppy, "visits/queries.py", "from os import path\ntry: pass\nexcept ValueError: pass"),
    (a.ibis, "duties/relations.py", "import ibis"),
    (a.ibis, "duties/compile/tally.py", "import ibis"),
    (a.ibis, "visits/populations.py", "import ibis"),
    (a.writes, "visits/actions.py", "stay.save()"),
    (a.writes, "visits/actions/stays.py", "stay.save()"),
    (a.writes, "visits/migrations/0002_x.py", "Stay.objects.update(state='x')"),
    (a.writes, "visits/tests/test_models.py", "Stay.objects.create()"),
    (a.writes, "visits/views.py", "seen.update({1}); known.update(other); request.session.save()"),
    (a.writes, "visits/views.py", "row = form.save(commit=False)"),
    (a.writes, "visits/views.py", "cache.delete('key'); storage.save('name', file)"),
    (a.writes, "visits/views.py", "'Update the plan'; 'Delete the plan'; Create()"),
    (a.out_of_place, "visits/rules.py", "from tiexin.core.refusal import Refused\nfrom datetime import date"),
    (a.out_of_place, "visits/views.py", "from django.shortcuts import render"),
    (a.out_of_place, "plans/management/commands/plan_load.py", "from tiexin.plans import actions"),
]


def label(case: object) -> str:
    return getattr(case, "__name__", str(case))


@pytest.mark.parametrize(("rule", "place", "text"), BAD, ids=label)
def test_bad_source_is_caught(rule, place, text):
    assert rule(source(place, text))


@pytest.mark.parametrize(("rule", "place", "text"), GOOD, ids=label)
def test_good_source_is_left_alone(rule, place, text):
    assert rule(source(place, text)) == []


def test_complaint_names_place_and_line():
    assert a.ibis(source("boards/views.py", "\nimport ibis"))[0].startswith("boards/views.py:2 imports ibis")


def test_budget_names_what_is_over_it():
    long_file = source("visits/long.py", "x = 1\n" * 401)
    body = "".join(f"    a{n} = {n}\n" for n in range(40))
    wide = "def wide(a, b, /, c, d, *rest, e, **more): pass\n"
    method = "class C:\n    def six(self, a, b, c, d, e, f): pass\n"
    over = a.too_big([long_file, a.Source("visits/big.py", f"def big():\n{body}{wide}{method}")])
    assert over == [
        "visits/long.py: 401 lines > 400",
        "visits/big.py:1 big: 41 lines > 40",
        "visits/big.py:42 wide: 7 parameters > 6",
        "median file: 222.5 lines > 90",
    ]


def test_median_function_is_held():
    nine = "def f():\n" + "    x = 1\n" * 8
    assert a.too_big([a.Source("visits/a.py", nine)]) == ["median function: 9 lines > 8"]


def test_tests_are_free_of_the_budget_of_functions():
    long_test = "def test_f():\n" + "    x = 1\n" * 60
    assert a.too_big([a.Source("visits/tests/test_a.py", long_test)]) == []


@pytest.mark.parametrize(
    ("code", "tests", "said"),
    [
        (1000, 1200, ""),
        (1000, 2000, ""),
        (1000, 1100, "100 lines of tests are missing"),
        (100, 250, "50 lines of tests are too many"),
    ],
)
def test_ratio_says_how_many_lines(code, tests, said):
    assert said in a.ratio(code, tests)
    assert bool(a.ratio(code, tests)) is bool(said)


def view(request):
    return HttpResponse()


def marked(request):
    return HttpResponse()


marked.needs = "visits.see"


def test_unmarked_page_is_named():
    routes = [path("open/", marked), path("bare/<int:pk>/", view)]
    found = marks.unmarked(URLResolver(RegexPattern(r"^/"), routes))
    assert len(found) == 1
    assert "bare/<int:pk>/" in found[0]


def test_unmarked_operation_is_named():
    api = NinjaAPI(urls_namespace="marks", docs_url=None, openapi_url=None)
    api.get("/seen")(marked)
    api.post("/seen")(view)
    routes = [path("api/", api.urls)]
    found = marks.unmarked(URLResolver(RegexPattern(r"^/"), routes))
    assert len(found) == 1
    assert "api/seen" in found[0] and found[0].endswith(".view)")
