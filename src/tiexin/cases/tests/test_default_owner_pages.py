"""Pages of who handles which kind: said and ended by whoever leads, read in reach, narrowed, taken out."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.cases.actions import owners as actions
from tiexin.cases.models import DefaultOwner
from tiexin.cases.owners.rules import kinds
from tiexin.cases.tests.case_scene import DAY, stage
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PAGE = "/cases/owners/"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def name(cast, *which, who=None, org=None, on=c.TODAY):
    return actions.name_default_owner(org or cast.county, list(which), who or cast.author, by=cast.chief, on=on)


def listed(client, **asked):
    return [(row.kind, row.officer.name) for row in client.get(PAGE, asked).context["pager"].rows]


def sent(cast, **more):
    return {"org": cast.county.pk, "kinds": ["dispute", "petition"], "officer": cast.author.pk, **more}


def test_said_and_ended_by_its_buttons(cast, client):
    client = c.enter(client, cast.people["city_office"])
    text = text_of(client.get(PAGE))
    assert "还没有定谁承办哪一项" in text and "定承办人" in text
    assert client.post(f"{PAGE}new/", sent(cast)).url == PAGE
    assert listed(client) == [("dispute", "李秀兰"), ("petition", "李秀兰")]
    row = DefaultOwner.objects.get(kind="dispute")
    assert "争议调处不再由李秀兰承办" in text_of(client.get(f"{PAGE}{row.pk}/end/"))
    assert client.post(f"{PAGE}{row.pk}/end/").url == PAGE
    assert listed(client) == [("petition", "李秀兰")]
    assert listed(client, state="ended") == [("dispute", "李秀兰")]
    assert client.get(f"{PAGE}{row.pk}/end/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kinds": []}, "请选择事项"),
        ({"kinds": ["counselling"]}, "请在列出的里面选"),
        ({"org": ""}, "请选择"),
        ({"officer": ""}, "请选择"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(cast, client, wrong, said):
    client = c.enter(client, cast.people["city_office"])
    with c.nothing_written():
        answer = client.post(f"{PAGE}new/", sent(cast, **wrong))
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_refusal_stands_beside_its_field(cast, client):
    client = c.enter(client, cast.people["city_office"])
    with c.nothing_written():
        answer = client.post(f"{PAGE}new/", sent(cast, officer=cast.people["city_office"].pk))
    assert answer.status_code == 422
    assert "没有在兴庆区办理诉求的岗位" in str(answer.context["form"].errors["officer"])


def test_units_and_officers_of_the_reach_alone_are_offered(cast, client):
    client = c.enter(client, cast.people["city_office"])
    assert "兴庆区" in text_of(client.get(f"{PAGE}new/units/", {"q": "", "name": "org"}))
    assert "大武口" not in text_of(client.get(f"{PAGE}new/units/", {"q": "大武口", "name": "org"}))
    assert "赵海燕" not in text_of(client.get(f"{PAGE}new/officers/", {"q": "赵海燕", "name": "officer"}))
    idle = cast.people["nobody"]
    assert "李秀兰" in text_of(client.get(f"{PAGE}new/officers/", {"q": "李秀兰", "name": "officer"}))
    assert idle.name not in text_of(client.get(f"{PAGE}new/officers/", {"q": idle.name, "name": "officer"}))
    with c.nothing_written():
        assert client.post(f"{PAGE}new/", sent(cast, org=cast.other_county.pk)).status_code == 422


def test_narrowed_by_kind_unit_name_and_whether_they_still_handle_it(cast, client):
    name(cast, "dispute")
    name(cast, "petition", who=cast.mate)
    name(cast, "dispute", who=cast.people["city_office"], org=cast.city)
    client = c.enter(client, cast.people["city_office"])
    assert listed(client, kind="dispute") == [("dispute", "马建国"), ("dispute", "李秀兰")]
    assert listed(client, unit="兴庆") == [("dispute", "李秀兰"), ("petition", "葛春梅")]
    assert listed(client, q="春梅") == [("petition", "葛春梅")]
    assert listed(client, state="gone") == []
    cast.mate.posts.update(until=c.TODAY)
    assert listed(client, state="gone") == [("petition", "葛春梅")]
    assert "已经不办，请另定" in text_of(client.get(PAGE))
    assert "没有符合条件的分工" in text_of(client.get(PAGE, {"q": "没有这个人"}))


def test_taken_out_as_it_is_listed(cast, client):
    name(cast, "dispute")
    name(cast, "dispute", who=cast.mate, on=c.TODAY + DAY)
    answer = c.enter(client, cast.people["city_office"]).get(PAGE, {"as": "xlsx"})
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()]
    assert [row[:3] + row[5:] for row in rows[-1:]] == [["兴庆区总工会", "争议调处", "葛春梅", "是"]]


def test_whoever_only_sees_them_has_no_button_and_no_page_to_change_them(cast, client):
    (row,) = name(cast, "dispute")
    client = c.enter(client, cast.author)
    assert listed(client) == [("dispute", "李秀兰")]
    text = text_of(client.get(PAGE))
    assert "定承办人" not in text and "不再承办</a>" not in text and "不再承办<span" not in text
    with c.nothing_written():
        for page in ("new/", "new/units/", "new/officers/", f"{row.pk}/end/"):
            assert client.get(f"{PAGE}{page}").status_code == 404
            assert client.post(f"{PAGE}{page}", sent(cast)).status_code in (404, 405)


def test_of_other_units_nothing(cast, client):
    (row,) = name(cast, "dispute")
    client = c.enter(client, cast.people["stranger"])
    assert listed(client) == []
    assert "李秀兰" not in text_of(client.get(PAGE))
    with c.nothing_written():
        assert client.post(f"{PAGE}{row.pk}/end/").status_code == 404


def test_the_list_costs_the_same_with_more_rows(cast, client, django_assert_max_num_queries):
    client = c.enter(client, cast.people["city_office"])
    name(cast, "dispute")
    with django_assert_max_num_queries(1000) as few:
        client.get(PAGE)
    name(cast, *[each for each in kinds() if each != "dispute"])
    with django_assert_max_num_queries(len(few)):
        assert len(listed(client)) == len(kinds())


def test_whoever_assigns_is_told_whom_the_unit_named(cast, client):
    from tiexin.cases.tests.test_default_owners import queued

    name(cast, "dispute", who=cast.mate)
    case = queued(cast)
    page = c.enter(client, cast.chief).get(f"/cases/{case.pk}/assign/").content.decode()
    assert "本单位的分工先找：葛春梅（干部）" in page
