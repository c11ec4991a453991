"""The real worker, killed with SIGKILL at random moments while people work: nothing is lost or counted twice.

The worker is a process of its own on a database of its own, which the test writes to as the pages do. The moments
come from a seed, but where exactly a kill falls differs from run to run: wherever it falls, the end is the same.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import psycopg
import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connections
from django.db.utils import ConnectionHandler

from tiexin.boards.tests import world
from tiexin.config import database
from tiexin.duties import worker
from tiexin.duties.models import Duty, Gauge, Heartbeat, PlanVersion, Slice, State
from tiexin.evidence.models import Pending
from tiexin.orgs.tests import cast as c
from tiexin.plans import actions
from tiexin.plans.tests import small
from tiexin.visits.actions import void_visit
from tiexin.visits.models import Talk, Visit

SEED = 1949
KILLS = int(os.environ.get("TIEXIN_KILLS", "6"))  # 200 once in a while: `make test ARGS=tests/test_worker.py`
pytestmark = pytest.mark.house
PATIENCE = 180 + 4 * KILLS  # seconds until something must be wrong, on the slowest machine: every kill leaves work
FIRST = date(2012, 3, 1)
READY = "后台进程已启动\n"
Process = subprocess.Popen[str]


class House:
    """A home with its database, the people at work in it, and its worker."""

    def __init__(self, home: Path, address: str) -> None:
        self.home, self.rng = home, Random(SEED)
        self.environment = {
            **os.environ,
            "TIEXIN_HOME": str(home),
            "TIEXIN_DATABASE": address,
            "DJANGO_SETTINGS_MODULE": "tiexin.config.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        self.units = c.units()
        homes = (self.units.province, self.units.city, self.units.county, self.units.other_county)
        self.officers = [c.officer(f"干部{number}", org) for number, org in enumerate(homes * 2)]
        self.employers = [c.employer(org, f"企业{number}") for number, org in enumerate(homes * 3)]

    @contextlib.contextmanager
    def worker(self) -> Iterator[Process]:
        """Start the worker, while people go on; it is there when it has said so, and gone at the end."""
        line, log = [sys.executable, "-m", "tiexin", "worker"], self.home / "worker.log"
        with (
            log.open("a") as errors,
            subprocess.Popen(line, env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
        ):
            try:
                for _ in range(10):
                    self.work()
                assert process.stdout is not None
                assert process.stdout.readline() == READY, log.read_text()
                yield process
            finally:
                process.kill()

    def work(self) -> None:
        """Do one thing that moves numbers: mostly a visit, now and then a void or a new colleague."""
        rng, what = self.rng, self.rng.random()
        valid = list(Visit.objects.filter(voided=None).order_by("id")) if what < 0.15 else []
        if valid:
            visit = rng.choice(valid)
            void_visit(visit, "记错了", by=visit.author, on=c.TODAY)
        elif what < 0.2:
            self.officers.append(c.officer("新来的干部", self.units.county))
        else:
            met = [f"职工{number}" for number in range(rng.randint(1, 6))]
            problems = [("urgent", "工资拖欠")] * rng.randint(0, 1)
            on = FIRST + timedelta(rng.randrange(60))
            world.visit(rng.choice(self.officers), rng.choice(self.employers), on, met=met, problems=problems)

    def start_publishing(self, *codes: str) -> PlanVersion:
        """Start to publish a plan with these duties; it takes a worker to finish it."""
        duties = {**small.BELOW, **small.OWN}
        text = small.text(*(duties[code] for code in codes), code="-".join(codes).lower())
        return actions.start_publishing(small.draft(text, self.units.province), by=None, on=c.TODAY)

    def settle(self) -> None:
        """Let a worker that nobody disturbs finish everything, and end it in good order."""
        with self.worker() as process:
            until(process, lambda: not publishing() and not Pending.objects.exists())  # going live writes an entry, too
            process.terminate()
            assert process.wait(PATIENCE) == 0
        assert Pending.objects.count() == 0  # before `verify`, which folds what waits

    def verify(self) -> tuple[int, str]:
        """Run `tiexin gauges verify`; return its exit code and its words."""
        line = [sys.executable, "-m", "tiexin", "gauges", "verify"]
        done = subprocess.run(line, env=self.environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout


def publishing() -> bool:
    return PlanVersion.objects.filter(state=State.PUBLISHING).exists()


def until(process: Process, done: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait as long as the worker lives and there is patience; it has the processor for most of the time."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert process.poll() is None, f"the worker ended with {process.returncode}"
        assert time.monotonic() < end, "the worker does not get on"
        meanwhile()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)


@contextlib.contextmanager
def own_database(home: Path) -> Iterator[str]:
    """Yield the TIEXIN_DATABASE of a database that nobody else uses and that is gone afterwards."""
    usual = os.environ.get("TIEXIN_DATABASE", "")
    if not usual.startswith("postgres"):
        yield f"sqlite:///{home}/tiexin.sqlite3"
        return
    with psycopg.connect(usual, autocommit=True) as server:
        server.execute("CREATE DATABASE tiexin_worker")
        try:
            yield usual.replace("/tiexin?", "/tiexin_worker?")
        finally:
            server.execute("DROP DATABASE tiexin_worker WITH (FORCE)")


@contextlib.contextmanager
def connected(address: str, home: Path) -> Iterator[None]:
    """Let this process write to that database instead of the tests'."""
    settings = database.parse(address, home)
    settings["OPTIONS"].pop("pool", None)  # pools are shared by alias, and the tests' database has this one's
    usual, mine = connections["default"], ConnectionHandler({"default": settings})["default"]
    connections["default"] = mine
    try:
        yield
    finally:
        mine.close()
        connections["default"] = usual


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house")
    with own_database(home) as address, django_db_blocker.unblock(), connected(address, home):
        call_command("migrate", verbosity=0)
        yield House(home, address)


def test_a_worker_killed_again_and_again_loses_nothing_and_counts_nothing_twice(house: House) -> None:
    version = house.start_publishing("C1", "C2", "C4", "C6")
    house.settle()
    moments = Random(SEED)
    for _ in range(KILLS):
        with house.worker() as process:
            threading.Timer(moments.uniform(0, 0.5), process.kill).start()
            while process.poll() is None:
                house.work()
        assert process.returncode == -signal.SIGKILL
    house.settle()
    assert house.verify() == (0, "全部一致\n")
    visits = Visit.objects.filter(voided=None)
    assert number(version, "C1") == visits.values("employer").distinct().count()
    assert number(version, "C2") == Talk.objects.filter(visit__in=visits).values("worker").distinct().count()


def number(version: PlanVersion, code: str) -> int:
    """The province's number in one clause."""
    return Gauge.objects.get(term__duty__clause__version=version, term__duty__clause__code=code).value


def test_a_publication_killed_again_and_again_is_finished(house: House) -> None:
    version = house.start_publishing("C3", "C5", "C7", "C9", "C10")
    interrupted = 0
    for stop in sorted(Random(SEED).sample(range(1, 14), 3)):
        with house.worker() as process:
            until(process, lambda stop=stop: steps(version) >= stop or not publishing(), meanwhile=house.work)
            process.kill()
        assert process.returncode == -signal.SIGKILL
        interrupted += publishing()
        grow_old()
    assert interrupted > 0
    house.settle()
    version.refresh_from_db()
    assert (version.state, version.progress, version.error) == (State.LIVE, 100, "")
    assert house.verify() == (0, "全部一致\n")


def steps(version: PlanVersion) -> int:
    """How much of a publication is done: duties compiled, slices filled, gauges filled."""
    duties = Duty.objects.filter(clause__version=version)
    slices = Slice.objects.filter(terms__duty__in=duties, live=True).distinct()
    return duties.exclude(sql_all="").count() + slices.count() + duties.filter(built=True).count()


def grow_old() -> None:
    """Let the heartbeats of the dead be long ago: only then are their jobs taken over."""
    Heartbeat.objects.update(at=c.now() - timedelta(minutes=5))


# ── lanes ───────────────────────────────────────────────────────────────────────────────────────────────


class Patient(threading.Event):
    """An event of which one need not wait: it notes how long it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout)
        return self.is_set()


def test_a_lane_waits_for_a_lost_database_and_goes_on() -> None:
    stop, answers = Patient(), iter([InterfaceError("gone"), OperationalError("locked"), None])

    def step() -> float:
        if problem := next(answers):
            raise problem
        stop.set()
        return 0.25

    lane = worker.Lane("drain", step, stop)
    lane.start()
    lane.join(PATIENCE)
    assert stop.pauses == [1.0, 1.0, 0.25]


class Still:
    """Jobs of which there are none."""

    id = "jobs"

    def __call__(self) -> float:
        return 0.01


def test_a_lane_that_breaks_ends_the_whole_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> float:
        raise ZeroDivisionError

    stop = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda args: None)  # the traceback is for the log
    monkeypatch.setattr(worker, "Drain", lambda: broken)
    monkeypatch.setattr(worker, "Jobs", Still)
    monkeypatch.setattr(worker, "_beat", lambda lane: 0.01)
    monkeypatch.setattr(worker, "WATCH", 0.01)
    with pytest.raises(SystemExit) as caught:
        worker.run(stop)
    assert (caught.value.code, stop.is_set()) == (1, True)
