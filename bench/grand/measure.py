"""The province measured: making it, publishing three plans, counting everything anew, folding a visit, its pages."""

import resource
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.db import connection

from bench.counts import MOST_PAGE, browser, one_page
from bench.grand.make import MIX, TODAY, make
from bench.grand.shape import Shape
from bench.measure import Figure, at_most, high, middle
from tiexin.duties import build, fold, verify
from tiexin.duties.models import Gauge
from tiexin.orgs.models import Officer, Org
from tiexin.plans import actions as plans
from tiexin.plans import tasks
from tiexin.plans.actions import NewVersion
from tiexin.plans.reading import read_pack
from tiexin.registry.models import Employer, Worker
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewVisit

PACKS = (("ningxia-f2f", 2012), ("province-f2f", 2012), ("recuperation", 2007))
KIB, TIMES = 1024, 60
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
    folds = [folded(shape, number) for number in range(TIMES)]
    yield Figure("重算一次走访 folding one visit, p50", middle(folds))
    yield at_most("重算一次走访 folding one visit, p95", high(folds), 5)
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


def folded(shape: Shape, number: int) -> float:
    """Record a visit to four workers, fold it, and return the milliseconds of the folding."""
    employer = Employer.objects.select_related("org").get(pk=1 + number * MIX % shape.employers)
    author = Officer.objects.select_related("org").get(pk=1 + number * MIX % shape.officers)
    known = list(Worker.objects.filter(employer=employer).order_by("pk")[:4])
    new = NewVisit(author, employer, TODAY, ["seminar"], known=known)
    visits.record_visit(new, by=author, on=TODAY)
    return 1000 * timed(fold.drain)


def pages(shape: Shape) -> Iterator[Figure]:
    """The board of the province and of a county, and the lists: statements and milliseconds."""
    client = browser(Officer.objects.get(pk=1))
    paths = {
        "看板 board": "/board/2/",
        "县看板 county's board": f"/board/{shape.first_county}/",
        "今日 today": "/",
        "企业 employers": "/employers/",
        "职工 workers": "/workers/",
        "走访 visits": "/visits/",
        "组织 units": "/orgs/",
    }
    for name, path in paths.items():
        yield at_most(f"{name}, 语句 statements", one_page(Officer.objects.get(pk=1), path), MOST_PAGE, "SQL")
        spent = [1000 * timed(lambda path=path: client.get(path)) for _ in range(TIMES // 2)]
        yield at_most(f"{name}, p95", high(spent), 100)


def clean() -> list[str]:
    """What a recount finds wrong."""
    return verify.differences()


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)
