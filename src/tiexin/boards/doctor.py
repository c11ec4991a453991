"""Is this installation well? One finding for each thing that must hold, in a sentence."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from tiexin.calendars import queries as calendars
from tiexin.core.days import now
from tiexin.duties.models import Heartbeat, PlanVersion, State
from tiexin.evidence import guards
from tiexin.evidence.models import Pending
from tiexin.orgs.calendar import today
from tiexin.orgs.models import Org, OrgLink, Post, Tree, Under
from tiexin.orgs.roles import ADMIN_ROLES
from tiexin.search import verify

OLDEST = {"sqlite": (3, 35), "postgresql": (15,)}
LATE = timedelta(minutes=10)
ANNOUNCED = 11  # the month in which the State Council announces the days off of the next year
SPACE = 1 << 30  # bytes that should be free
KEYS = ("secret", "seal")
SHEET = "tiexin/dist/app.css"
Row = tuple[str, int, int, int]


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is; a finding that is only a hint does not make the installation ill."""

    what: str
    well: bool
    text: str
    hint: bool = False

    def __str__(self) -> str:
        sign = "✓" if self.well else "!" if self.hint else "✗"
        return f"{sign} {self.what}：{self.text}"


def examine() -> Iterator[Finding]:
    """Look at everything; a database that does not answer is said once."""
    found = database()
    yield found
    if found.well:
        for what, look in IN_DATABASE.items():
            yield _ask(what, look)
    yield keys()
    yield front_end()
    yield disk()


def _ask(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except DatabaseError as error:
        return Finding(what, False, f"读不出来（{type(error).__name__}），先运行 tiexin manage migrate")


def database() -> Finding:
    """The database answers and is new enough."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding("数据库", False, f"连不上（{type(error).__name__}）")
    vendor, version = connection.vendor, version_of_database()
    text = f"{connection.display_name} {'.'.join(map(str, version))}"
    oldest = OLDEST[vendor]
    well = version >= oldest
    return Finding("数据库", well, text if well else f"{text}，需要 {'.'.join(map(str, oldest))} 或更新")


def version_of_database() -> tuple[int, ...]:
    """The server's version, or the library's."""
    return connection.get_database_version()


def migrations() -> Finding:
    """Every migration is applied."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    text = f"{len(waiting)} 个没有执行，运行 tiexin manage migrate" if waiting else "都已执行"
    return Finding("迁移", not waiting, text)


def trail() -> Finding:
    """The triggers that keep the trail append-only stand."""
    missing = sorted(set(guards.names()) - guards.standing())
    text = f"缺少 {'、'.join(missing)}，运行 tiexin manage migrate 装回" if missing else "只增不改的触发器都在"
    return Finding("留痕", not missing, text)


def closure() -> Finding:
    """The table of who stands under whom says what the links say."""
    stored = set(Under.objects.values_list("tree", "ancestor_id", "org_id", "depth"))
    wrong = len(stored ^ expected_closure())
    return Finding(
        "组织树", not wrong, f"有 {wrong} 行与上下级关系不符" if wrong else f"{len(stored)} 行与上下级关系一致"
    )


def expected_closure() -> set[Row]:
    """Everything at and above every unit in each tree, from the open links alone."""
    rows: set[Row] = set()
    for tree in Tree.values:
        above = dict(OrgLink.objects.filter(tree=tree, until=None).values_list("child_id", "parent_id"))
        units = set(above) | set(above.values())
        if tree == Tree.TERRITORY:
            units |= set(Org.objects.values_list("id", flat=True))
        for unit in units:
            rows |= {(tree, node, unit, depth) for depth, node in enumerate(_way_up(unit, above))}
    return rows


def _way_up(unit: int, above: dict[int, int]) -> Iterator[int]:
    seen: set[int] = set()
    node: int | None = unit
    while node is not None and node not in seen:
        seen.add(node)
        yield node
        node = above.get(node)


def pending() -> Finding:
    """Nothing has waited long to be counted."""
    count = Pending.objects.count()
    first = Pending.objects.order_by("entry_id").values_list("entry__at", flat=True).first()
    if first is None:
        return Finding("待折算", True, "没有")
    age = now() - first
    return Finding("待折算", age < LATE, f"{count} 条，最早的已等 {_span(age)}", hint=True)


def worker() -> Finding:
    """The background process is alive."""
    at = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    if at is None:
        return Finding("后台进程", False, "没有运行过，数字不会更新；运行 tiexin worker", hint=True)
    return Finding("后台进程", _recent(at), f"{_span(now() - at)}前还在", hint=True)


def _recent(at: datetime) -> bool:
    return now() - at < LATE


def _span(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "不到一分钟"
    return f"{minutes} 分钟" if minutes < 120 else f"{minutes // 60} 小时"


def separation() -> Finding:
    """None of the three administrators holds another post."""
    held: dict[int, set[str]] = {}
    for officer, role in Post.objects.filter(until=None).values_list("officer_id", "role"):
        held.setdefault(officer, set()).add(role)
    joined = [roles for roles in held.values() if roles & set(ADMIN_ROLES) and len(roles) > 1]
    text = f"{len(joined)} 人兼任了管理岗位" if joined else "系统、安全、审计三个岗位没有兼任"
    return Finding("三员分立", not joined, text)


def plan() -> Finding:
    """A plan is in force, compiled as this version of the product words it."""
    from tiexin.duties.build import outdated  # Ibis, which takes a second to import

    live = PlanVersion.objects.filter(state=State.LIVE, plan__issuer__practice=False).count()
    if live and (old := outdated()):
        return Finding("方案", False, f"{old} 项任务的算式是旧版本编译的，请运行 tiexin gauges rebuild")
    text = f"{live} 个方案生效" if live else "没有生效的方案，运行 tiexin plan load 和 tiexin plan publish"
    return Finding("方案", live > 0, text)


def practice() -> Finding:
    """Nothing joins the practice tree and the real one: neither place nor post."""
    places = Under.objects.exclude(org__practice=F("ancestor__practice")).count()
    posts = Post.objects.exclude(officer__org__practice=F("org__practice")).count()
    wrong = places + posts
    return Finding("练习", not wrong, f"有 {wrong} 处与正式单位相连" if wrong else "与正式单位不相连")


def calendar() -> Finding:
    """This year's calendar is published; from November on the next year's, which is announced by then."""
    known, day = calendars.years(), today()
    wanted = {day.year, *([day.year + 1] if day.month >= ANNOUNCED else [])}
    missing = "、".join(f"{year}年" for year in sorted(wanted - known))
    text = f"{min(known)}至{max(known)}年已公布" if known else "一年也没有公布"
    return Finding("工作日历", not missing, f"{text}，还缺{missing}" if missing else text, hint=True)


def search() -> Finding:
    """Everything that is found has its words, and no kind of thing was left out."""
    wrong = verify.quick()
    text = f"{len(wrong)} 处不对（{wrong[0]}），运行 tiexin search rebuild" if wrong else f"{verify.count():,} 条都有词"
    return Finding("检索", not wrong, text, hint=True)


def keys() -> Finding:
    """The secrets are there and nobody else may read them."""
    wrong = [name for name in KEYS if not _private(Path(settings.HOME) / "keys" / name)]
    text = f"{'、'.join(wrong)} 不在或权限不是 600" if wrong else "都在，权限 600"
    return Finding("密钥", not wrong, text)


def _private(path: Path) -> bool:
    return path.is_file() and stat.S_IMODE(path.stat().st_mode) == 0o600


def front_end() -> Finding:
    """The styles and scripts are built."""
    built = bool(finders.find(SHEET)) or (Path(settings.STATIC_ROOT) / SHEET).is_file()
    return Finding("前端", built, "已构建" if built else "没有构建，运行 make run 或 npm run build")


def disk() -> Finding:
    """There is room left where the data lies."""
    free = shutil.disk_usage(settings.HOME).free
    return Finding("磁盘", free >= SPACE, f"剩余 {free / SPACE:.1f} GB")


IN_DATABASE: dict[str, Callable[[], Finding]] = {
    "迁移": migrations,
    "留痕": trail,
    "组织树": closure,
    "待折算": pending,
    "后台进程": worker,
    "三员分立": separation,
    "练习": practice,
    "方案": plan,
    "工作日历": calendar,
    "检索": search,
}
