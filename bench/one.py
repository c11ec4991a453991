"""Everything for one database, in the environment that `bench` prepares: `python -m bench.one [--quick | --search …]`.

Writes the figures as JSON to standard output, and what it is doing to standard error.
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import django

HOME = Path(os.environ["TIEXIN_HOME"])


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    share: int
    rounds: int
    seconds: float
    times: int


FULL, QUICK = Amount(100, 6, 2.0, 40), Amount(40, 3, 0.8, 20)


def say(line: str) -> None:
    """Say what is being done."""
    print(line, file=sys.stderr, flush=True)


def main(asked: Sequence[str]) -> None:
    """Set up, measure, print."""
    django.setup()
    warnings.filterwarnings("ignore", "No directory at")  # static files are served from the package
    from django.core.management import call_command

    from bench import finding, matters, province, registers
    from bench.grand import measure

    amount = QUICK if "--quick" in asked else FULL
    began = perf_counter()
    call_command("migrate", verbosity=0)
    if "--province" in asked:
        figures = list(measure.figures(float(asked[asked.index("--share") + 1])))
        json.dump([each.as_row() for each in figures], sys.stdout, ensure_ascii=False)
        return
    made = province.found(amount.share)
    say(f"  数据 {perf_counter() - began:.0f} 秒")
    figures = measured(made, amount)
    if "--search" in asked:
        figures = finding.figures(made.root, made.counties)
    if "--cases" in asked:
        figures = matters.figures(made, HOME, float(asked[asked.index("--share") + 1]))
    if "--registers" in asked:
        figures = registers.figures(made.root)
    json.dump([each.as_row() for each in list(figures)], sys.stdout, ensure_ascii=False)


def measured(made: Any, amount: Amount) -> Iterator[Any]:
    """Yield every figure, in an order in which none disturbs the next."""
    from bench import counts, house, pages
    from bench.client import Browser, session_of

    yield from counts.one_visit(made)
    sessions = {name: session_of(who.account) for name, who in (("author", made.author), ("leader", made.leader))}
    with ExitStack() as stack:
        port = stack.enter_context(house.product(HOME))
        author, leader = (Browser(port, sessions[name]) for name in ("author", "leader"))
        floor_port, session = stack.enter_context(house.floor(HOME))
        floor = Browser(floor_port, session)
        yield from pages.grown(made, author, leader, amount)
        yield from counts.one_drain(made, amount.times)
        yield from moving(made, (author, leader, floor), amount)


def moving(made: Any, browsers: tuple[Any, Any, Any], amount: Amount) -> Iterator[Any]:
    """Yield the figures for which visits are recorded through the web: rates, and freshness with the worker."""
    from bench import fresh, house, province, rate, visiting
    from bench.measure import Figure, at_most, middle

    author, leader, floor = browsers
    forms = visiting.forms(made)
    author.open_form(visiting.PATH)
    floor.open_form("/notes/new/")

    def visit() -> str:
        return author.post(visiting.PATH, next(forms))

    def note() -> str:
        return floor.post("/notes/new/", visiting.NOTE)

    say("  登记走访与底线，轮流")
    yield rate.figure("登记走访 recording a visit", rate.beside(visit, note, amount.rounds, amount.seconds))
    saved = [author.timed(visit()) for _ in range(amount.times)]
    yield Figure("登记后的页面 page after saving, p50", middle(saved))
    began, waiting = perf_counter(), province.waiting()
    province.settle()
    yield Figure("积压重算 folding a backlog", waiting / (perf_counter() - began), "条/秒")
    with house.worker(HOME):
        say("  看板的新鲜")
        found = fresh.delays(leader, made.root.pk, lambda n: _meet(author, next(forms), n), amount.times)
        yield at_most("看板更新 board shows it, p50", middle(found), 5, "秒")
        yield at_most("看板更新 board shows it, max", max(found), 5, "秒")
        if amount is FULL:
            rates = rate.beside(visit, note, amount.rounds // 2, amount.seconds)
            yield rate.figure("登记走访，后台同时重算 with the worker busy", rates, wanted=False)


def _meet(author: Any, form: dict[str, Any], number: int) -> None:
    """Record a visit on which somebody new was met: a number must move."""
    author.post("/visits/new/", {**form, "name": f"新人{number}", "role": "front_line"})


if __name__ == "__main__":
    main(sys.argv)
