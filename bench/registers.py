"""A province's registers by workbook: 82,000 employers, then 240,000 workers, each carried to its end as a worker does.

The pauses between batches are left out of the processor's time and stand in the clock's.
"""

import resource
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from time import perf_counter, process_time, sleep
from typing import Any

from stdnum.cn import uscc

from bench.measure import Figure, at_most
from bench.province import TODAY
from tiexin.core import sheets
from tiexin.orgs.models import Org
from tiexin.registry import tasks
from tiexin.registry.actions import imports
from tiexin.registry.models import ImportRun

EMPLOYERS, WORKERS = 82_000, 240_000
EMPLOYER = ("企业名称", "信用代码", "企业类型", "行业", "职工人数")
WORKER = ("姓名", "单位", "班组")
PARTS = 4
KIB = 1024


def figures(root: Org, employers: int = EMPLOYERS, workers: int = WORKERS) -> Iterator[Figure]:
    """Import both registers; say how long each took, and how much slower the last quarter was than the first."""
    firms = ([f"银川市第{n}机械有限公司", code(n), "国有企业", "机械制造", n % 900] for n in range(employers))
    took, _, _ = carried(root, "employer", sheets.written("企业", EMPLOYER, firms))
    yield at_most(f"导入 {employers:,} 家企业 importing employers", took, 60, "秒")
    people = ([f"工{n}", code(n % employers), f"{n % 7}班"] for n in range(workers))
    took, marks, ended = carried(root, "worker", sheets.written("职工", WORKER, people))
    yield Figure(f"导入 {workers:,} 名职工 importing workers", took, "秒")
    quarters = parts(marks)
    yield at_most("最后四分之一与最初之比 last quarter of it beside the first", quarters[-1] / quarters[0], 1.2, "×")
    yield Figure("最后一步 the last step, all at once", ended, "秒")
    yield Figure("最多占用内存 most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB, "MiB")


def code(number: int) -> str:
    """Return a valid synthetic credit code, beside those of the invented province."""
    body = f"91640000{500_000_000 + number:09d}"
    return body + str(uscc.calc_check_digit(body))


def carried(root: Org, kind: str, content: bytes) -> tuple[float, list[float], float]:
    """Import a workbook: seconds, processor's time at each batch, seconds of the last step. All rows must come in."""
    upload = imports.Upload(root, kind, "名册.xlsx", content)
    run = imports.start_import(imports.take_workbook(upload, by=None, on=TODAY), by=None, on=TODAY)
    marks: list[float] = []
    clock = [0.0]

    def rest(pause: float) -> None:
        marks.append(process_time())
        sleep(pause)
        clock[0] = perf_counter()

    began = perf_counter()
    tasks.carry(run, rest)
    done = perf_counter()
    run = ImportRun.objects.get(pk=run.pk)
    print(f"  {kind}: {run.added:,} 行", file=sys.stderr, flush=True)
    if run.refused or not run.added:
        raise RuntimeError(f"名册没有全部导入 · {run.refused} rows were refused")
    return done - began, marks, done - clock[0]


def parts(marks: Sequence[float]) -> list[float]:
    """Return the processor's time of each quarter of the batches."""
    size = max(1, (len(marks) - 1) // PARTS)
    ends: list[Any] = [marks[min(n * size, len(marks) - 1)] for n in range(PARTS + 1)]
    return [max(last - first, 1e-9) for first, last in pairwise(ends)]
