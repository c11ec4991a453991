"""`python -m bench [--quick | --search | --registers | --cases | --province]`: an installation on each database.

Timings never fail a run; a count of statements beyond its target does (exit 1).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests import postgres

from bench import house, table

ROOT = Path(__file__).parents[1]


def main(argv: list[str]) -> int:
    """Measure on every database there is."""
    options = parser().parse_args(argv)
    found: dict[str, list[dict[str, Any]]] = {}
    for name, given in (("SQLite", sqlite()), ("PostgreSQL", postgresql())):
        try:
            with given as environment:
                print(f"{name} …", file=sys.stderr, flush=True)
                found[name] = figures(environment, options)
        except postgres.Unavailable as missing:
            print(missing, file=sys.stderr)
    print(table.of(found))
    return int(any(row["short"] and row["hard"] for rows in found.values() for row in rows))


def parser() -> argparse.ArgumentParser:
    """Describe the options."""
    made = argparse.ArgumentParser("python -m bench", description="性能测试：临时安装，SQLite 和 PostgreSQL。")
    made.add_argument("--quick", action="store_true", help="一分钟之内：数据少，每项测得少")
    made.add_argument("--search", action="store_true", help="只测检索：每个数据库二十万条，要几分钟")
    made.add_argument("--registers", action="store_true", help="只测导入名册：八万家企业、二十四万名职工，要十几分钟")
    made.add_argument("--cases", action="store_true", help="只测诉求：PostgreSQL 一百万件，SQLite 二十万件，要十几分钟")
    made.add_argument("--province", action="store_true", help="只测一个省：八万个单位、六百多万条佐证，要一个多小时")
    made.add_argument("--share", default="100", help="百分之几（配合 --province、--cases）")
    return made


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    """An installation in a file."""
    with tempfile.TemporaryDirectory(prefix="tiexin-bench-") as home:
        yield environment(home, "", "")


@contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    """An installation on the server that TIEXIN_DATABASE names, in databases of its own, else on a temporary one."""
    given = os.environ.get("TIEXIN_DATABASE", "")
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="tiexin-bench-"))
        address = given if given.startswith("postgres") else stack.enter_context(postgres.temporary())
        yield environment(home, *stack.enter_context(house.databases(address)))


def environment(home: str, product: str, floor: str) -> dict[str, str]:
    """Return the environment of everything that belongs to one installation."""
    paths = [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    own = {
        "TIEXIN_HOME": home,
        "TIEXIN_DATABASE": product,
        "BENCH_FLOOR_DATABASE": floor,
        "DJANGO_SETTINGS_MODULE": "tiexin.config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    return {name: text for name, text in os.environ.items() if not name.startswith("TIEXIN_")} | own


def figures(given: dict[str, str], options: argparse.Namespace) -> list[dict[str, Any]]:
    """Run the measurements in a process of their own, whose environment is that installation's."""
    asked = [f"--{name}" for name in ("quick", "search", "registers", "cases", "province") if getattr(options, name)]
    asked += ["--share", options.share] if options.province or options.cases else []
    line = [sys.executable, "-m", "bench.one", *asked]
    done = subprocess.run(line, env=given, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
