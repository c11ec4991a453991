"""The pages of a draw: each step by whom it belongs to; a refusal stands beside its field and writes nothing."""

import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, State
from tiexin.draws.tests import scene
from tiexin.draws.verify import differences
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast, kept

pytestmark = pytest.mark.django_db


@kept.fixture
def stage():
    made = cast.stage()
    for number in range(5):
        cast.employer(made.county, f"第{number}纺织厂", *(["distressed"] if number % 2 else []))
    return made


@pytest.fixture
def office(stage):
    return cast.enter(Client(), stage.people["office"])


@pytest.fixture
def leader(stage):
    return cast.enter(Client(), stage.people["leader"])


def new(**more):
    return {"title": "第一组走访企业", "kind": "employers", "each": "2", "arranged": "0", **more}


def text(answer):
    return answer.content.decode()


def test_a_draw_from_the_first_page_to_the_file(stage, office, leader):
    assert office.post("/draws/new/", new(place=stage.province.pk, arranged="1")).status_code == 302
    draw = Draw.objects.get()
    at = f"/draws/{draw.pk}/"
    assert "下一步：核对抽样框，然后封存" in text(office.get(at))
    first, second = draw.items.order_by("key")[:2]
    office.post(f"/draws/frame/{first.pk}/exclude/", {"reason": "已停产"})
    office.post(f"/draws/frame/{second.pk}/arrange/", {"arranged_by": "银川市总", "reason": "重点企业"})
    page = text(office.get(f"{at}frame/"))
    assert ("已排除：已停产" in page, "银川市总安排：重点企业" in page) == (True, True)
    office.post(f"{at}freeze/")
    assert "下一步：两个人各约定一份种子" in text(office.get(at))
    office.post(f"{at}seed/", {"words": scene.FIRST})
    leader.post(f"{at}seed/", {"words": scene.SECOND})
    page = text(office.get(at))
    assert ("公开我的一份" in page, scene.FIRST in page) == (True, False)
    office.post(f"{at}seed/", {"words": scene.FIRST})
    leader.post(f"{at}seed/", {"words": scene.SECOND})
    office.post(f"{at}run/")
    page = text(leader.get(at))
    assert ("下载结果文件" in page, "当地安排" in page) == (True, True)
    answer = leader.get(f"{at}file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert differences(text(answer)) == []
    assert json.loads(text(answer)) == leader.get(f"/api{at}file").json()


def test_the_place_and_the_rules_are_checked_beside_their_fields(stage, office):
    with cast.nothing_written():
        answer = office.post("/draws/new/", new(place=stage.enterprise.pk))
        assert (answer.status_code, "没有在册的企业" in text(answer)) == (422, True)
        answer = office.post("/draws/new/", new(place=stage.province.pk, arranged="3"))
        assert (answer.status_code, "不能超过要抽的数量" in text(answer)) == (422, True)
        answer = office.post("/draws/new/", new(place=stage.province.pk, by=["kind"], distinct="on"))
        assert (answer.status_code, "类型必然相同" in text(answer)) == (422, True)
        answer = office.post("/draws/new/", new(place=stage.province.pk, each="0"))
        assert (answer.status_code, "第一组走访企业" in text(answer)) == (422, True)


def test_a_frame_changed_after_freezing_is_refused(stage, office):
    draw = scene.frozen(stage.province, Rules(each=2, arranged=1))
    row = draw.items.first()
    with cast.nothing_written():
        for page in ("exclude", "arrange"):
            sent = {"reason": "停产", "arranged_by": "市总"}
            answer = office.post(f"/draws/frame/{row.pk}/{page}/", sent)
            assert (answer.status_code, "抽样框已经封存" in text(answer)) == (422, True)
    assert "排除<span" not in text(office.get(f"/draws/{draw.pk}/frame/"))


def test_a_seed_given_late_or_wrong_is_refused(stage, office, leader):
    draw = scene.committed(scene.frozen(stage.province), stage.people["office"], stage.people["leader"])
    third = cast.enter(Client(), cast.officer("马忠", stage.province, "office"))
    with cast.nothing_written():
        answer = third.post(f"/draws/{draw.pk}/seed/", {"words": scene.FIRST})
        assert (answer.status_code, "种子已经约定，不能再给" in text(answer)) == (422, True)
        answer = leader.post(f"/draws/{draw.pk}/seed/", {"words": scene.FIRST})
        assert (answer.status_code, "一字不差" in text(answer)) == (422, True)


def test_a_refused_press_is_told_on_the_page(stage, office):
    draw = scene.frozen(stage.province)
    with cast.nothing_written():
        office.post(f"/draws/{draw.pk}/freeze/")
        office.post(f"/draws/{draw.pk}/run/")
    page = text(office.get(f"/draws/{draw.pk}/"))
    assert ("抽样框已经封存" in page, "种子还没有约定" in page) == (True, True)


def test_a_value_that_others_publish(stage, office):
    draw = scene.frozen(stage.province)
    at, day = f"/draws/{draw.pk}/", cast.TODAY + timedelta(days=2)
    answer = office.post(f"{at}value/", {"what": "双色球", "known_on": cast.TODAY})
    assert (answer.status_code, "以后才公布的数" in text(answer)) == (422, True)
    assert office.post(f"{at}value/", {"what": "双色球", "known_on": day}).status_code == 302
    answer = office.post(f"{at}value/", {"value": "0308"})
    assert (answer.status_code, "才公布" in text(answer)) == (422, True)
    cast.set_day(day)
    calendar.forget()
    office.post(f"{at}value/", {"value": "0308"})
    office.post(f"{at}run/")
    draw.refresh_from_db()
    assert (draw.state, draw.seed) == (State.DRAWN, "0308")


def test_a_substitute_and_the_workbook_of_the_result(stage, office):
    draw = scene.drawn(scene.frozen(stage.province), stage.people["office"], stage.people["leader"])
    gone = draw.picks.get(place=1)
    assert office.post(f"/draws/picks/{gone.pk}/replace/", {"reason": " "}).status_code == 422
    office.post(f"/draws/picks/{gone.pk}/replace/", {"reason": "已停产"})
    page = text(office.get(f"/draws/{draw.pk}/"))
    assert (f"候补，代替{gone.item}：已停产" in page, "已换下" in page) == (True, True)
    sheet = load_workbook(io.BytesIO(office.get(f"/draws/{draw.pk}/?as=xlsx").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["次序", 1, 2, 3]
    assert [row[-1] for row in rows[1:]] == ["已换下", None, None]
    assert rows[3][4:7] == ("候补", gone.item.label, "已停产")


def test_a_draw_given_up_says_why(stage, office):
    draw = scene.frozen(stage.province)
    assert office.post(f"/draws/{draw.pk}/cancel/", {"reason": ""}).status_code == 422
    office.post(f"/draws/{draw.pk}/cancel/", {"reason": "名册有误"})
    page = text(office.get(f"/draws/{draw.pk}/"))
    assert ("已取消：名册有误" in page, "下一步" in page) == (True, False)


@pytest.mark.parametrize(("asked", "wanted"), [("?state=excluded", 1), ("?q=第0", 1), ("?state=in", 6), ("", 7)])
def test_the_frame_is_narrowed(stage, office, asked, wanted):
    draw = scene.opened(stage.province)
    draw.items.filter(label="第1纺织厂").update(excluded="停产")
    page = text(office.get(f"/draws/{draw.pk}/frame/{asked}"))
    assert f"共 {wanted} 条" in page


def test_who_may_do_what(stage, office, leader):
    draw = scene.opened(stage.province)
    field = cast.enter(Client(), stage.people["officer"])
    stranger = cast.enter(Client(), stage.people["stranger"])
    at = f"/draws/{draw.pk}/"
    assert [each.get(at).status_code for each in (office, leader, field, stranger)] == [200, 200, 404, 404]
    assert [each.get("/draws/new/").status_code for each in (office, leader, field)] == [200, 404, 404]
    assert leader.post(f"{at}freeze/").status_code == 404
    assert office.get(f"{at}file/").status_code == 404  # nothing is drawn yet


def test_the_api_lists_what_the_pages_list(stage, leader):
    draw = scene.frozen(stage.province)
    listed = leader.get("/api/draws").json()
    assert (listed["total"], listed["rows"][0]["frame_hash"]) == (1, draw.frame_hash)
    one = leader.get(f"/api/draws/{draw.pk}").json()
    assert one == listed["rows"][0]
    assert (one["state"], one["rules"]["each"]) == ("frozen", 2)
    assert leader.get(f"/api/draws/{draw.pk}/file").status_code == 404
