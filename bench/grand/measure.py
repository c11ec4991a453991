"""The province measured: making it, publishing three plans, counting everything anew, folding a visit, its pages."""

import gc
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any

from django.db import connection

from bench.counts import MOST_PAGE, browser, one_page
from bench.grand.make import MIX, TODAY, make
from bench.grand.shape import Shape
from bench.measure import Figure, at_most, high, middle, statements
from tiexin.duties import build, fold, verify
from tiexin.duties.models import Gauge
from tiexin.evidence.models import Pending
from tiexin.orgs.models import Officer, Org
from tiexin.plans import actions as plans
from tiexin.plans import tasks
from tiexin.plans.actions import NewVersion
from tiexin.plans.reading import read_pack
from tiexin.registry.models import Employer, Worker
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewVisit

PACKS = (("ningxia-f2f", 2012), ("province-f2f", 2012), ("recuperation", 2007))
KIB, TIMES, TOGETHER = 1024, 60, 20
SAVED, PATIENCE = 400, 120
PATHS = {
    "看板 board": "/board/2/",
    "县看板 county's board": "/board/{county}/",
    "今日 today": "/",
    "企业 employers": "/employers/",
    "职工 workers": "/workers/",
    "走访 visits": "/visits/",
    "组织 units": "/orgs/",
}
MOST_SECONDS = {"sqlite": 600, "postgresql": 300}


def figures(share: float, *, recount: bool = True) -> Iterator[Figure]:
    """Make a province of this share, and measure it."""
    shape = Shape(share)
    _say(f"{shape.units:,} 个单位，{shape.officers:,} 名干部，{shape.facts:,} 条佐证")
    took = timed(lambda: make(shape))
    yield at_most(f"造一个省 making a province of {shape.facts:,} facts", took, 180, "秒")
    for name, year in PACKS:
        yield Figure(f"发布 publishing {name}", timed(lambda name=name, year=year: publish(name, year)), "秒")
    _say(f"{Gauge.objects.count():,} 个指标")
    if recount:
        limit = MOST_SECONDS[connection.vendor]
        yield at_most("全部重建 rebuilding every number", timed(build.rebuild), limit, "秒")
        yield at_most("最多占用内存 most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB, 1024, "MiB")
    gc.collect()
    gc.freeze()  # as the server does
    yield from folding(shape)
    yield from together(shape)
    yield from pages(shape)


def timed(call: Any) -> float:
    """Seconds that a call takes."""
    began = perf_counter()
    call()
    return perf_counter() - began


def publish(name: str, year: int) -> None:
    """Put a plan that ships in force for the whole province."""
    root, leader = Org.objects.get(pk=2), Officer.objects.get(pk=1)
    pack = read_pack(name, year, None)
    version = plans.load_plan(NewVersion(pack.loaded, pack.text, root), by=leader, on=TODAY)
    plans.start_publishing(version, by=leader, on=TODAY)
    tasks.publish_version.call(version.pk)
    _say(f"{name} 已生效")


def recorded(shape: Shape, number: int) -> float:
    """Record a visit to four workers; return the milliseconds that it took."""
    employer = Employer.objects.select_related("org").get(pk=1 + number * MIX % shape.employers)
    author = Officer.objects.select_related("org").get(pk=1 + number * MIX % shape.officers)
    known = list(Worker.objects.filter(employer=employer).order_by("pk")[:4])
    new = NewVisit(author, employer, TODAY, ["seminar"], known=known)
    return 1000 * timed(lambda: visits.record_visit(new, by=author, on=TODAY))


def folded(shape: Shape, number: int) -> float:
    """Record a visit, fold it, and return the milliseconds for which the numbers were locked."""
    recorded(shape, number)
    return 1000 * fold.batch(1)[1]


def folding(shape: Shape) -> Iterator[Figure]:
    """One visit folded alone, and how long each takes among others."""
    alone = [folded(shape, number) for number in range(2 * TIMES)][TIMES // 2 :]
    yield Figure("重算一次走访 folding one visit alone, p50", middle(alone))
    yield at_most("重算一次走访 folding one visit alone, p95", high(alone), 5)
    many = []
    for first in range(1000, 1000 + 10 * TOGETHER, TOGETHER):
        for number in range(first, first + TOGETHER):
            recorded(shape, number)
        many.append(1000 * fold.batch(TOGETHER)[1] / TOGETHER)
    yield at_most(f"其中每次 each of {TOGETHER} folded together, p95", high(many), 5)
    statement_count = len(statements(lambda: folded(shape, 5000)))
    yield Figure("语句 statements to record and fold a visit", statement_count, "SQL")


class Waits:
    """How long saved visits wait until every number above them has moved."""

    def __init__(self) -> None:
        self.since: dict[int, float] = {}  # entry → when it was first seen waiting
        self.longest = 0.0

    def look(self) -> int:
        """See which entries wait now; return how many."""
        now, waiting = perf_counter(), set(Pending.objects.values_list("entry", flat=True))
        gone = [self.since.pop(entry) for entry in self.since.keys() - waiting]
        self.longest = max([self.longest, *(now - began for began in gone)])
        self.since = {entry: self.since.get(entry, now) for entry in waiting}
        return len(waiting)


LOADS = (("一个接一个 one after the other", 0.0), ("每秒十次 ten a second", 1 / 10))


def together(shape: Shape) -> Iterator[Figure]:
    """People save visits while a worker of its own process folds them.

    A province records one visit a second in the hours of work; its board must be fresh at ten times that, while one
    after the other only shows how long those who save must wait.
    """
    for number, (name, pause) in enumerate(LOADS):
        yield from _loaded(shape, name, pause, 6000 + 1000 * number)


def _loaded(shape: Shape, name: str, pause: float, first: int) -> Iterator[Figure]:
    line = [sys.executable, "-m", "tiexin", "worker"]
    with subprocess.Popen(line, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        waits = Waits()
        spent = []
        for number in range(SAVED):
            spent.append(recorded(shape, first + number))
            waits.look()
            sleep(max(0.0, pause - spent[-1] / 1000))
        began = perf_counter()
        while waits.look() and perf_counter() - began < PATIENCE:
            sleep(0.05)
        yield Figure(f"{name}：后台跟上 the worker has caught up after", perf_counter() - began, "秒")
        worker.terminate()
    late = f"{name}：看板落后最多 longest from saving to the numbers above"
    yield at_most(late, waits.longest, 5, "秒") if pause else Figure(late, waits.longest, "秒")
    yield Figure(f"{name}：保存走访 saving a visit, p50", middle(spent))
    yield at_most(f"{name}：保存走访 saving a visit, p99", quantiles(spent, n=100, method="inclusive")[-1], 50)


def pages(shape: Shape) -> Iterator[Figure]:
    """The board of the province and of a county, and the lists: statements and milliseconds."""
    connection.close()  # the server's live for a minute; a new one knows what was last counted of the tables
    client = browser(Officer.objects.get(pk=1))
    for name, path in ((name, path.format(county=shape.first_county)) for name, path in PATHS.items()):
        yield at_most(f"{name}, 语句 statements", one_page(Officer.objects.get(pk=1), path), MOST_PAGE, "SQL")
        spent = [1000 * timed(lambda path=path: client.get(path)) for _ in range(TIMES // 2)]
        yield at_most(f"{name}, p95", high(spent), 100)


def clean() -> list[str]:
    """What a recount finds wrong."""
    return verify.differences()


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)
