"""A tour of the demo: one person per role follows every link, until each page that the resolver knows was seen.

A page is found by its name in the resolver; its address is the first that somebody may open. What no link leads to
is tried with the newest rows of the demo's own database.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from django.apps import apps
from django.urls import Resolver404, resolve

from tests.matrix.found import Page, find

# Who sees what: the first words of the button on the page to log in, one person per role.
PEOPLE = {
    "office": "沈彦萍",
    "leader": "魏守岩",
    "officer": "贾维牧",
    "enterprise": "企业工会主席",
    "system": "系统管理员",
    "security": "安全管理员",
    "audit": "审计管理员",
}
LINKS = [re.compile(rf'\b(?:{kind})="(/[^"#]*)') for kind in ("href|src", "hx-get", "action")]  # the surest first
ENTRANCE = re.compile(r'action="(/demo/enter/\d+/)".*?<span>(.*?)</span>', re.S)
NOT_ALLOWED = 405
TRIES = 40  # newest rows of a model that are tried where no link leads


@dataclass(frozen=True)
class Stop:
    """One page of the tour: its name in the resolver, who opens it, where."""

    name: str
    role: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} ({self.role} {self.address})"


@dataclass
class Visitor:
    """A person of the demo without a browser: fetches pages and reads the links in them."""

    house: str
    role: str
    todo: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.jar = CookieJar()
        self.client = build_opener(HTTPCookieProcessor(self.jar))
        login = self.get("/login/")[1]
        place = next(at for at, name in ENTRANCE.findall(login) if PEOPLE[self.role] in name)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', login)
        assert token
        body = urlencode({"csrfmiddlewaretoken": token[1], "next": "/home/"}).encode()
        home = self.client.open(Request(self.house + place, body, {"Referer": self.house}), timeout=30)
        self.learn(home.read().decode(), urlsplit(home.url).path)

    def get(self, address: str) -> tuple[int, str]:
        """Return the status and the text, "" for what is no page."""
        try:
            with self.client.open(self.house + address, timeout=30) as answer:
                page = answer.headers.get_content_type() == "text/html" and urlsplit(answer.url).path == path(address)
                return answer.status, answer.read().decode() if page else ""
        except HTTPError as error:
            return error.code, ""

    def learn(self, text: str, here: str = "/") -> None:
        """Keep the links of a page for later."""
        found = [urljoin(here, unescape(link)) for kind in LINKS for link in kind.findall(text)]
        self.todo += [link for link in dict.fromkeys(found) if link not in self.seen]

    @property
    def cookies(self) -> list[dict[str, Any]]:
        """The cookies as a browser takes them."""
        return [{"name": each.name, "value": each.value, "url": self.house} for each in self.jar]


def path(address: str) -> str:
    return urlsplit(address).path


def name_of(address: str) -> str:
    """Return the name of the page at an address, "" where there is none."""
    try:
        return resolve(path(address)).url_name or ""
    except Resolver404:
        return ""


def pages() -> dict[str, Page]:
    """Every page by its name, without the operations of the API; `today` stands under its first name."""
    return {name_of(page.path(*[1] * len(page.ids))) or page.name: page for page in find() if not page.api}


class Tour:
    """Walks through the house once; `stops` are whole pages, `parts` pieces of a page, `posted` only answer a form."""

    def __init__(self, house: str, database: Path, given: Iterable[str] = ()) -> None:
        self.database, self.pages = database, pages()
        self.visitors = {role: Visitor(house, role) for role in PEOPLE}
        self.stops: dict[str, Stop] = {}
        self.parts: dict[str, Stop] = {}
        self.posted: set[str] = set()
        for visitor in self.visitors.values():
            visitor.todo += given
            self.follow(visitor)
        for name in self.missing():
            self.try_rows(name)
        for visitor in self.visitors.values():
            self.catch_up(visitor)

    def missing(self) -> list[str]:
        """Name the pages that were neither seen nor answer only what is sent."""
        return [name for name in self.pages if name not in {*self.stops, *self.parts, *self.posted}]

    def follow(self, visitor: Visitor) -> None:
        """Open what this person finds, one address for each page that nobody saw yet."""
        opened: dict[str, int] = {}
        while visitor.todo:
            address = visitor.todo.pop(0)
            name = name_of(address)
            if address in visitor.seen or name not in self.pages or name == "logout":
                continue
            visitor.seen.add(address)
            opened[name] = opened.get(name, 0) + 1
            if opened[name] <= (1 if name in self.stops else 3):
                self.look(visitor, name, address)

    def catch_up(self, visitor: Visitor) -> None:
        """Open what only a page that no link leads to has told of."""
        for address in visitor.todo:
            if (name := name_of(address)) in self.missing():
                self.look(visitor, name, address)

    def look(self, visitor: Visitor, name: str, address: str) -> bool:
        """Open one address; say whether a page was there."""
        status, text = visitor.get(address)
        if status == NOT_ALLOWED:
            self.posted.add(name)
        if status != 200 or not text:
            return False
        kind = self.stops if "<html" in text else self.parts
        kind.setdefault(name, Stop(name, visitor.role, address))
        visitor.learn(text, path(address))
        return True

    def try_rows(self, name: str) -> None:
        """Try a page that no link leads to with the newest rows, and with the first."""
        page = self.pages[name]
        for pks in self.rows(page):
            for visitor in self.visitors.values():
                if self.look(visitor, name, page.path(*pks)) or name in self.posted:
                    return

    def rows(self, page: Page) -> Iterator[tuple[int, ...]]:
        """Return numbers for the holes of an address."""
        if not page.ids:
            yield ()
        elif "str" not in page.models:
            yield from zip(*(self.newest(model) for model in page.models), strict=False)

    def newest(self, model: str) -> list[int]:
        """Return the numbers of some rows of a model."""
        named = [each._meta for each in apps.get_models() if str(each._meta.model_name).endswith(model)]
        table = min(named, key=lambda meta: len(str(meta.model_name))).db_table
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as asked:
            newest = asked.execute(f"select id from {table} order by id desc limit {TRIES}").fetchall()
            return [pk for (pk,) in newest]
