"""今日 and 看板 with some rows and with four times as many: statements, milliseconds, growth."""

from collections.abc import Iterator
from typing import Any

from bench.client import Browser
from bench.counts import MOST_PAGE, one_page
from bench.measure import Figure, at_most, high, middle
from bench.province import Province

TIMES = 4


def grown(made: Province, author: Browser, leader: Browser, amount: Any) -> Iterator[Figure]:
    """Measure, let the province grow, measure again."""
    shown = {
        "今日 today": (made.author, author, "/"),
        "看板 board": (made.leader, leader, f"/board/{made.root.pk}/"),
    }
    small = {name: measured(*who, amount.times) for name, who in shown.items()}
    made.grow((TIMES - 1) * len(made.employers))
    large = {name: measured(*who, amount.times) for name, who in shown.items()}
    for name in shown:
        (few, fast, _), (many, slow, tail) = small[name], large[name]
        yield at_most(f"{name}, 语句 statements", few, MOST_PAGE, "SQL")
        yield at_most(f"{name}, 语句，{TIMES} 倍数据 with {TIMES} × the rows", many, MOST_PAGE, "SQL")
        yield Figure(f"{name}, p50", fast)
        yield Figure(f"{name}, p50，{TIMES} 倍数据", slow, floor=fast, ratio=slow / fast)
        yield Figure(f"{name}, p95，{TIMES} 倍数据", tail)


def measured(who: Any, browser: Browser, path: str, times: int) -> tuple[int, float, float]:
    """Return a page's statements, and the median and 95th percentile of its milliseconds."""
    browser.get(path)
    spent = [browser.timed(path) for _ in range(times)]
    return one_page(who, path), middle(spent), high(spent)
