"""Words of the officers' pages: what stands first, what a button takes back, where a sentence of the plan is read."""

import re
from pathlib import Path

import pytest

from tiexin.cases import rules
from tiexin.cases.tests import agency_scene, rooms_scene
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.cases.tests.test_papers_actions import added
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def page(cast, client, address, who=None):
    response = c.enter(client, who or cast.author).get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def ways(text):
    """The words of the buttons at the foot of a form."""
    foot = text.split('class="tx-submit"')[1].split("</div>")[0]
    return re.findall(r"<(?:button|a)[^>]*>([^<]+)</", foot)


def test_the_state_and_whose_it_is_stand_first_and_who_may_see_last(cast, client):
    case = registered(cast, "petition")
    facts = page(cast, client, f"/cases/{case.pk}/").split('aria-label="诉求情况"')[1].split("</section>")[0]
    heads = re.findall(r"<dt>(.*?)</dt>", facts)
    assert (heads[:2], heads[-1]) == (["现在", "谁在办"], "谁看得到")
    assert len(heads) == len(set(heads))


def test_only_whoever_asked_can_want_to_withdraw(cast, client):
    assert {name: move.offered for name, move in rules.MOVES.items() if move.offered != move.label} == {
        "withdraw": "本人要撤回"
    }
    case = registered(cast, "petition")
    text = page(cast, client, f"/cases/{case.pk}/")
    assert f'<a class="btn" href="/cases/{case.pk}/step/?to=withdraw">本人要撤回</a>' in text
    form = page(cast, client, f"/cases/{case.pk}/step/?to=withdraw")
    assert ("本人要撤回" in form, ways(form)) == (True, ["保存", "取消"])
    assert [each.label for each in moved(case, "withdraw", by=cast.author).steps.all()][-1] == "撤回"


def test_the_way_out_of_a_form_about_a_matter(cast, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = registered(cast, "petition")
    paper = added(case, by=cast.author)
    assert ways(page(cast, client, f"/cases/{case.pk}/note/")) == ["保存", "取消"]
    assert ways(page(cast, client, f"/cases/papers/{paper.pk}/drop/")) == ["撤下", "不撤下"]


def test_the_way_out_of_a_form_about_a_mandate(client):
    cast = agency_scene.stage()
    held, other = agency_scene.carried(cast), agency_scene.petition(cast)
    agency_scene.judged(cast, other)
    draft = agency_scene.drafted(cast, other)
    assert ways(page(cast, client, f"/cases/mandates/{draft.pk}/withdraw/")) == ["作废", "不作废"]
    assert ways(page(cast, client, f"/cases/mandates/{held.pk}/withdraw/")) == ["撤回", "不撤回"]


def test_the_way_out_of_a_form_about_a_room(client):
    cast = rooms_scene.stage()
    room = rooms_scene.opened(cast)
    assert ways(page(cast, client, f"/rooms/{room.pk}/close/", cast.manager)) == ["撤销", "不撤销"]
    assert ways(page(cast, client, f"/rooms/{room.pk}/change/", cast.manager)) == ["保存", "取消"]


@pytest.mark.parametrize("address", ["/rooms/coverage/", "/rooms/cadres/", "/centres/", "/hotline/abandoned/"])
def test_no_bare_number_of_a_sentence_is_left_on_a_page(cast, client, address):
    text = page(cast, client, address, cast.people["leader"])
    bare = re.sub(r'<a class="tx-cited" href="/search/\?kind=clause&amp;q=C\d{3}">方案第C\d{3}条</a>', "", text)
    assert bare != text
    assert re.findall(r".{8}(?<![\w=])C\d{3}\b", bare) == []


TEMPLATES = Path(rules.__file__).parent / "templates" / "tiexin" / "cases"
PLAIN = {"agency_part.html"}  # not yet


def test_every_source_that_a_template_names_is_read_as_words():
    bare = [
        f"{each.name}: {found}"
        for each in sorted(TEMPLATES.glob("*.html"))
        for found in re.findall(r"\{\{ [\w.]*source \}\}|C\d{3}(?!\"\|clauses)", each.read_text())
        if each.name not in PLAIN
    ]
    assert bare == []
