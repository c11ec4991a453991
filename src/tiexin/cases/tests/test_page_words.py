"""Words of the officers' pages: what stands first, what a button takes back, where a sentence of the plan is read."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache

from tiexin.cases import rules
from tiexin.cases.tests import agency_scene, rooms_scene
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.cases.tests.test_papers_actions import added
from tiexin.duties.models import Clause, Plan, PlanVersion, State
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
    assert (heads[:3], heads[-1]) == (["现在", "最近的期限", "谁在办"], "谁看得到")
    assert len(heads) == len(set(heads))


def test_the_term_that_ends_next_stands_with_the_state_until_nothing_runs(cast, client):
    case = registered(cast, "petition")
    first = min((clock for clock in case.clocks.all() if clock.runs and clock.due), key=lambda clock: clock.due)
    facts = page(cast, client, f"/cases/{case.pk}/").split('aria-label="诉求情况"')[1].split("</section>")[0]
    assert f'<span class="tx-small">{first.label}，' in facts
    moved(case, "withdraw", by=cast.author)
    assert "最近的期限" not in page(cast, client, f"/cases/{case.pk}/")


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


def published(cast, *codes):
    """A plan in force with these sentences, and one that nobody has published."""
    plan = Plan.objects.create(code="p", title="方案", issuer=cast.province)
    for number, (state, told) in enumerate([(State.LIVE, codes), (State.DRAFT, ("C140", "C148"))], 1):
        version = PlanVersion.objects.create(plan=plan, number=number, start=c.TODAY, end=c.TODAY, state=state)
        for order, code in enumerate(told):
            said = {"item": code, "code": code, "title": "一条", "quote": "一句", "kind": "text"}
            Clause.objects.create(version=version, order=order, line=1, **said)
    cache.clear()


@pytest.mark.parametrize(
    ("address", "links", "words"),
    [
        ("/rooms/coverage/", ["C150"], ["C134", "C135", "C136", "C139", "C142", "C143", "C144", "C148", "C149"]),
        ("/rooms/cadres/", ["C150"], []),
        ("/centres/", ["C141"], ["C140"]),
        ("/hotline/abandoned/", ["C146"], []),
    ],
)
def test_a_number_of_a_sentence_is_words_and_a_link_where_the_plan_is_in_force(cast, client, address, links, words):
    published(cast, "C150", "C141", "C146")
    text = page(cast, client, address, cast.people["leader"])
    cited = r'<a class="tx-cited" href="/search/\?kind=clause&amp;q=(C\d{3})">方案第\1条</a>'
    assert sorted(set(re.findall(cited, text))) == links
    bare = re.sub(cited, "", text)
    assert sorted(set(re.findall(r"方案第(C\d{3})条", bare))) == words
    assert re.findall(r"(?<!方案第)C\d{3}\b", bare) == []


TEMPLATES = Path(rules.__file__).parent / "templates" / "tiexin" / "cases"


def test_every_source_that_a_template_names_is_read_as_words():
    bare = [
        f"{each.name}: {found}"
        for each in sorted(TEMPLATES.glob("*.html"))
        for found in re.findall(r"\{\{ [\w.]*source \}\}|C\d{3}(?!\"\|clauses)", each.read_text())
    ]
    assert bare == []
