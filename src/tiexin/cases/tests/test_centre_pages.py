"""Pages of service centres and of agents: the way from an empty centre to a converted one, the lists, the API."""

import io
import re

import pytest
from openpyxl import load_workbook

from tiexin.cases.actions import centres as actions
from tiexin.cases.rooms import rules
from tiexin.cases.rooms.models import Agent, Centre, CentreFunction
from tiexin.cases.tests.rooms_scene import DAY, centre_of, named, served, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def enter(cast, client, who="manager"):
    return c.enter(client, cast.people[who] if who in cast.people else getattr(cast, who))


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def cells(response):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]


def sent(cast, function="hardship", **more):
    return {"function": function, "place": "一楼", "hours": "工作日", "staff": [cast.author.pk], "outside": "", **more}


def test_from_registered_to_converted_by_its_buttons(cast, client):
    client = enter(cast, client)
    page = client.post("/centres/new/", {"org": cast.county.pk, "name": "职工服务中心", "address": "胜利街1号"}).url
    centre = Centre.objects.get()
    assert page == f"/centres/{centre.pk}/"
    text = text_of(client.get(page))
    assert "困难帮扶、互助保障、就业服务、职工信访、争议调处、法律援助、心理咨询" in text
    assert "到2012年12月31日还有235天" in text and "转型完成</a>" not in text
    for function in rules.FUNCTIONS:
        assert client.post(f"{page}function/", sent(cast, function)).url == page
    text = text_of(client.get(page))
    assert "七项都有" in text and "转型完成</a>" in text
    assert client.post(f"{page}convert/", {"day": c.TODAY}).url == page
    assert "已转型" in text_of(client.get(page))


def test_to_convert_too_early_is_refused_with_what_is_missing(cast, client):
    centre, client = centre_of(cast), enter(cast, client)
    served(cast, centre, *list(rules.FUNCTIONS)[:6])
    with c.nothing_written():
        response = client.post(f"/centres/{centre.pk}/convert/", {"day": c.TODAY})
    assert response.status_code == 422
    assert "还缺1项：心理咨询" in text_of(response)


def test_a_function_comes_filled_in_with_what_was_said(cast, client):
    centre, client = centre_of(cast), enter(cast, client)
    served(cast, centre, "dispute", place="二楼调解室")
    form = client.get(f"/centres/{centre.pk}/function/?function=dispute").context["form"]
    assert (form["place"].value(), form["staff"].value()) == ("二楼调解室", [cast.author.pk])
    assert client.get(f"/centres/{centre.pk}/function/?function=%00").status_code == 200
    assert client.get(f"/centres/{centre.pk}/function/?function=moon").context["form"]["place"].value() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("function", "moon"),
        ("place", ""),
        ("hours", "字" * 61),
        ("staff", []),
        ("staff", ["foreign"]),
        ("staff", ["9" * 30]),
    ],
)
def test_what_is_typed_wrong_of_a_function_is_said(cast, client, field, value):
    centre, client = centre_of(cast), enter(cast, client)
    value = [cast.people["stranger"].pk if each == "foreign" else each for each in value] if field == "staff" else value
    with c.nothing_written():
        response = client.post(f"/centres/{centre.pk}/function/", sent(cast, **{field: value}))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_a_function_is_dropped_on_its_page(cast, client):
    centre, client = centre_of(cast), enter(cast, client)
    row = served(cast, centre)[2]
    actions.convert_centre(centre, c.TODAY, by=cast.manager, on=c.TODAY)
    page = f"/centres/functions/{row.pk}/drop/"
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "没有场地"}).url == f"/centres/{centre.pk}/"
    text = text_of(client.get(f"/centres/{centre.pk}/"))
    assert "<b>就业服务</b>" in text and "还没有转型" in text
    assert client.get(page).status_code == 404  # it is over


def test_the_day_of_conversion_is_mended_where_it_was_said(cast, client):
    centre, client = centre_of(cast), enter(cast, client)
    served(cast, centre)
    page, own = f"/centres/{centre.pk}/convert/", f"/centres/{centre.pk}/"
    assert client.post(page, {"day": "2012-05-09"}).url == own
    text = text_of(client.get(own))
    assert ("2012年5月9日" in text, text.count("更正日期"), "更正过" in text) == (True, 1, False)
    with c.nothing_written():
        assert client.post(page, {"day": "2012-05-08", "reason": ""}).status_code == 422
    assert client.post(page, {"day": "2012-05-08", "reason": "抄错了日子"}).url == own
    assert "2012年5月8日（更正过：抄错了日子）" in text_of(client.get(own))
    seen = text_of(enter(cast, type(client)(), "author").get(own))
    assert ("2012年5月8日（更正过：抄错了日子）" in seen, "更正日期" in seen) == (True, False)


def test_name_and_place_are_changed(cast, client):
    centre, client = centre_of(cast), enter(cast, client)
    page = f"/centres/{centre.pk}/change/"
    assert 'value="胜利街1号"' in client.get(page).content.decode()
    assert client.post(page, {"name": "职工之家", "address": "解放街"}).url == f"/centres/{centre.pk}/"
    assert "职工之家" in text_of(client.get(f"/centres/{centre.pk}/"))


def test_every_union_that_must_have_one_is_listed_with_what_it_lacks(cast, client):
    centre = centre_of(cast)
    served(cast, centre)
    actions.convert_centre(centre, c.TODAY, by=cast.manager, on=c.TODAY)
    served(cast, centre_of(cast, cast.other_county), "hardship", "mutual_aid", staff=[cast.people["stranger"]])
    client = c.enter(client, cast.people["office"])
    context = client.get("/centres/").context
    lacks = {row.short_name: len(row.lacks) for row in context["pager"].rows}
    assert lacks == {"自治区总工会": 7, "银川市": 7, "兴庆区": 0, "石嘴山市": 7, "大武口区": 5}
    assert (context["owing"], context["converted"], context["left"]) == (5, 1, 235)
    text = text_of(client.get("/centres/"))
    assert "就业服务、职工信访、争议调处、法律援助、心理咨询" in text and "七项都没有" in text

    def listed(**asked):
        return [row.short_name for row in client.get("/centres/", asked).context["pager"].rows]

    assert listed(state="yes") == ["兴庆区"]
    assert listed(state="no") == ["自治区总工会", "银川市", "石嘴山市", "大武口区"]
    assert listed(state="none") == ["自治区总工会", "银川市", "石嘴山市"]
    assert listed(unit="大武口") == ["大武口区"]
    rows = cells(client.get("/centres/", {"as": "xlsx", "unit": "区总工会", "state": "yes"}))[1:]
    assert [(row[1], str(row[3])[:10], row[4]) for row in rows] == [("职工服务中心", "2012-05-10", None)]


def test_after_the_last_day_whoever_is_not_there_is_late(cast, client):
    centre_of(cast)
    c.set_day(c.TODAY.replace(year=2012, month=12, day=31))
    client = enter(cast, client)
    text = text_of(client.get("/centres/"))
    assert "还有 <b>0</b> 天" in text and "tx-state--missed" not in text


def test_only_unions_without_a_centre_are_offered(cast, client):
    centre_of(cast)
    client = c.enter(client, cast.people["city_office"])
    text = text_of(client.get("/centres/new/units/", {"q": "", "name": "org"}))
    assert "银川市" in text and "兴庆区" not in text and "凤凰机械厂" not in text
    with c.nothing_written():
        said = {"org": cast.county.pk, "name": "又一个", "address": "街"}
        assert client.post("/centres/new/", said).status_code == 422


def test_people_of_the_centres_own_union_serve_there(cast, client):
    centre, client = centre_of(cast), enter(cast, client)
    text = text_of(client.get(f"/centres/{centre.pk}/function/officers/", {"q": "", "name": "staff", "many": "1"}))
    assert "李秀兰" in text and "葛春梅" not in text


@pytest.mark.parametrize("who", ["stranger", "enterprise"])
def test_strangers_see_no_centre(cast, client, who):
    centre = centre_of(cast)
    row = served(cast, centre, "hardship")[0]
    client = c.enter(client, cast.people[who])
    pages = (f"/centres/{centre.pk}/", f"/centres/{centre.pk}/function/", f"/centres/functions/{row.pk}/drop/")
    assert [client.get(page).status_code for page in (*pages, f"/api/centres/{centre.pk}")] == [404] * 4


def test_an_officer_reads_a_centre_and_changes_nothing(cast, client):
    centre, client = centre_of(cast), enter(cast, client, "officer")
    assert "填写" not in text_of(client.get(f"/centres/{centre.pk}/"))
    pages = ("new/", *(f"{centre.pk}/{each}/" for each in ("function", "convert", "change")))
    assert [client.get(f"/centres/{page}").status_code for page in pages] == [404] * 4
    assert CentreFunction.objects.count() == 0


def test_machines_read_centres_with_what_they_lack(cast, client):
    centre, client = centre_of(cast), enter(cast, client)
    served(cast, centre, *list(rules.FUNCTIONS)[:6])
    one = client.get(f"/api/centres/{centre.pk}").json()
    assert (one["lacks"], one["converted"], len(one["functions"])) == (["心理咨询"], None, 6)
    assert one["functions"][0] == {
        "function": "hardship",
        "place": "一楼大厅",
        "hours": "工作日 8:30-17:30",
        "staff": [cast.author.pk],
        "outside": "",
    }
    assert [row["id"] for row in client.get("/api/centres").json()["rows"]] == [centre.pk]


# ── agents ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_agent_is_put_on_the_roster_and_taken_off(cast, client):
    client = enter(cast, client)
    said = {"officer": cast.author.pk, "fields_of_work": ["wages", "women"], "since": "2012-05-01"}
    assert client.post("/agents/new/", said).url == "/agents/"
    text = text_of(client.get("/agents/"))
    assert "李秀兰" in text and "工资和劳动报酬、女职工权益" in text
    agent = Agent.objects.get()
    assert client.post(f"/agents/{agent.pk}/end/", {"day": c.TODAY, "reason": ""}).status_code == 422
    assert client.post(f"/agents/{agent.pk}/end/", {"day": c.TODAY, "reason": "调岗"}).url == "/agents/"
    assert client.get("/agents/").context["pager"].rows == []
    assert "调岗" in text_of(client.get("/agents/", {"state": "ended"}))


@pytest.mark.parametrize(
    ("field", "value"), [("officer", ""), ("fields_of_work", []), ("fields_of_work", ["moon"]), ("since", "2012-06-01")]
)
def test_what_is_typed_wrong_of_an_agent_is_said(cast, client, field, value):
    client = enter(cast, client)
    said = {"officer": cast.author.pk, "fields_of_work": ["wages"], "since": "2012-05-01", field: value}
    with c.nothing_written():
        response = client.post("/agents/new/", said)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_the_roster_is_narrowed_and_taken_out(cast, client):
    first, second = named(cast), named(cast, cast.chief, fields=["insurance"])
    client = enter(cast, client)

    def listed(**asked):
        return [row.pk for row in client.get("/agents/", asked).context["pager"].rows]

    assert listed() == [first.pk, second.pk]
    assert listed(field="women") == [first.pk]
    assert listed(field="insurance") == [second.pk]
    assert (listed(field="safety"), listed(q="丁"), listed(unit="银川")) == ([], [second.pk], [])
    assert cells(client.get("/agents/", {"as": "xlsx", "field": "women"}))[1][:3] == [
        "兴庆区总工会",
        "李秀兰",
        "工资和劳动报酬、女职工权益",
    ]


def test_agents_stand_beside_their_unions_centre(cast, client):
    centre = centre_of(cast)
    named(cast)
    ended = named(cast, cast.chief)
    actions.end_agent(ended, c.TODAY - DAY, "调岗", by=cast.manager, on=c.TODAY)
    text = text_of(enter(cast, client).get(f"/centres/{centre.pk}/"))
    assert "李秀兰" in text and "丁文博" not in text


def test_officers_in_reach_are_offered(cast, client):
    text = text_of(enter(cast, client).get("/agents/new/officers/", {"q": "", "name": "officer"}))
    assert "李秀兰" in text and "葛春梅" not in text


def test_strangers_end_no_agent(cast, client):
    agent = named(cast)
    client = enter(cast, client, "stranger")
    assert client.get("/agents/").context["pager"].rows == []
    assert client.post(f"/agents/{agent.pk}/end/", {"day": c.TODAY, "reason": "x"}).status_code == 404


def test_where_the_roster_comes_from_is_said_as_everywhere(cast, client):
    text = re.sub(r"<[^>]+>", "", enter(cast, client).get("/agents/new/").content.decode())
    assert (text.count("依据：方案第C134条、方案第C135条"), text.count("C134、C135")) == (1, 0)
