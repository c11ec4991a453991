"""The documents are part of the product: what they name exists, and what exists is named."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.matrix.found import find
from tiexin.config.cli import COMMANDS
from tiexin.evidence.measures import MEASURES
from tiexin.evidence.vocabulary import VERBS
from tiexin.orgs.roles import PERMISSIONS, ROLES

pytestmark = pytest.mark.once
HOME = Path(__file__).parents[1]
PAGES = sorted([HOME / "README.md", HOME / "CHANGELOG.md", *(HOME / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)#:]+)\)")


def text(name: str) -> str:
    return (HOME / name).read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_is_there(page):
    missing = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert missing == []


def test_every_page_of_docs_is_linked_from_the_readme():
    linked = {Path(link).name for link in LINK.findall(text("README.md"))}
    assert [page.name for page in (HOME / "docs").glob("*.md") if page.name not in linked] == []


def test_every_make_target_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = {
        name for page in PAGES for name in re.findall(r"(?:^ {4}|`)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert named - targets == set()


def test_every_command_that_a_page_names_exists():
    words = {command[0] for command in COMMANDS}
    named = {
        name for page in PAGES for name in re.findall(r"(?:^ {4}|`)tiexin ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert named - words == set()


def test_every_variable_of_the_settings_is_described_and_no_other():
    source = "".join((HOME / "src/tiexin/config" / name).read_text() for name in ("settings.py", "keys.py"))
    assert set(re.findall(r'"(TIEXIN_[A-Z_]+)"', source)) == set(
        re.findall(r"`(TIEXIN_[A-Z_]+)`", text("docs/operations.md"))
    )


def test_the_glossary_has_each_term_once_in_each_language():
    rows = [line.split("|")[1:3] for line in text("docs/glossary.md").splitlines() if line.startswith("| ")][1:]
    for column in zip(*rows, strict=True):
        words = [word.strip() for word in column]
        assert sorted(words) == sorted(set(words))


def test_the_house_is_described_room_by_room():
    rooms = {name.removeprefix("tiexin.") for name in settings.INSTALLED_APPS if name.startswith("tiexin.")}
    described = set(re.findall(r"^      ([a-z]+)/ ", text("docs/architecture.md"), re.MULTILINE))
    assert described == rooms | {"config"}


def test_how_to_add_takes_at_most_five_steps_each():
    for part in text("docs/how-to-add.md").split("\n## ")[1:]:
        steps = re.findall(r"^(\d)\.", part, re.MULTILINE)
        assert steps == [str(number) for number in range(1, len(steps) + 1)] and 1 <= len(steps) <= 5, part[:20]


def test_every_measure_is_listed_for_those_who_write_packs():
    manual = text("docs/plan-language.md")
    assert [
        name for name, measure in MEASURES.items() if f"`{name}`" not in manual or measure.label not in manual
    ] == []


def test_roles_use_declared_permissions_and_every_permission_is_used():
    used = set().union(*(role.permissions for role in ROLES.values()))
    assert used == set(PERMISSIONS)


def test_every_verb_that_an_action_records_has_a_chinese_word():
    source = "".join(path.read_text() for path in (HOME / "src/tiexin").rglob("actions.py"))
    recorded = set(re.findall(r'\bAct\("([a-z_]+)"', source))
    assert recorded - set(VERBS) == set()


def test_no_page_speaks_of_places_that_a_stranger_does_not_have():
    for page in PAGES:
        assert re.findall(r"\.\./shared|/work/|/tmp/|registry\.npmjs|pypi\.org", page.read_text()) == [], page.name


ALBUM = HOME / "docs" / "screenshots"
LARGEST = 120 * 1024  # bytes of one picture


def test_album_shows_its_pictures_and_no_other():
    shown = re.findall(r'<img src="([^"]+)"', (ALBUM / "README.md").read_text())
    assert sorted(shown) == sorted(picture.name for picture in ALBUM.glob("*.webp"))
    assert len(shown) == len(set(shown))


def test_album_has_pages_that_there_are_at_both_widths_and_stays_small():
    there = {f"{page.name}-{kind}.webp" for page in find() for kind in ("phone", "desk")}
    pictures = {picture.name: picture.stat().st_size for picture in ALBUM.glob("*.webp")}
    assert pictures.keys() - there == set()
    assert {name for name in pictures if name.replace("-phone.", "-desk.") not in pictures} == set()
    assert {name: size for name, size in pictures.items() if size > LARGEST} == {}
