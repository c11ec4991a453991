"""What activities are about, read from the product's own data: a topic, the clause behind it, the task it serves."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data" / "topics.yaml"


@dataclass(frozen=True)
class Topic:
    """One topic; `task` is one of the four of C077, or empty."""

    label: str
    clause: str
    task: str


@cache
def topics() -> dict[str, Topic]:
    """Every topic by its name, in the order in which they are offered."""
    return {name: Topic(**said) for name, said in yaml.safe_load(DATA.read_text(encoding="utf-8")).items()}


def labels() -> dict[str, str]:
    """What a form offers."""
    return {name: topic.label for name, topic in topics().items()}
