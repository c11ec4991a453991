"""What an officer sends when a visit is recorded: three known workers and one problem."""

import uuid
from collections.abc import Iterator
from typing import Any

from bench.province import TODAY, Province
from tiexin.registry.models import Employer

PATH = "/visits/new/"
SAID, HEARD = "谈了工资、加班和食堂，希望早点把宿舍的热水修好。", "宿舍没有热水"
NOTE = {"on": str(TODAY), "text": SAID, "person": "刘桂英", "remark": HEARD}  # what the floor takes


def forms(province: Province) -> Iterator[dict[str, Any]]:
    """Yield form after form, for the enterprises of the author's county in turn, other workers each time."""
    near = Employer.objects.filter(org=province.author.org).order_by("id")
    rosters = {firm.pk: list(firm.workers.order_by("id").values_list("id", flat=True)) for firm in near}
    turn = 0
    while True:
        for firm, roster in rosters.items():
            first = 3 * turn % len(roster)
            yield _form(province, firm, roster[first : first + 3])
        turn += 1


def _form(province: Province, firm: int, known: list[int]) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "employer": firm,
        "on": str(TODAY),
        "methods": ["seminar", "interview"],
        "places": ["workshop"],
        "known": known,
        "said": SAID,
        "question": "urgent",
        "problem": HEARD,
        "team": province.teams[0].pk,
        "companions": [officer.pk for officer in province.officers[1:3]],
    }
