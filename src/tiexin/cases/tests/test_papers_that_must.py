"""Papers that must be there are asked after, at the desk and at the portal; nobody is sent away without."""

import uuid

import pytest

from tiexin.cases import asking
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.tests.portal_scene import asked, form_of, text_of

PAPER = "出院小结和费用结算单，或者诊断证明"


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def test_which_papers_must_be_there():
    assert {name: [need.label for _, need in each.must] for name, each in catalogue().items() if each.must} == {
        "mutual_aid": [PAPER]
    }


@pytest.mark.parametrize(("given", "said"), [("now", "现在就有"), ("later", "以后补"), ("", "以后补")])
def test_the_matter_says_whether_the_paper_is_there(cast, client, given, said):
    more = {"ask_need_0": given} if given else {}
    case = asked(client, cast, "mutual_aid", ask_event="hospital", text="住了十天", **more)
    assert case.text == f"住了十天\n材料“{PAPER}”：{said}"
    assert case.details == {"event": "hospital"}


def test_without_words_the_papers_alone_are_said():
    service = catalogue()["mutual_aid"]
    assert asking.with_papers(service, " ", {"ask_need_0": "now"}) == f"材料“{PAPER}”：现在就有"
    assert asking.with_papers(catalogue()["dispute"], " 没有发 ", {}) == "没有发"


def test_another_answer_than_those_offered_is_refused(cast, client):
    address, key = form_of(client, cast, "mutual_aid")
    said = {"key": key, "asker": "self", "name": "刘桂英", "title": "住院", "reply_way": "code"}
    response = client.post(address, {**said, "ask_event": "hospital", "ask_need_0": "moon"})
    assert response.status_code == 422 and not Case.objects.exists()


def test_the_desk_asks_and_shows_it_too(cast, client):
    author = c.enter(client, cast.author)
    page = text_of(author.get("/cases/new/?kind=mutual_aid"))
    assert 'name="ask_need_0"' in page and "一定要有" in page
    said = {"key": str(uuid.uuid4()), "asker": "self", "name": "刘桂英", "title": "住院", "channel": "window"}
    said |= {"reply_way": "code", "ask_event": "hospital", "ask_need_0": "now"}
    assert author.post("/cases/new/?kind=mutual_aid", said).status_code == 302
    assert Case.objects.get().text == f"材料“{PAPER}”：现在就有"


@pytest.mark.parametrize("kind", catalogue())
def test_before_asking_one_reads_who_may_and_by_when(cast, client, kind):
    service = catalogue()[kind]
    text = text_of(client.get(form_of(client, cast, kind)[0]))
    assert service.who in text
    terms = [f"{since}{clock.length}内：{clock.label}" for since, clock in service.terms]
    assert len(terms) >= 2 and [each for each in terms if each not in text] == []
    assert [need.label for need in service.needs if need.label not in text] == []
    assert [rule.say for rule in service.class_if if rule.say not in text] == []


def test_terms_of_others_are_not_promised():
    starts = [(since, clock.name) for since, clock in catalogue()["petition"].terms]
    assert starts == [("登记以后", "contact"), ("登记以后", "notify"), ("受理以后", "conclude")]
