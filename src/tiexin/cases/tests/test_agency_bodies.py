"""A name hidden from an employer does not reach it as a body, however that body is written."""

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.agency import rules
from tiexin.cases.agency.bodies import bare, core, same, without_places
from tiexin.cases.models import Case, Errand
from tiexin.cases.tests.agency_scene import carried, sent, stage
from tiexin.cases.tests.case_scene import refuse
from tiexin.cases.tests.test_agency_pages import ERRAND
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

DAIRY = "兴庆区澜瑞乳业有限公司三车间"
ALIKE = [  # the body as it is typed, how the worker's unit or place is written
    ("兴庆区澜瑞乳业有限公司人力资源部", DAIRY),
    ("澜瑞乳业公司", DAIRY),
    ("澜瑞乳业", DAIRY),
    ("澜瑞乳业人事科", "澜瑞乳业三车间"),
    ("银川澜瑞乳业股份有限公司", "宁夏澜瑞乳业（集团）有限公司"),
    ("宁夏回族自治区银川市兴庆区澜瑞乳业有限责任公司", DAIRY),
    ("澜 瑞 乳 业 公 司", DAIRY),
    ("某 厂", "某厂"),
    ("某厂", "某厂三车间"),
    ("某厂 二车间", "某厂三车间"),
    ("ＬＡＮ公司", "lan有限公司"),
    ("凤凰·机械（厂）", "凤凰机械厂"),
    ("凤凰机械厂工会", "宁夏凤凰机械有限公司"),
    ("凤凰", "凤凰机械厂"),
    ("兴庆区教育局办公室", "兴庆区教育局"),
    ("教育局", "兴庆区教育局"),
    ("老城区总工会办公室", "老城区总工会"),
    ("老城区", "老城区"),
]
APART = [
    ("兴庆区信访局", DAIRY),
    ("兴庆区信访局", "兴庆区"),
    ("银川市信访局", "银川市凤凰机械厂"),
    ("银川市教育局", "兴庆区教育局"),
    ("市教育局", "兴庆区教育局"),
    ("石嘴山市总工会", "银川市总工会"),
    ("兴庆区人力资源和社会保障局", "兴庆区人力资源服务公司"),
    ("宁夏住房和城乡建设厅", "宁夏建设公司"),
    ("区劳动人事争议仲裁委员会", DAIRY),
    ("银川市", "银川市凤凰机械厂"),
    ("厂", "凤凰机械厂"),
    ("兴庆区信访局", ""),
    ("兴庆区信访局", "——"),
]


@pytest.mark.parametrize(("body", "name"), ALIKE)
def test_one_unit_written_in_two_ways_is_one(body, name):
    assert same(body, name) is True
    with pytest.raises(rules.Refused) as caught:
        rules.check_body(body, ["", name])
    assert (caught.value.field, caught.value.clause) == ("body", rules.HIDDEN)


@pytest.mark.parametrize(("body", "name"), APART)
def test_bodies_that_share_a_place_or_a_word_are_apart(body, name):
    assert same(body, name) is False
    assert rules.check_body(body, [name]) == body


def test_signs_alone_are_no_body():
    with pytest.raises(rules.Refused) as caught:
        rules.check_body("（ ）——", [])
    assert caught.value.field == "body"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (DAIRY, "澜瑞乳业"),
        ("宁夏回族自治区银川市兴庆区", "宁夏回族自治区银川市兴庆区"),
        ("银川市第一人民医院", "银川市第一人民医院"),
        ("中国石油宁夏分公司", "石油宁夏"),
        ("厂", "厂"),
        ("一公司", "一公司"),
    ],
)
def test_what_all_ways_of_writing_have_in_common(text, found):
    assert core(bare(text)) == found


@given(st.text(max_size=60), st.text(max_size=30))
def test_however_it_is_written_a_unit_is_itself(name, more):
    mine = bare(name)
    if mine:
        assert same(name, name) and same(f" {'　'.join(name)} ", name)
        assert not without_places(mine) or same(f"{name}{more}", name)
    assert not same("", name) and not same(name, "")


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.mark.django_db
def test_neither_a_place_typed_nor_the_employer_of_the_register_is_reached_by_another_spelling(cast):
    typed = carried(cast, hide_name=True, place=DAIRY)
    for body in ("兴庆区澜瑞乳业有限公司人力资源部", "澜瑞乳业公司"):
        refuse("body", lambda body=body: sent(cast, typed, body=body, apart=True))
    kept = carried(cast, hide_name=True, employer=cast.employer)
    refuse("body", lambda: sent(cast, kept, body="凤凰机械公司 人事科"))
    assert sent(cast, kept).body == "兴庆区信访局"


@pytest.mark.django_db
def test_where_nobody_wrote_down_the_employer_the_body_is_said_to_be_none(cast):
    mandate = carried(cast, hide_name=True, place=DAIRY)
    said = refuse("apart", lambda: sent(cast, mandate))
    assert "还没有写明是哪家企业" in said and "《信访工作条例》第30条" in said
    assert sent(cast, mandate, apart=True).body == "兴庆区信访局"
    Case.objects.filter(pk=mandate.case_id).update(hide_name=False)
    assert sent(cast, mandate, body="市信访局").body == "市信访局"


@pytest.mark.django_db
def test_the_page_asks_for_the_tick_where_it_is_needed_and_nowhere_else(cast, client):
    hidden, kept = carried(cast, hide_name=True), carried(cast, hide_name=True, employer=cast.employer)
    client = c.enter(client, cast.agent_officer)
    asked = [client.get(f"/cases/{each.case_id}/errand/").context["form"].fields for each in (hidden, kept)]
    assert ["apart" in fields for fields in asked] == [True, False]
    said = {**ERRAND, "mandate": hidden.pk}
    with c.nothing_written():
        answer = client.post(f"/cases/{hidden.case_id}/errand/", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["apart"])
    assert client.post(f"/cases/{hidden.case_id}/errand/", {**said, "apart": "on"}).status_code == 302
    assert Errand.objects.get().body == ERRAND["body"]
