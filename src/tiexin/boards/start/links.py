"""The one-time links of the first people: told to the browser that began, for an hour, until it says they are out."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.http import urlencode

from tiexin.boards.start.actions import Begun
from tiexin.core import sealed
from tiexin.orgs.actions.beginning import OFFICE, First
from tiexin.orgs.roles import ROLES

KEY, PLACE = "started", "start.links"
KEPT = timedelta(hours=1)
ERRANDS = {
    "system": "以后的账号都由他开通",
    "security": "以后的岗位都由他授予",
    "audit": "谁做过什么由他查阅",
    OFFICE: "设好密码后直接到方案页，按“发布”",
}


@dataclass(frozen=True)
class Link:
    """One person's link: who gets it, and what it is for."""

    post: str
    name: str
    username: str
    todo: str
    path: str


def links(people: Sequence[First], begun: Begun) -> list[Link]:
    """Return the links, the plan's officer first: there the work goes on."""
    ordered = sorted(people, key=lambda each: each.role != OFFICE)
    return [_link(person, begun) for person in ordered]


def _link(person: First, begun: Begun) -> Link:
    path = reverse("activate", args=[begun.tokens[person.role]])
    todo = ERRANDS[person.role]
    if person.role == OFFICE:
        wanted = reverse("version", args=[begun.version.pk]) if begun.version else reverse("plan-load")
        path = f"{path}?{urlencode({'next': wanted})}"
        todo = todo if begun.version else "设好密码后直接到装载方案的页"
    return Link(ROLES[person.role].label, person.name, person.username, todo, path)


def keep(session: SessionBase, told: Sequence[Link], now: datetime) -> None:
    """Keep them under seal: the table of sessions alone lets nobody in."""
    text = json.dumps({"until": (now + KEPT).isoformat(), "links": [asdict(link) for link in told]})
    session[KEY] = base64.b64encode(sealed.seal(text, PLACE)).decode()


def kept(session: SessionBase, now: datetime) -> list[Link]:
    """Return the links that this browser may still see."""
    if KEY not in session:
        return []
    try:
        found = json.loads(sealed.unseal(base64.b64decode(session[KEY]), PLACE))
    except InvalidTag:  # the installation has other keys by now
        return []
    if now >= datetime.fromisoformat(found["until"]):
        return []
    return [Link(**each) for each in found["links"]]


def forget(session: SessionBase) -> None:
    """Let them be gone."""
    session.pop(KEY, None)
