"""The pages of workshops, teams and posts: the tree on the employer's page and on its own, its forms, its workbook."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions import workplaces as actions
from tiexin.registry.actions.workplaces import NewPlace
from tiexin.registry.workplaces import Workplace

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    """A workshop with a team at dust and a post in it."""
    found = c.stage()
    found.shop = add(found, "workshop", "铸造车间", headcount=60)
    found.team = add(found, "team", "造型班", parent=found.shop, headcount=20, hazards={"dust": "矽尘"})
    found.post = add(found, "post", "清砂工", parent=found.team, headcount=4, hazards={"dust": "矽尘", "physical": ""})
    return found


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["city_office"])


def add(cast, kind, name, **said):
    new, by = NewPlace(name, **said), cast.people["city_office"]
    return actions.add_workplace(cast.employer, kind, new, since=c.FOUNDED, by=by, on=c.TODAY)


def page_of(employer):
    return f"/employers/{employer.pk}/workplaces/"


def typed(**changes):
    wanted = {"kind": "team", "parent": "", "name": "维修班", "headcount": "6", "since": "2012-05-01"}
    return {name: value for name, value in (wanted | changes).items() if value is not None}


def test_the_tree_stands_on_the_employers_page_and_on_its_own(cast, office):
    for page in (f"/employers/{cast.employer.pk}/", page_of(cast.employer)):
        shown = office.get(page)
        rows = [(each.depth, each.row.name) for each in shown.context["layout"].rows]
        assert rows == [(0, "铸造车间"), (1, "造型班"), (2, "清砂工")]
        assert "有职业病危害因素的班组、岗位共 <b>20</b> 人" in shown.text
        assert "粉尘（矽尘）" in shown.text


def test_an_employer_without_any_is_led_to_the_form(cast, office):
    empty = c.employer(cast.county, "新企业")
    assert f"/employers/{empty.pk}/workplaces/new/" in office.get(page_of(empty)).text
    assert "还没有登记" in office.get(f"/employers/{empty.pk}/").text


def test_whoever_may_only_look_sees_no_forms(cast, client):
    seen = c.enter(client, cast.people["leader"]).get(page_of(cast.employer))
    assert (seen.status_code, seen.context["may_edit"]) == (200, False)
    assert "/workplaces/" not in seen.text.split("<main")[1].replace(page_of(cast.employer), "")
    assert c.enter(client, cast.people["stranger"]).get(page_of(cast.employer)).status_code == 404


def test_one_is_added_inside_another_with_its_hazards(cast, office):
    form = office.get(f"{page_of(cast.employer)}new/?parent={cast.shop.pk}").context["form"]
    assert (form["kind"].value(), form["parent"].value()) == ("team", cast.shop.pk)
    sent = typed(parent=cast.shop.pk, hazards=["physical"], detail_chemical="苯", detail_physical="噪声")
    answer = office.post(f"{page_of(cast.employer)}new/", sent)
    assert (answer.status_code, answer.url) == (302, page_of(cast.employer))
    made = Workplace.objects.get(name="维修班")
    assert (made.parent, made.headcount, str(made.since)) == (cast.shop, 6, "2012-05-01")
    assert sorted(made.hazards.values_list("kind", "detail")) == [("chemical", "苯"), ("physical", "噪声")]


@pytest.mark.parametrize("asked", ["", "x", "0", "99999999999999999999"])
def test_an_address_that_names_none_begins_on_top(cast, office, asked):
    form = office.get(f"{page_of(cast.employer)}new/?parent={asked}").context["form"]
    assert (form["kind"].value(), form["parent"].value()) == ("workshop", None)
    assert [name for _, name in form.fields["parent"].choices] == ["直接设在企业", "铸造车间", "　造型班"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "字" * 41}, "name"),
        ({"headcount": "许多"}, "headcount"),
        ({"headcount": "-1"}, "headcount"),
        ({"kind": "office"}, "kind"),
        ({"parent": "999999"}, "parent"),
        ({"kind": "post"}, "parent"),
        ({"since": "2012-05-11"}, "since"),
        ({"hazards": ["noise"]}, "hazards"),
        ({"kind": "workshop", "hazards": ["dust"]}, "hazards"),
        ({"detail_dust": "字" * 61}, "detail_dust"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(cast, office, changes, field):
    sent = typed(**{"detail_radiation": "料位计", **changes})
    with c.nothing_written():
        answer = office.post(f"{page_of(cast.employer)}new/", sent)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert form["detail_radiation"].value() == "料位计"
    assert 'value="料位计"' in answer.text


def test_numbers_that_do_not_add_up_are_told_and_saved(cast, office):
    sent = typed(parent=cast.shop.pk, headcount="45")
    shown = office.post(f"{page_of(cast.employer)}new/", sent, follow=True)
    assert Workplace.objects.get(name="维修班").headcount == 45
    assert "里面各处加起来是 65 人" in shown.text
    assert "多 5 人" in shown.text


def test_a_change_begins_with_what_is_said_and_moves_the_team(cast, office):
    page = f"/workplaces/{cast.team.pk}/change/"
    form = office.get(page).context["form"]
    names = ("name", "headcount", "parent", "hazards", "detail_dust")
    assert [form[name].value() for name in names] == ["造型班", 20, cast.shop.pk, ["dust"], "矽尘"]
    assert [name for _, name in form.fields["parent"].choices] == ["直接设在企业", "铸造车间"]
    sent = {"name": "造型一班", "headcount": "", "parent": "", "hazards": ["dust"], "detail_dust": "煤尘"}
    assert office.post(page, sent).url == page_of(cast.employer)
    cast.team.refresh_from_db()
    assert (cast.team.name, cast.team.headcount, cast.team.parent) == ("造型一班", None, None)
    assert list(cast.team.hazards.filter(until=None).values_list("kind", "detail")) == [("dust", "煤尘")]


def test_a_workshop_has_no_hazards_of_its_own(cast, office):
    assert "职业病危害因素" not in office.get(f"/workplaces/{cast.shop.pk}/change/").text
    assert "职业病危害因素" in office.get(f"/workplaces/{cast.post.pk}/change/").text


def test_ending_asks_why_and_keeps_it_readable(cast, office):
    page = f"/workplaces/{cast.team.pk}/end/"
    with c.nothing_written():
        assert list(office.post(page, {"reason": " "}).context["form"].errors) == ["reason"]
    shown = office.post(page, {"reason": "工序外包"}, follow=True)
    assert [row.name for row in shown.context["ended"]] == ["清砂工", "造型班"]
    assert shown.text.count("工序外包") == 2
    assert [each.row.name for each in shown.context["layout"].rows] == ["铸造车间"]
    with c.nothing_written():
        again = office.post(page, {"reason": "再来"})
    assert again.context["form"].errors == {"__all__": ["“造型班”已于2012年5月10日撤销"]}


def test_the_tree_goes_out_as_a_workbook(cast, office):
    book = load_workbook(io.BytesIO(office.get(f"{page_of(cast.employer)}?as=xlsx").content))
    head, *rows = book.active.iter_rows(values_only=True)
    assert head == ("层次", "类别", "名称", "在哪里", "人数", "职业病危害因素", "从哪天起")
    assert [row[:6] for row in rows] == [
        (1, "车间", "铸造车间", None, 60, None),
        (2, "班组", "造型班", "铸造车间", 20, "粉尘（矽尘）"),
        (3, "岗位", "清砂工", "铸造车间 / 造型班", 4, "粉尘（矽尘）、物理因素"),
    ]


def test_the_trail_names_it(cast, client):
    shown = c.enter(client, cast.people["audit"]).get("/audit/?verb=add_workplace").text
    assert "宁夏凤凰机械有限公司 · 造型班" in shown


def test_a_large_employer_costs_no_more_statements(cast, office, django_assert_max_num_queries):
    for number in range(30):
        add(cast, "team", f"{number}班", parent=cast.shop, hazards={"dust": ""})
    with django_assert_max_num_queries(12):
        assert len(office.get(page_of(cast.employer)).context["pager"].rows) == 33
