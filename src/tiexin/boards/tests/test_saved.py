"""What a visit moved, told after saving it: what was counted before is told apart."""

import re
from datetime import date

import pytest

from tiexin.boards.tests import world as w
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


def test_a_saved_visit_says_apart_what_was_counted_before(world, client):
    """The day and the enterprise were counted already, the person met was not."""
    author = world.cast.people["officer"]
    again = w.visit(author, world.taxi, date(2012, 4, 3), met=["新一"], team=world.team)
    page = c.enter(client, author).get(f"/visits/{again.pk}/saved/")
    assert {view.clause: view.delta for view in page.context["moved"]} == {"C3": 0, "C4": 0, "C5": 1, "C6": 0, "C10": 1}
    heading = re.search(r'<h2 id="moved">(.*?)</h2>', page.text, re.S)
    assert re.sub("<[^>]+>", "", heading[1]) == "已保存，计入 2 项指标，3 项此前已经计入"
