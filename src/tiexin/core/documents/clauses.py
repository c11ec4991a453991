"""The clauses of the source by their ids: what a plan pack, a service or any other document may cite."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).parent / "data" / "clauses.tsv"


@dataclass(frozen=True)
class Listed:
    """One clause of the inventory: the part of the source it stands in, its kind there, how exact it is."""

    id: str
    part: str
    kind: str
    grade: str


def clauses() -> list[Listed]:
    """Read the inventory: id, part, kind and grade of every clause of the source."""
    with LIST.open(encoding="utf-8") as file:
        return [Listed(**row) for row in csv.DictReader(file, delimiter="\t")]
