"""The chapters and sections of the handbook, and which section speaks of which page.

A section begins with `## 标题 {#anchor other-page …}`: its anchor, which is the name of a page in the URLconf, and the
names of further pages that it explains. An anchor that begins with `about-` belongs to no page. In the text, `#anchor`
leads to a section and `page:name` to a page without ids. Raw HTML is not taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

TEXT = Path(__file__).parent / "text"
CHAPTERS = (
    "start",
    "account",
    "today",
    "messages",
    "board",
    "visits",
    "announcements",
    "opinions",
    "problems",
    "proposals",
    "deeds",
    "cases",
    "cases_more",
    "agency",
    "knowledge",
    "rooms",
    "hotline",
    "activities",
    "teams",
    "draws",
    "supervision",
    "employers",
    "workers",
    "imports",
    "plans",
    "drafts",
    "orgs",
    "changes",
    "calendar",
    "evidence",
    "search",
    "admin",
    "questions",
)
OPEN = "account"  # the chapter about signing in, which needs nobody to be signed in
GENERAL = "about-"
READING = Lock()  # the reader of Markdown fills tables of its own at its first use, and not for two at once
HEAD = re.compile(r"^## (.+?) \{#([a-z0-9-]+)((?: [a-z0-9-]+)*)\}$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """One passage: its anchor, the pages it explains, its Markdown, HTML and bare words."""

    chapter: str
    anchor: str
    title: str
    pages: tuple[str, ...]
    text: str
    html: str
    words: str

    @property
    def url(self) -> str:
        """Return its address."""
        return address(self.chapter, self.anchor)


@dataclass(frozen=True)
class Chapter:
    """One page of the handbook."""

    name: str
    title: str
    lead: str
    sections: tuple[Section, ...]

    @property
    def url(self) -> str:
        """Return its address."""
        return address(self.name)


def address(chapter: str, anchor: str = "") -> str:
    """Return where a chapter is read, or a section of it."""
    return reverse("help-chapter", args=[chapter]) + (f"#{anchor}" if anchor else "")


@cache
def chapters() -> dict[str, Chapter]:
    """Return the whole handbook in its order; read and rendered once in a process. KeyError for a link to nowhere."""
    with READING:
        return _book()


@cache
def _book() -> dict[str, Chapter]:
    found = {name: _parts((TEXT / f"{name}.md").read_text(encoding="utf-8")) for name in CHAPTERS}
    places = {anchor: name for name, (_, parts) in found.items() for anchor, *_ in parts}
    return {name: _chapter(name, head, parts, places) for name, (head, parts) in found.items()}


@cache
def by_page() -> dict[str, Section]:
    """Return the section of each page, and each section by its anchor."""
    return {name: each for each in sections() for name in (each.anchor, *each.pages)}


def sections() -> Iterator[Section]:
    """Walk through every section in the order of the book."""
    for chapter in chapters().values():
        yield from chapter.sections


Part = tuple[str, str, tuple[str, ...], str]  # anchor, title, pages, text


def _parts(text: str) -> tuple[tuple[str, str], list[Part]]:
    """Cut a chapter into its title with the lead, and its sections."""
    top, *rest = HEAD.split(text)
    title, _, lead = top.strip().removeprefix("# ").partition("\n")
    cut = [rest[at : at + 4] for at in range(0, len(rest), 4)]
    return (title, lead.strip()), [
        (anchor, head, tuple(more.split()), body.strip()) for head, anchor, more, body in cut
    ]


def _chapter(name: str, head: tuple[str, str], parts: list[Part], places: dict[str, str]) -> Chapter:
    made = []
    for anchor, title, more, text in parts:
        tokens = _parsed(text, places)
        pages = () if anchor.startswith(GENERAL) else (anchor, *more)
        made.append(Section(name, anchor, title, pages, text, _html(tokens), _words(tokens)))
    return Chapter(name, head[0], _html(_parsed(head[1], places)), tuple(made))


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _parsed(text: str, places: dict[str, str]) -> list[Token]:
    """Read Markdown and turn its links into addresses."""
    tokens = _reader().parse(text)
    for token in _inside(tokens):
        if token.type == "link_open":
            token.attrs["href"] = _led(str(token.attrs["href"]), places)
    return tokens


def _led(link: str, places: dict[str, str]) -> str:
    kind, _, name = link.partition(":")
    if kind == "page":
        return reverse(name)
    return address(places[link[1:]], link[1:])


def _inside(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _html(tokens: list[Token]) -> str:
    return str(_reader().renderer.render(tokens, _reader().options, {}))


def _words(tokens: list[Token]) -> str:
    """Return the bare words, a blank between blocks."""
    blocks = ("".join(part.content for part in token.children or ()) for token in tokens if token.type == "inline")
    return " ".join(block for block in blocks if block)
