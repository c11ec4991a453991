"""What a first start refuses: wrong codes, people, regions, plans and years; nothing is written and nothing is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tiexin.boards.start import actions, codes, queries
from tiexin.boards.start.actions import Beginning
from tiexin.boards.tests import begun as b
from tiexin.core.days import now
from tiexin.core.documents.source import MAX_BYTES
from tiexin.core.refusal import Refused
from tiexin.orgs.actions.beginning import First, first_unit
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody")]
PEOPLE = [First("周明", "zhouming", "system"), First("吴静", "wujing", "security"), First("郑强", "zheng", "audit")]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def client(nobody):
    return b.browser()


def refused(client, step, sent, *words):
    """Send what is wrong to a step; it stays there, says why, and keeps what was typed."""
    b.answer(client, until=step)
    with c.nothing_written():
        page = client.post(f"/start/{step}/", sent)
    assert page.status_code == 422
    for word in words:
        assert word in page.text, word
    following = b.STEPS[b.STEPS.index(step) + 1]
    assert client.get(f"/start/{following}/")["Location"] == f"/start/{step}/"
    return page


# ── the code ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", ["unit", "people", "check", "regions", "nothing"])
def test_without_a_code_no_question_is_asked(step):
    codes.issue()
    assert Client().get(f"/start/{step}/")["Location"] == "/start/"
    assert Client().post(f"/start/{step}/", b.ANSWERS["unit"]).status_code in (302, 405)
    assert Client().get("/start/links/").status_code == 404


@pytest.mark.parametrize("code", ["", " ", "AAAA-AAAA-AAAA", "启动码", "x" * 500, "\x00"])
def test_a_wrong_code_opens_nothing(code):
    codes.issue()
    client = Client()
    for page in (client.get("/start/", {"code": code}), client.post("/start/", {"code": code})):
        assert page.status_code == 422
    assert client.get("/start/unit/")["Location"] == "/start/"


def test_five_wrong_codes_shut_the_door_even_to_the_right_one():
    code, client = codes.issue(), Client()
    for left in (4, 3, 2, 1):
        assert f"启动码不对或已过期，还可以再试 {left} 次" in client.get("/start/", {"code": "AAAA"}).text
    assert "请 15 分钟后再试" in client.post("/start/", {"code": "AAAA"}).text
    page = client.post("/start/", {"code": code})
    assert (page.status_code, "启动码输错已达 5 次" in page.text) == (422, True)
    assert client.get("/start/unit/")["Location"] == "/start/"


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_may_be_typed_as_people_type(typed):
    assert Client().post("/start/", {"code": typed(codes.issue())})["Location"] == "/start/unit/"


def test_a_code_of_before_is_none():
    old = codes.issue()
    codes.issue()
    assert Client().post("/start/", {"code": old}).status_code == 422


# ── ① the union ──────────────────────────────────────────────────────────────────────────────────────────


UNITS = {
    "no name": ({"name": ""}, "请填写"),
    "blanks": ({"name": "   "}, "请填写"),
    "200 letters": ({"name": "工" * 200}, "120"),
    "an unknown region": ({"region": "999999"}, "没有“999999”这个行政区划代码"),
    "a strange level": ({"level": "galaxy"}, "请在列出的里面选"),
    "neither region nor level": ({"region": ""}, "没有选行政区划时，请选一个层级"),
}


@pytest.mark.parametrize(("changes", "said"), UNITS.values(), ids=UNITS)
def test_a_union_that_does_not_do(client, changes, said):
    refused(client, "unit", {**b.ANSWERS["unit"], **changes}, said)


def test_a_script_as_a_name_stays_text(client):
    b.answer(client, unit={"name": SCRIPT}, people={"system_name": SCRIPT}, plan={"plan": "later"}, year={})
    for place in ("/start/unit/", "/start/people/", "/start/check/"):
        assert SCRIPT not in client.get(place).text
    client.post("/start/check/")
    assert SCRIPT not in client.get("/start/links/").text
    assert Org.objects.get().name == SCRIPT


LEVELS = {
    "640000": "province",
    "640100": "city",
    "640104": "county",
    "640104001": "township",
}


@pytest.mark.parametrize(("region", "level"), LEVELS.items())
def test_the_level_follows_the_region_and_can_be_changed(client, region, level):
    later = {"plan": {"plan": "later"}, "year": {}}
    b.answer(client, unit={"region": region}, **later)
    client.post("/start/unit/", {**b.ANSWERS["unit"], "region": region, "level": "city"})
    assert "市级" in client.get("/start/check/").text
    client.post("/start/unit/", {**b.ANSWERS["unit"], "region": region})
    client.post("/start/check/")
    assert Org.objects.get().level == level


def test_the_union_of_an_enterprise_needs_no_region(client):
    b.answer(client, unit={"region": "", "level": "enterprise"}, plan={"plan": "later"}, year={})
    client.post("/start/check/")
    assert Org.objects.values_list("level", "kind").get() == ("enterprise", "enterprise")


def test_divisions_are_found_by_name_and_code(client):
    for text in ("兴庆", "640104"):
        page = client.get("/start/regions/", {"q": text, "name": "region"})
        assert 'value="640104"' in page.text
    assert client.get("/start/regions/", {"q": "\x00", "name": "region"}).status_code == 200
    assert 'value="640000"' in client.get("/start/unit/").text


# ── ② and ③ the people ───────────────────────────────────────────────────────────────────────────────────


THREE = {
    "nobody": ({"audit_name": ""}, "请填写"),
    "200 letters": ({"audit_name": "郑" * 200}, "40"),
    "the same person twice": ({"audit_name": " 周明 "}, "“周明”写了两次"),
    "the same log-in name twice": ({"audit_username": "zhouming", "system_username": "zhouming"}, "前面已经用了"),
    "one that another's name makes": ({"audit_username": "zhouming"}, "登录名“zhouming”前面已经用了"),
    "a log-in name in Chinese": ({"audit_username": "郑强"}, "用小写字母开头"),
}


@pytest.mark.parametrize(("changes", "said"), THREE.values(), ids=THREE)
def test_three_administrators_that_do_not_do(client, changes, said):
    page = refused(client, "people", {**b.ANSWERS["people"], **changes}, said)
    assert 'value="吴静"' in page.text


OFFICE = {
    "one of the three": ({"office_name": "郑强"}, "“郑强”写了两次"),
    "the log-in name of one of them": ({"office_username": "wujing"}, "前面已经用了"),
    "nobody": ({"office_name": ""}, "请填写"),
}


@pytest.mark.parametrize(("changes", "said"), OFFICE.values(), ids=OFFICE)
def test_an_officer_that_does_not_do(client, changes, said):
    refused(client, "office", {**b.ANSWERS["office"], **changes}, said)


def test_people_whose_names_sound_alike_get_different_log_in_names(client):
    b.answer(client, people={"security_name": "周铭"}, office={"office_name": "舟明"})
    page = client.get("/start/check/")
    for name in ("zhouming<", "zhouming2<", "zhouming3<"):
        assert name in page.text


# ── ④ the plan ───────────────────────────────────────────────────────────────────────────────────────────


OTHER = b.OWN.replace("宁夏回族自治区", "某市").replace('"64"', '"11"')
BROKEN = "pack: x\ntitle: y\n  number: z\n"
PLANS = {
    "nothing chosen": ({}, "请选一项"),
    "one that is not there": ({"plan": "../../etc/passwd"}, "请从列出的里面选一项"),
    "an empty text": ({"plan": "own", "text": "  \n"}, "请选一个文件"),
    "broken YAML": ({"plan": "own", "text": BROKEN}, "第3行第9列"),
    "a wrong word": ({"plan": "own", "text": b.OWN.replace("走访企业, count", "走访火星, count")}, "第15行第"),
    "too much": ({"plan": "own", "text": "#" * (MAX_BYTES + 1)}, "最多 2,000,000 字节"),
    "another union's": (
        {"plan": "own", "text": b.OWN.replace("宁夏回族自治区", "某市").replace('"64"', '"11"')},
        "不能替它发布",
    ),
}


@pytest.mark.parametrize(("sent", "said"), PLANS.values(), ids=PLANS)
def test_a_plan_that_does_not_do(client, sent, said):
    refused(client, "plan", sent, said)


def test_a_megabyte_of_yaml_is_read_or_refused_but_never_breaks(client):
    text = b.OWN + "".join(f"  - clause: C{n}\n    quote: 走访企业不少于十家\n" for n in range(2, 18_000))
    assert len(text.encode()) > 1_000_000
    page = refused(client, "plan", {"plan": "own", "text": text}, "先列出前 50 处")
    assert page.text.count("tx-state--missed") == 50


FILES = {
    "not UTF-8": ("方案".encode("gbk"), "不是 UTF-8"),
    "too large": (b"#" * (MAX_BYTES + 1), "最多 2,000,000 字节"),
    "empty": (b"", "请选一个文件"),
    "broken": (BROKEN.encode(), "第3行第9列"),
}


@pytest.mark.parametrize(("content", "said"), FILES.values(), ids=FILES)
def test_a_file_that_does_not_do(client, content, said):
    refused(client, "plan", {"plan": "later", "file": SimpleUploadedFile("plan.yaml", content)}, said)


def test_what_was_wrong_with_one_file_is_not_held_against_the_next(client):
    refused(client, "plan", {"file": SimpleUploadedFile("plan.yaml", "方案".encode("gbk"))}, "不是 UTF-8")
    assert client.post("/start/plan/", {**b.ANSWERS["plan"], "trouble": "x"})["Location"] == "/start/year/"


@pytest.mark.parametrize(("region", "level"), [("640100", ""), ("110000", ""), ("640000", "county")])
def test_a_plan_of_a_level_or_place_that_does_not_fit(client, region, level):
    unit = {"name": "某某总工会", "region": region, "level": level}
    b.answer(client, until="plan", unit=unit)
    assert "不是本单位的方案" in client.get("/start/plan/").text
    page = client.post("/start/plan/", {"plan": "ningxia-f2f", "text": ""})
    assert page.status_code == 422
    assert "由宁夏回族自治区总工会印发，地区是宁夏，“某某总工会”不能替它发布" in page.text


# ── ⑤ the year ───────────────────────────────────────────────────────────────────────────────────────────


YEARS = {
    "out of the document's": ("ningxia-f2f", "2026", "请从列出的里面选一项"),
    "none": ("ningxia-f2f", "", "请选一项"),
    "words": ("province-f2f", "今年", "请写四位数的年份"),
    "out of range": ("province-f2f", "1026", "2000"),
    "beyond": ("province-f2f", "9" * 400, "2099"),
    "another than the file's": ("own", "2027", "请从列出的里面选一项"),
}


@pytest.mark.parametrize(("plan", "year", "said"), YEARS.values(), ids=YEARS)
def test_a_year_that_does_not_do(client, plan, year, said):
    b.answer(client, until="year", plan={"plan": plan})
    page = client.post("/start/year/", {"year": year})
    assert (page.status_code, said in page.text) == (422, True)
    assert client.get("/start/check/")["Location"] == "/start/year/"


def test_a_year_without_a_day_of_the_plan_is_said(client):
    text = b.OWN.replace("year: 2026", "year: 202*").replace("from: 2-13", "from: 2-29")
    b.answer(client, until="year", plan={"plan": "own", "text": text})
    assert "2月29日至6月30日" in client.get("/start/year/").text
    assert client.post("/start/year/", {"year": "2027"}).status_code == 422
    assert client.post("/start/year/", {"year": "2028"})["Location"] == "/start/check/"


# ── the action itself ────────────────────────────────────────────────────────────────────────────────────


def test_the_action_takes_all_or_nothing():
    unit = first_unit(b.UNION, "province", "640000")
    wrong = {
        "错误": b"pack: x\n",
        "年份写作 201": b.OWN.replace("year: 2026", "year: 201*").encode(),
        "不是本单位": OTHER.encode(),
    }
    for said, raw in wrong.items():
        with c.nothing_written(), pytest.raises(Refused, match=said):
            actions.start(Beginning(unit, PEOPLE, raw), on=c.TODAY, now=now())


def test_a_refused_beginning_keeps_the_code_and_is_said_on_the_last_page(client, monkeypatch):
    def refuse(*_, **__):
        raise Refused("库满了")

    b.answer(client)
    monkeypatch.setattr(actions, "start", refuse)
    page = client.post("/start/check/")
    assert (page.status_code, "库满了" in page.text) == (422, True)
    assert codes.place().exists() and not queries.founded()
