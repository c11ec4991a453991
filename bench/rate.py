"""How often a second a visit can be recorded, beside the floor, in turns."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

from bench.measure import Figure

LEAST = 0.5
Send = Callable[[], object]


def beside(product: Send, floor: Send, rounds: int, seconds: float) -> tuple[float, float, float]:
    """Return the medians of both rates and of the ratio, over rounds of product, floor, product, floor …"""
    for send in (product, floor):
        rate(send, seconds / 2)  # warm up
    pairs = [(rate(product, seconds), rate(floor, seconds)) for _ in range(rounds)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)


def rate(send: Send, seconds: float) -> float:
    """Send one after another for a while; return how many a second were answered."""
    began, done = perf_counter(), 0
    while (spent := perf_counter() - began) < seconds:
        send()
        done += 1
    return done / spent


def figure(name: str, rates: tuple[float, float, float], *, wanted: bool = True) -> Figure:
    """Return the line of the table."""
    ours, theirs, ratio = rates
    target = f"≥ {LEAST} × 底线" if wanted else ""
    return Figure(name, ours, "次/秒", theirs, ratio, target, short=wanted and ratio < LEAST)
