"""A title says as much as a text: of a sealed matter nobody reads it but those who take part."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.cases import codes, findable
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.core.sealed import unseal
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

TITLE, WORDS = "整夜失眠", "想找人说说"
SEALED = [service.name for service in catalogue().values() if service.sealed]


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def sealed(cast, kind="counselling", **more):
    details = {each.name: next(iter(each.choices), "情况") for each in catalogue()[kind].fields if each.must}
    return registered(cast, kind, title=TITLE, text=WORDS, details=details, **more)


@pytest.mark.parametrize("kind", SEALED)
def test_the_typed_title_goes_under_the_seal_whatever_the_service_asks(cast, kind):
    case = sealed(cast, kind)
    case.refresh_from_db()
    assert (case.sealed, case.title, case.text, case.details) == (True, catalogue()[kind].label, "", {})
    said = unseal(bytes(case.text_sealed), f"case.text:{case.key}").splitlines()
    assert (said[0], said[-1]) == (TITLE, WORDS)


def test_a_title_alone_is_the_whole_text(cast):
    assert registered(cast, "counselling", title=TITLE, text="").words == TITLE


def test_an_open_service_keeps_its_title(cast):
    case = registered(cast, title=TITLE)
    assert (case.title, case.text_sealed) == (TITLE, None)


@pytest.mark.parametrize("kind", SEALED)
def test_no_row_of_any_table_holds_it_in_the_clear(cast, kind):
    case = sealed(cast, kind)
    for model in (Case, CaseStep, Entry, Message):
        for row in model.objects.values():
            assert TITLE not in str(row) and WORDS not in str(row), model
    assert list(findable.of_entries([case.pk])) == []


def test_lists_interfaces_and_search_do_not_say_it_and_who_takes_part_reads_it(cast, client):
    case = sealed(cast)
    mine, chief = c.enter(client, cast.author), c.enter(type(client)(), cast.chief)
    for reader in (mine, chief):
        for address in ("/cases/", "/api/cases", "/cases/?state=all"):
            assert TITLE not in reader.get(address).content.decode()
        for address in (f"/search/?q={TITLE}", f"/cases/?q={TITLE}"):
            assert f"/cases/{case.pk}/" not in reader.get(address).content.decode()
    page = mine.get(f"/cases/{case.pk}/").content.decode()
    assert page.count(TITLE) == 1 and WORDS in page and "心理咨询" in page


def test_the_list_taken_out_does_not_say_it(cast, client):
    case = sealed(cast)
    answer = c.enter(client, cast.author).get("/cases/?as=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [case.number in row and TITLE not in str(row) for row in rows[-1:]] == [True]


def test_its_letters_and_its_pages_for_the_asker_do_not_say_it(cast, client):
    case = sealed(cast)
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/letters/").content.decode()
    assert TITLE not in page and case.number in page
    asker = type(client)()
    address = asker.post("/my/follow/", {"code": codes.code_of(case.key)}).url
    assert TITLE not in asker.get(address).content.decode()
