"""Somebody of the list of a matter looks by their own code: the answer, nothing of the asker, nothing to press."""

import re

import pytest
from django.test import Client

from tiexin.cases.actions.cases import note_contact
from tiexin.cases.actions.members import strike_member
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.models import Member
from tiexin.cases.tests.case_scene import moved
from tiexin.cases.tests.members_scene import answered, code, crowd, listed
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.models import PortalMatter
from tiexin.portal.tests.portal_scene import follow, page_of, stage, text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1/Type/Page startxref %%EOF"
PRIVATE = "请带上您母亲的病历"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def looked(member):
    return follow(Client(), code(member))


def test_they_see_how_far_it_is_and_nothing_to_press(cast):
    made = listed(cast)["马兰"]
    page = looked(made)
    said = text_of(page)
    assert page.status_code == 200 and "已登记" in said and "班车停了" in said
    for word in ("撤回</a>", "评价：", "补充情况", "马兰", "丁小军", "13900005551"):
        assert word not in said, word
    assert "no-store" in page.headers["Cache-Control"]


def test_no_browser_keeps_what_they_opened(cast):
    client = Client()
    made = listed(cast)["马兰"]
    page = follow(client, code(made))
    assert "tiexin_my_seen" not in page.cookies and not PortalMatter.objects.exists()
    assert "班车停了" not in text_of(client.get("/my/matters/"))


def test_the_answer_is_for_everybody_and_words_for_the_asker_are_not(cast):
    case = crowd(cast)
    made = listed(cast, case)
    case = moved(case, "accept", by=cast.author)
    note_contact(case, PRIVATE, True, by=cast.author, on=c.TODAY)
    case = moved(case, "begin", "reply", by=cast.author)
    said = text_of(looked(made["马兰"]))
    assert "reply的情况" in said and "已经答复，写在下面" in said
    assert PRIVATE not in said and "accept的情况" not in said
    assert PRIVATE in text_of(follow_as_asker(case))
    assert Member.objects.get(name="马兰").way == "code"


def follow_as_asker(case):
    client = Client()
    return client.get(page_of(client, case))


def test_before_the_answer_looking_writes_nothing_about_them(cast):
    made = listed(cast)["马兰"]
    looked(made)
    made.refresh_from_db()
    assert (made.round, made.way, made.answered) == (None, "", None)


def test_struck_off_or_typed_wrong_it_is_no_code(cast):
    case = crowd(cast)
    made = listed(cast, case)
    answered(cast, case)
    gone = made["丁小军"]
    Member.objects.filter(pk=made["马兰"].pk).update(until=c.TODAY)
    for each in (code(made["马兰"]), code(gone)[:-1] + ("A" if code(gone)[-1] != "A" else "B")):
        page = follow(Client(), each)
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])


def test_a_code_of_the_list_opens_neither_slip_nor_papers(cast):
    case = crowd(cast)
    made = listed(cast, case)["马兰"]
    add_paper(case, NewFile(PDF, "工资条.pdf", told=True), by=cast.author, on=c.TODAY)
    client = Client()
    page, asker = follow(client, code(made)).content.decode(), follow_as_asker(case).content.decode()
    for address in ("/my/matters/", "/my/papers/"):
        assert (re.search(rf'href="{address}.', page), bool(re.search(rf'href="{address}.', asker))) == (None, True)
    assert "工资条" not in page
    strike_member(made, "调走了", by=cast.author, on=c.TODAY)
    assert follow(client, code(made)).status_code == 422
