"""The doctor: each thing that can be wrong is found and said, and only that."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tiexin.boards import doctor
from tiexin.calendars.models import CalendarYear
from tiexin.core.days import now
from tiexin.duties import actions as duties
from tiexin.duties.models import Duty, Heartbeat, Plan, PlanVersion, State
from tiexin.duties.tests import scene
from tiexin.evidence import guards
from tiexin.evidence.models import Entry, Pending
from tiexin.orgs.models import OrgLink, Post, Tree, Under
from tiexin.orgs.tests import cast
from tiexin.search import verify
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db
WHAT = [
    "数据库",
    "迁移",
    "留痕",
    "组织树",
    "待折算",
    "后台进程",
    "三员分立",
    "练习",
    "方案",
    "工作日历",
    "检索",
    "密钥",
    "前端",
    "磁盘",
]


@pytest.fixture
def home(settings, tmp_path):
    """A home with both keys, and built styles."""
    settings.HOME, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    for path in (*(tmp_path / "keys" / name for name in doctor.KEYS), settings.STATIC_ROOT / doctor.SHEET):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        path.chmod(0o600)
    return tmp_path


def test_everything_is_looked_at_in_order(home):
    assert [finding.what for finding in doctor.examine()] == WHAT


def test_lines_say_how_it_is():
    assert str(doctor.Finding("磁盘", True, "剩余 3 GB")) == "✓ 磁盘：剩余 3 GB"
    assert str(doctor.Finding("磁盘", False, "满了")) == "✗ 磁盘：满了"
    assert str(doctor.Finding("后台进程", False, "没有运行过", hint=True)) == "! 后台进程：没有运行过"


# The command


def run():
    out = StringIO()
    call_command("doctor", stdout=out)
    return out.getvalue().splitlines()


def live_plan():
    org = cast.units().province
    plan = Plan.objects.create(code="x", title="方案", issuer=org)
    first, last = date(2012, 2, 1), date(2012, 6, 30)
    return PlanVersion.objects.create(plan=plan, number=1, start=first, end=last, pack="", state=State.LIVE)


def test_a_well_installation_passes_with_a_line_each(home):
    live_plan()
    lines = run()
    assert len(lines) == len(WHAT)
    assert not [line for line in lines if line.startswith("✗")]


def test_an_ill_one_fails_and_says_how_many(home):
    with pytest.raises(CommandError, match="1 项有问题") as caught:
        run()
    assert caught.value.returncode == 1


def test_a_hint_does_not_fail(home):
    live_plan()
    assert "! 后台进程：没有运行过，数字不会更新；运行 tiexin worker" in run()


# The database


def test_database_is_reached_and_named():
    found = doctor.database()
    assert found.well
    assert connection.display_name in found.text


@pytest.mark.parametrize(("vendor", "version"), [("sqlite", (3, 34, 1)), ("postgresql", (14, 9))])
def test_an_old_database_is_named_with_what_is_needed(monkeypatch, vendor, version):
    old = SimpleNamespace(
        vendor=vendor, display_name="Old", ensure_connection=lambda: None, get_database_version=lambda: version
    )
    monkeypatch.setattr(doctor, "connection", old)
    found = doctor.database()
    assert not found.well
    assert ".".join(map(str, doctor.OLDEST[vendor])) in found.text


def test_a_dead_database_is_said_once(monkeypatch, home):
    def refuse():
        raise OperationalError("gone")

    monkeypatch.setattr(doctor, "connection", SimpleNamespace(ensure_connection=refuse))
    findings = list(doctor.examine())
    assert [finding.what for finding in findings] == ["数据库", "密钥", "前端", "磁盘"]
    assert "连不上" in findings[0].text


def test_a_table_that_is_not_there_is_a_finding():
    def look():
        raise OperationalError("no such table")

    found = doctor._ask("组织树", look)
    assert (found.well, found.what) == (False, "组织树")
    assert "migrate" in found.text


def test_unapplied_migrations_are_counted(monkeypatch):
    assert doctor.migrations().well
    plan = [object(), object()]
    graph = SimpleNamespace(graph=SimpleNamespace(leaf_nodes=list))
    executor = SimpleNamespace(loader=graph, migration_plan=lambda targets: plan)
    monkeypatch.setattr(doctor, "MigrationExecutor", lambda connection: executor)
    assert "2 个没有执行" in doctor.migrations().text


def test_a_fallen_guard_is_named():
    assert doctor.trail().well
    table = "evidence_fact"
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_delete{on}")
    found = doctor.trail()
    assert not found.well
    assert "evidence_fact_delete" in found.text
    guards.install()
    assert doctor.trail().well


# The trees


def test_a_right_closure_is_well():
    cast.units()
    assert doctor.closure().well


def test_a_lost_row_of_the_closure_is_found():
    units = cast.units()
    Under.objects.filter(ancestor=units.province, org=units.county).delete()
    found = doctor.closure()
    assert not found.well
    assert "1 行" in found.text


def test_a_row_too_many_is_found():
    units = cast.units()
    Under.objects.create(tree=Tree.TERRITORY, ancestor=units.city, org=units.other_county, depth=1)
    assert not doctor.closure().well


def test_an_ended_link_no_longer_counts():
    units = cast.units()
    OrgLink.objects.filter(tree=Tree.INDUSTRY, child=units.enterprise).update(until=date(2012, 1, 1))
    assert "行与上下级关系不符" in doctor.closure().text


def test_a_circle_of_links_ends():
    assert list(doctor._way_up(1, {1: 2, 2: 3, 3: 1})) == [1, 2, 3]


# What waits and who works


def waiting(age):
    cast.units()
    first = Entry.objects.order_by("pk").first()
    Pending.objects.exclude(entry=first).delete()
    return lambda: first.at + age


def test_nothing_waits():
    assert str(doctor.pending()) == "✓ 待折算：没有"


@pytest.mark.parametrize(
    ("minutes", "sign", "said"),
    [(0, "✓", "不到一分钟"), (5, "✓", "5 分钟"), (30, "!", "30 分钟"), (600, "!", "10 小时")],
)
def test_what_waits_is_told_with_its_age(monkeypatch, minutes, sign, said):
    monkeypatch.setattr(doctor, "now", waiting(timedelta(minutes=minutes)))
    assert str(doctor.pending()) == f"{sign} 待折算：1 条，最早的已等 {said}"


def test_a_worker_is_alive():
    duties.beat("drain")
    assert doctor.worker().well


def test_a_worker_that_fell_silent_is_a_hint():
    Heartbeat.objects.create(lane="drain", at=now() - timedelta(hours=3))
    found = doctor.worker()
    assert (found.well, found.hint) == (False, True)
    assert "3 小时" in found.text


# Posts and plans


def test_three_administrators_apart():
    units = cast.units()
    cast.people(units)
    assert doctor.separation().well


def test_an_administrator_with_another_post_is_found():
    units = cast.units()
    who = cast.people(units)["system"]
    Post.objects.create(officer=who, org=units.county, role="officer", since=date(2012, 1, 1))
    assert "1 人兼任" in doctor.separation().text


def test_an_ended_post_is_no_other_post():
    units = cast.units()
    who = cast.people(units)["audit"]
    ended = date(2012, 1, 2)
    Post.objects.create(officer=who, org=units.county, role="officer", since=date(2012, 1, 1), until=ended)
    assert doctor.separation().well


def test_a_plan_in_force_is_wanted():
    assert not doctor.plan().well
    live_plan()
    assert doctor.plan().text == "1 个方案生效"


# Files


def test_a_plan_that_another_version_compiled_is_named():
    units = cast.units()
    duty = Duty.objects.get(pk=scene.publish(units.province, scene.tally())[0].pk)
    assert doctor.plan() == doctor.Finding("方案", True, "1 个方案生效")
    Duty.objects.filter(pk=duty.pk).update(compiled_with="texts 1")
    said = "1 项任务的算式是旧版本编译的，请运行 tiexin gauges rebuild"
    assert doctor.plan() == doctor.Finding("方案", False, said)


def test_keys_that_others_may_read_are_named(home):
    assert doctor.keys().well
    (home / "keys" / "seal").chmod(0o644)
    assert doctor.keys().text == "seal 不在或权限不是 600"


def test_a_missing_key_is_named(home):
    (home / "keys" / "secret").unlink()
    assert "secret" in doctor.keys().text


def test_front_end_is_found_in_the_package_or_collected(home, monkeypatch):
    monkeypatch.setattr(doctor.finders, "find", lambda name: None)
    assert doctor.front_end().well
    (home / "static" / doctor.SHEET).unlink()
    assert not doctor.front_end().well
    monkeypatch.setattr(doctor.finders, "find", lambda name: "/somewhere/app.css")
    assert doctor.front_end().well


@pytest.mark.parametrize(("free", "well"), [(doctor.SPACE, True), (doctor.SPACE - 1, False)])
def test_disk_needs_a_gigabyte(home, monkeypatch, free, well):
    seen = []
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: seen.append(path) or SimpleNamespace(free=free))
    assert doctor.disk().well is well
    assert seen == [Path(home)]


# The calendar and the index


@pytest.mark.parametrize(
    ("day", "well", "said"),
    [
        (date(2012, 5, 10), True, "2004至2026年已公布"),
        (date(2026, 10, 31), True, "2004至2026年已公布"),
        (date(2026, 11, 1), False, "2004至2026年已公布，还缺2027年"),
        (date(2027, 1, 1), False, "2004至2026年已公布，还缺2027年"),
        (date(2027, 12, 1), False, "2004至2026年已公布，还缺2027年、2028年"),
    ],
)
def test_a_year_that_is_missing_is_named_from_november_on(day, well, said):
    cast.set_day(day)
    found = doctor.calendar()
    assert (found.well, found.text, found.hint) == (well, said, True)


def test_no_calendar_at_all():
    cast.set_day(cast.TODAY)
    CalendarYear.objects.all().delete()
    assert doctor.calendar().text == "一年也没有公布，还缺2012年"


def test_the_index_is_well_when_every_row_has_its_words():
    cast.units()
    found = doctor.search()
    assert (found.well, found.text) == (True, f"{SearchRow.objects.count():,} 条都有词")


def test_kinds_left_out_and_rows_too_many_are_said():
    units = cast.units()
    SearchRow.objects.filter(kind="org").delete()
    assert doctor.search().text == "1 处不对（单位：都没有索引），运行 tiexin search rebuild"
    SearchRow.objects.create(kind="ghost", thing_id=98, page_id=98, org=units.city, title="没有", text="没有")
    found = doctor.search()
    assert (found.well, found.hint) == (False, True)
    assert verify.quick() == ["单位：都没有索引", "ghost 98：没有这一类", "ghost 98：缺少词"]


def test_a_look_at_the_index_builds_no_row_again():
    units = cast.units()
    SearchRow.objects.filter(kind="org", thing_id=units.city.pk).update(text="别的")
    assert (verify.quick(), len(verify.differences())) == ([], 1)
