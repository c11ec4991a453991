"""The whole suite in one pytest session with one summary: `python -m tests.suite [pytest's options]`.

Two processes run side by side, one on SQLite and one on a temporary PostgreSQL. What the database decides runs in
both, what it does not decide in one of the two (see `spread.py`; `TIEXIN_EVERY_TEST=1` runs all of it in both). The
browser's come last. Without PostgreSQL everything runs on SQLite, and the summary says so.
"""

import os
import subprocess
import sys
from contextlib import ExitStack

from tests import postgres


def main(options: list[str]) -> int:
    """Run the suite on every database there is; return pytest's exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "TIEXIN_DATABASE"}
    workers = ["sqlite"]
    with ExitStack() as stack:
        try:
            environment["TIEXIN_TEST_POSTGRES"] = stack.enter_context(postgres.temporary())
            workers.append("postgres")
        except postgres.Unavailable as problem:
            environment["TIEXIN_TEST_NO_POSTGRES"] = str(problem)
        return subprocess.call(command(workers, options), env=environment)


def command(workers: list[str], options: list[str]) -> list[str]:
    """Return pytest's command line; the name of a worker is the name of its database."""
    spread = [f"--tx=popen//id={worker}" for worker in workers]
    return [sys.executable, "-m", "pytest", "-rfEs", "--dist=each", *spread, *options]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
