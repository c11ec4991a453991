"""The background process: lanes that drain pending entries, run jobs, send messages. Killed anywhere, it resumes."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as JobRunner
from django_tasks_db.models import DBTaskResult

from tiexin.core.days import moment
from tiexin.duties import actions, fold, weeks
from tiexin.duties import run as texts
from tiexin.orgs.calendar import today
from tiexin.outbox import post

logger = logging.getLogger("tiexin.worker")
IDLE = 0.25  # seconds between looks when nothing waits
HOLD = {"sqlite": 0.02, "postgresql": 0.5}  # seconds that a batch may hold the lock
FIRST = 8  # entries of the first batch
REST = 0.05  # least pause between batches, so that web writes get their turn on SQLite
BEAT = 2.0
TIDY = 1.0
MINUTE = 60.0
SIZES = 3600.0  # between looks at how many rows there are: a table that was empty this morning may be long by noon
WATCH = 1.0
PATIENCE = 300  # failures in a row, a second apart, before a lane gives up
DEAD_AFTER = timedelta(seconds=30)


RESUMERS: list[Callable[[], None]] = []  # what rooms above do to take up work whose job was lost
DAILY: list[Callable[[date], object]] = []  # what rooms above do once a day and at start
OFTEN: list[Callable[[datetime], object]] = []  # and about once a minute, at a moment of the installation's day


class Pace:
    """How many entries are folded at once: as many as let the lock go after `HOLD` seconds.

    On SQLite whoever saves a page waits for it; on PostgreSQL nobody does, and a batch may take longer.
    """

    def __init__(self, hold: float) -> None:
        self.hold = hold
        self.size = FIRST

    def learn(self, taken: int, held: float) -> None:
        """Take fewer next time when it took too long, more when there was time left."""
        fits = int(max(1, taken) * self.hold / max(held, 1e-4))
        if held > self.hold:
            self.size = max(1, min(self.size - 1, fits))
        elif taken == self.size:
            self.size = max(self.size, min(fold.BATCH, 2 * self.size, fits))


def drain_once(pace: Pace | None = None) -> float:
    """Fold one batch; return how long to pause: twice as long as the lock was held, idle when nothing waited."""
    taken, held = fold.batch(pace.size if pace else fold.BATCH)
    if not taken:
        return IDLE
    if pace:
        pace.learn(taken, held)
    return max(REST, 2 * held)


def new_day(last: date | None, day: date) -> date:
    """Do what is done once a day and at start: number the days to come, close periods whose time is over."""
    if day != last:
        texts.know_sizes()
        if actions.ensure_days(day.year, day.year + 1):
            from tiexin.duties import build  # compiles nothing, but brings Ibis with it

            build.judge_anew()
        actions.close_periods(day)
        for do in DAILY:
            do(day)
    return day


def new_minute(now: datetime) -> None:
    """Do what is done about once a minute."""
    for do in OFTEN:
        do(now)


def requeue_orphans(own: str = "") -> int:
    """Give back the jobs that a dead worker held; jobs keep their own checkpoints, so running again is safe.

    A lane asks between two jobs: one that still runs under its `own` id was lost with the database connection.
    """
    alive = actions.alive_since(timezone.now() - DEAD_AFTER) - {own}
    orphans = [
        job
        for job in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        if not job.worker_ids or job.worker_ids[-1] not in alive
    ]
    return actions.requeue([job.pk for job in orphans])


class Lane(threading.Thread):
    """One lane: its step again and again until told to stop; a locked or lost database is waited for.

    What does not pass by itself (a table that is not there) must not look like waiting: after `PATIENCE` failures
    in a row the lane breaks, and with it the process.
    """

    def __init__(self, name: str, step: Callable[[], float], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.step = step
        self.stop_event = stop

    def run(self) -> None:
        """Loop: step, pause as long as the step says."""
        failed = 0
        while not self.stop_event.is_set():
            try:
                pause, failed = self.step(), 0
            except (OperationalError, InterfaceError) as error:
                failed, pause = failed + 1, 1.0
                if failed > PATIENCE:
                    logger.error("%s: 数据库一直不可用；如果刚升级过，请先运行 tiexin manage migrate", self.name)
                    raise
                logger.warning("%s: 数据库暂不可用，稍后再试 (%s)", self.name, str(error).partition("\n")[0])
            close_old_connections()
            self.stop_event.wait(pause)


class Drain:
    """Step of the drain lane, with its heartbeat."""

    def __init__(self) -> None:
        self.beaten = 0.0
        self.tidied = 0.0
        self.minute = -MINUTE
        self.sized = time.monotonic()
        self.idle = False
        self.day: date | None = None
        self.pace = Pace(HOLD[connection.vendor])

    def __call__(self) -> float:
        """Fold a batch and say so; the numbers are fresh only as of a moment at which nothing waited."""
        self.day = new_day(self.day, today())
        if time.monotonic() - self.minute > MINUTE:
            self.minute = time.monotonic()
            new_minute(moment(self.day))
        began, pause = timezone.now(), drain_once(self.pace)
        idle = pause == IDLE
        if time.monotonic() - self.beaten > BEAT or idle != self.idle:
            actions.beat("drain", drained=began if idle else None)
            self.beaten, self.idle = time.monotonic(), idle
        if time.monotonic() - self.tidied > TIDY:
            texts.tidy()
            self.tidied = time.monotonic()
        if time.monotonic() - self.sized > SIZES:
            texts.know_sizes()
            self.sized = time.monotonic()
        return pause


class Jobs:
    """Step of the jobs lane: beat, take back what the dead held, run what is ready."""

    def __init__(self) -> None:
        self.id = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.looked = 0.0
        self.weeks: date | None = None  # the day on which no week was left to count

    def __call__(self) -> float:
        """Run every ready job, else count a week that is due, then rest."""
        if time.monotonic() - self.looked > BEAT:
            actions.beat(self.id)
            requeue_orphans(self.id)
            for resume in RESUMERS:
                resume()
            self.looked = time.monotonic()
        if DBTaskResult.objects.ready().exists():
            self.runner().run()
        elif self.weeks != (day := today()) and not weeks.fill_next(day):
            self.weeks = day
        return 1.0

    def runner(self) -> JobRunner:
        """The library's own runner, told to stop when nothing is ready."""
        return JobRunner(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.id,
            excluded_queue_names=[],
        )


def run(stop: threading.Event) -> None:
    """Run the lanes until `stop`; a long job keeps its own heartbeat through a third thread.

    A lane that breaks ends the process (it is then started anew): half a worker would look alive.
    """
    jobs = Jobs()
    beat = Lane("beat", lambda: _beat(jobs.id), stop)
    posts = [Lane(name, step, stop) for name, step in post.lanes().items()]  # of their own: a gateway may let one wait
    lanes = [Lane("drain", Drain(), stop), Lane("jobs", jobs, stop), *posts, beat]
    for lane in lanes:
        lane.start()
    while not stop.wait(WATCH) and all(lane.is_alive() for lane in lanes):
        pass
    broken = [] if stop.is_set() else [lane.name for lane in lanes if not lane.is_alive()]
    stop.set()
    for lane in lanes:
        lane.join(timeout=10)
    if broken:
        logger.error("%s: 出错停止，后台进程退出", "、".join(broken))
        raise SystemExit(1)


def _beat(lane: str) -> float:
    actions.beat(lane)
    return 5.0
