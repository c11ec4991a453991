"""The handbook: every page has its passage, no link leads nowhere, and its words are those of the screen."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.urls import resolve
from tests.matrix.found import find

import tiexin
from tiexin.core.handbook import book, finding

pytestmark = pytest.mark.once
HOME = Path(tiexin.__file__).parent
SECTIONS = list(book.sections())
SHORTEST = 60  # Chinese characters of a section
CHINESE = re.compile(r"[一-鿿]")
QUOTED = re.compile(r"「([^」]+)」")
ADDRESS = re.compile(r'href="([^"]+)"')
# Latin letters that a user meets on the screen, too; everything else stands in `code`.
LATIN = {"A4", "Esc", "Excel", "GeoJSON", "MB", "PDF", "UTF-8", "Word", "xls", "xlsx", "YAML", "tiexin", "doctor"}


def named_pages():
    """Every name of a page in the URLconf, without those of the API."""
    pages = [page for page in find() if not page.api and not page.route.startswith("api/")]
    return {resolve(page.path(*["1"] * len(page.ids))).url_name for page in pages}


@pytest.fixture(scope="module")
def screen():
    """Everything the product can say: its templates and its code, without the handbook and the tests."""
    files = [*HOME.rglob("templates/**/*.html"), *HOME.rglob("*.py")]
    return "\n".join(file.read_text() for file in files if not {"tests", "handbook"} & set(file.parts)) + "\n".join(
        file.read_text() for file in (HOME.parents[1] / "frontend" / "src").glob("*.js")
    )


def test_every_page_has_its_section_and_no_section_names_a_page_that_is_not_there():
    assert sorted(name for section in SECTIONS for name in section.pages) == sorted(named_pages())


def test_a_section_belongs_to_pages_or_says_that_it_is_general():
    assert [each.anchor for each in SECTIONS if bool(each.pages) is each.anchor.startswith(book.GENERAL)] == []


def test_every_anchor_stands_once_and_every_file_is_a_chapter():
    anchors = [section.anchor for section in SECTIONS]
    assert sorted(anchors) == sorted(set(anchors))
    assert sorted(file.stem for file in book.TEXT.glob("*")) == sorted(book.CHAPTERS)


def test_every_head_of_a_section_is_read_as_one():
    for name, chapter in book.chapters().items():
        heads = re.findall(r"^#+ .*", (book.TEXT / f"{name}.md").read_text(), re.MULTILINE)
        assert heads[0] == f"# {chapter.title}"
        assert [head.split(" {")[0] for head in heads[1:]] == [f"## {each.title}" for each in chapter.sections]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.anchor)
def test_a_section_is_no_stub_and_names_what_stands_on_the_screen(section, screen):
    assert len(CHINESE.findall(section.words)) >= SHORTEST
    quoted = QUOTED.findall(section.title + section.words)
    assert quoted
    assert [words for words in quoted if words not in screen] == []


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.anchor)
def test_no_english_word_stands_in_the_text(section):
    plain = re.sub(r"<code>.*?</code>|<[^>]+>", " ", section.html)
    assert set(re.findall(r"[A-Za-z][A-Za-z0-9-]*", section.title + plain)) - LATIN == set()


def test_first_day_has_five_steps_and_there_are_questions():
    first = book.by_page()["about-first-day"]
    assert first.html.count("<li>") == 5
    assert [step.count("<a ") >= 1 for step in first.html.split("<li>")[2:5]] == [True] * 3
    questions = book.chapters()["questions"].sections
    assert len(questions) >= 12
    assert all(each.title.endswith("？") for each in questions)


def test_links_lead_to_sections_and_to_pages_without_ids():
    for section in SECTIONS:
        for link in ADDRESS.findall(section.html):
            where, _, anchor = link.partition("#")
            match = resolve(where)
            if match.url_name == "help-chapter":
                assert anchor in {each.anchor for each in book.chapters()[match.kwargs["name"]].sections}


def test_a_link_to_nowhere_is_not_rendered():
    with pytest.raises(KeyError):
        book._led("#no-such-section", {})
    with pytest.raises(Exception, match="no-such-page"):
        book._led("page:no-such-page", {})


def test_raw_markup_stays_words():
    assert "<script>" not in book._html(book._parsed("<script>alert(1)</script>", {}))


def test_a_chapter_is_cut_into_its_parts():
    head, parts = book._parts("# 走访\n\n前言。\n\n## 记 {#visit-new pick people}\n\n正文\n\n## 改 {#mend}\n尾\n")
    assert head == ("走访", "前言。")
    assert parts == [("visit-new", "记", ("pick", "people"), "正文"), ("mend", "改", (), "尾")]


# Looking for words


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", []), ("  ", []), ("更正 走访 更正", ["更正", "走访"]), ("XLSX", ["xlsx"]), ("字" * 99, ["字" * 60])],
)
def test_words_that_are_looked_for(typed, words):
    assert finding.asked(typed) == words


def test_every_word_must_stand_there_and_titles_come_first():
    hits = finding.find("更正 走访")
    assert hits[0].section.anchor == "visit-mend"
    assert all("更正" in hit.section.title + hit.section.words for hit in hits)
    assert all("走访" in hit.section.title + hit.section.words for hit in hits)
    assert finding.find("更正 恐龙") == []
    assert finding.find("") == []


def test_an_excerpt_marks_what_was_looked_for_and_is_the_text_itself():
    for hit in finding.find("封账"):
        marked = [text for text, found in hit.spans if found]
        assert set(marked) <= {"封账"}
        assert "".join(text for text, _ in hit.spans).strip("…") in hit.section.words
    assert any(found for hit in finding.find("封账") for _, found in hit.spans)


@pytest.mark.parametrize(
    ("text", "words", "spans"),
    [
        ("甲乙丙", ["乙"], [("甲", False), ("乙", True), ("丙", False)]),
        ("甲乙丙", ["甲乙", "甲"], [("甲乙", True), ("丙", False)]),
        ("甲乙丙", ["丁"], [("甲乙丙", False)]),
        ("", ["丁"], []),
        ("A4纸", ["a4"], [("A4", True), ("纸", False)]),
    ],
)
def test_spans(text, words, spans):
    assert list(finding._spans(text, words)) == spans


def test_looking_takes_no_time():
    """Measured as the processor's time, the best of some tries: a busy machine is no failure."""
    finding.find("走访")
    assert min(spent() for _ in range(5)) / 3 < 0.05


def spent():
    begin = time.process_time()
    for words in ("的", "走访 更正", "没有这个词"):
        finding.find(words)
    return time.process_time() - begin


def test_the_book_is_read_once_whoever_asks_first(monkeypatch):
    """Several first pages at once: the reader of Markdown is not made for it, and reading takes time."""
    read, parts, together = [], book._parts, Barrier(8)
    monkeypatch.setattr(book, "_parts", lambda text: [read.append(text), parts(text)][1])
    book._book.cache_clear()
    book.chapters.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: [together.wait(), book.chapters()][1], range(8)))
    assert len(read) == len(book.CHAPTERS)
    assert all(each is found[0] for each in found)
