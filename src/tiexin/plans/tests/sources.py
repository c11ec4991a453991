"""The texts of the source, which the product does not carry: a test that needs one is skipped without it."""

import csv
import os
import re
from pathlib import Path

import pytest

SOURCES = Path(os.environ.get("TIEXIN_SOURCES", Path(__file__).parents[5] / "shared" / "domain"))
NAMED = {"C179", "C180", "C183", "C185", "C186", "C187", "C188", "C189"}


def source(name: str) -> Path:
    """A text of the source."""
    path = SOURCES / name
    if not path.is_file():
        pytest.skip(f"no {name}")
    return path


def rows(parts: str = "ABCD") -> list[dict[str, str]]:
    """The inventory of clauses, of some parts of the source."""
    with source("clauses.tsv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["part"] in parts]


def people() -> set[str]:
    """The persons whom the source names."""
    found = set()
    for row in rows("CD"):
        if row["id"] in NAMED:
            said = row["quote"].rpartition(":")[2] + "、" + row["meaning"].rpartition(":")[2] + "、" + row["who"]
            found |= {name for name in re.findall(r"[\u4e00-\u9fff]{2,3}", said.replace("(兼)", "")) if _person(name)}
        found |= set(re.findall(r"leader ([\u4e00-\u9fff]{2,3})", row["meaning"]))
    return found


def _person(name: str) -> bool:
    return not name.endswith(("组", "长", "室"))
