"""How long after the answer to a saved visit the region's board shows it, with the worker running."""

import json
from collections.abc import Callable
from time import perf_counter, sleep
from typing import Any

from bench.client import Browser

LOOK = 0.03
PATIENCE = 30.0


def board(leader: Browser, node: int) -> list[Any]:
    """Return every promise's numbers at a unit."""
    promises = json.loads(leader.get(f"/api/board/{node}"))["promises"]
    return [(each["clause"], each["title"], each["met"], each["value"], each["distinct"]) for each in promises]


def still(leader: Browser, node: int) -> list[Any]:
    """Wait until the board no longer moves, and return it."""
    before, shown = None, board(leader, node)
    while shown != before:
        sleep(1)
        before, shown = shown, board(leader, node)
    return shown


def delays(leader: Browser, node: int, send: Callable[[int], object], times: int) -> list[float]:
    """Record visits one by one; return the seconds from each answer to the board's new number."""
    found, shown = [], still(leader, node)
    for number in range(times):
        send(number)
        began = perf_counter()
        while (now := board(leader, node)) == shown:
            if perf_counter() - began > PATIENCE:
                raise RuntimeError("看板没有变 · the board did not move")
            sleep(LOOK)
        found.append(perf_counter() - began)
        shown = now
    return found
