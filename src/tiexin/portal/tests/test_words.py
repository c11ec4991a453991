"""How the portal speaks: to the person and not about them, each step with whoever took it, in words of the street."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions.asking_person import add_words, answer_case, move_own
from tiexin.cases.actions.calling import Heard
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.silence import say_what_lapsed
from tiexin.cases.catalogue import catalogue
from tiexin.cases.rules import MOVES
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.portal import rules
from tiexin.portal.tests.papers_scene import file
from tiexin.portal.tests.portal_scene import added, asked, form_of, page_of, sent, stage, taken, text_of, walked

UNIT = "兴庆区总工会"


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def main_of(client, address):
    """The words of a page between head and foot, without what the browser does not show."""
    html = client.get(address).content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


# ── who took a step ─────────────────────────────────────────────────────────────────────────────────────


def test_ones_own_steps_are_ones_own_and_the_units_are_the_units(cast, client):
    case = asked(client, cast, "petition", file=[file()])
    page = page_of(client, case)
    added(client, page, "还有加班费")
    case = taken(case, cast, "accept", "reply")
    answer_case(case, Heard(True, "partly", "partly", "还差"), on=c.TODAY)
    move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)
    assert walked(client, page) == [
        ("登记", "您"),
        ("附上材料", "您"),
        ("本人补充", "您"),
        ("收下", UNIT),
        ("受理", UNIT),
        ("答复", UNIT),
        ("本人评价：解决了一部分，部分满意", "您"),
        ("请求复查，由银川市复查", "您"),
    ]


def test_withdrawn_oneself_or_by_an_officer_who_was_told(cast, client):
    own, told = registered(cast), registered(cast)
    move_own(own, Step("withdraw", "已经发了"), on=c.TODAY)
    moved(told, "withdraw", by=cast.author)
    assert walked(client, page_of(client, own)) == [("登记", UNIT), ("撤回", "您")]
    assert walked(client, page_of(client, told)) == [("登记", UNIT), ("撤回", UNIT)]


def test_what_the_clock_said_is_the_systems_and_speaks_to_the_person(cast, client):
    case = moved(registered(cast), "accept", by=cast.author)
    assert say_what_lapsed(date(2012, 5, 26)) == 1
    page = page_of(client, case)
    assert walked(client, page)[-1] == ("“调解”到期", "系统")
    text = main_of(client, page)
    assert "您可以向劳动争议仲裁委员会申请仲裁" in text and "职工可以" not in text
    assert "职工可以向" in case.steps.latest("pk").text  # the file keeps its own words


def test_told_where_to_go_at_once_it_was_the_catalogue(cast, client):
    why = next(each.name for each in catalogue()["dispute"].elsewhere if not each.service)
    case = asked(client, cast, elsewhere=why)
    assert walked(client, page_of(client, case)) == [("登记", "您"), ("不属受理范围，告知去处", "系统")]


def test_rerouted_at_once_it_was_the_system(cast, client):
    case = asked(client, cast, "petition", elsewhere="danger")
    assert walked(client, page_of(client, case)) == [("登记", "您"), ("按“有危险、很紧急”登记", "系统")]


def test_the_page_of_officers_keeps_its_words(cast, client):
    case = registered(cast)
    add_words(case, "还有", on=c.TODAY)
    text = text_of(c.enter(client, cast.author).get(f"/cases/{case.pk}/"))
    assert "本人补充" in text and "职工本人或者系统" in text


@pytest.mark.parametrize(
    ("event", "label", "own"),
    [
        ("registered", "登记", True),
        ("noted", "本人补充", True),
        ("noted", "附上材料", True),
        ("noted", "撤回委托", True),
        ("noted", "重新计算期限", False),
        ("noted", "委托书作废", False),
        ("noted", "请本人来", False),
        ("taken", "收下", False),
        ("lapsed", "“调解”到期", False),
        ("rerouted", "按危机处置登记", False),
        ("refused", "不属受理范围，告知去处", False),
    ],
)
def test_whose_step_it_was(event, label, own):
    assert rules.is_own(event, label) is own


@pytest.mark.parametrize("name", MOVES)
def test_moves_of_the_asker_alone_are_their_own(name):
    assert rules.is_own(MOVES[name].event, MOVES[name].label) is (MOVES[name].who == "asker")


# ── to the person ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("theirs", "holder", "yours"),
    [
        ("职工可以请求复查", "asker", "您可以请求复查"),
        ("可以请求复核", "asker", "您可以请求复核"),
        ("可以延长", "unit", "可以延长"),
        ("联系职工", "unit", "联系您"),
        ("联系本人", "unit", "联系您"),
        ("督促改正并告知职工", "unit", "督促改正并告知您"),
        ("用人单位书面答复意见书", "other", "用人单位书面答复意见书"),
        ("", "asker", ""),
    ],
)
def test_a_term_speaks_to_the_person(theirs, holder, yours):
    assert rules.term_of(theirs, holder) == yours


@pytest.mark.parametrize("kind", catalogue())
def test_no_term_of_any_service_speaks_about_the_person(kind):
    terms = [(clock, rules.term_of(clock.label, clock.holder)) for clock in catalogue()[kind].clocks]
    assert [words for _, words in terms if "职工" in words or "联系本人" in words] == []
    assert [words for clock, words in terms if clock.holder == "asker" and not words.startswith("您可以")] == []


@given(st.text(alphabet="联系职工本人告知可以您请求复查", max_size=12))
def test_said_to_the_person_once_it_stays(words):
    assert rules.to_you(rules.to_you(words)) == rules.to_you(words)


@pytest.mark.parametrize(
    ("label", "yours"), [("本人补充", "本人补充"), ("联系职工", "联系您"), ("请本人来", "请本人来"), ("受理", "受理")]
)
def test_a_label_speaks_to_the_person(label, yours):
    assert rules.label_of("noted", label, True) == rules.label_of("noted", label, False) == yours


def test_a_review_that_one_may_ask_for_is_said_to_oneself(cast, client):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    text = main_of(client, page_of(client, case))
    assert "您可以请求复查" in text and "职工可以" not in text and "由您决定" not in text
    assert case.clocks.get(rule="ask_review", met=None).label == "职工可以请求复查"


def test_the_slip_and_the_page_promise_in_the_same_words(cast, client):
    case = asked(client, cast)
    page = page_of(client, case)
    for text in (main_of(client, f"{page}slip/"), main_of(client, page)):
        assert "联系您" in text and "联系职工" not in text


def test_the_slip_says_who_has_it(cast, client):
    html = text_of(client.get(f"{page_of(client, registered(cast))}slip/"))
    assert f"<dt>谁在办</dt><dd>{UNIT}</dd>" in html and "现在在" not in html


# ── what does not break in the middle ───────────────────────────────────────────────────────────────────

DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{7}")


def loose(client, address, *but):
    """Days and numbers of a page that a narrow line may break, beside those in words that are somebody's."""
    html = client.get(address).content.decode().split("<main")[1].split("</main")[0]
    for kept in (r'<(\w+) class="tx-nowrap">.*?</\1>', r"<(time) .*?</\1>", *but):
        html = re.sub(kept, "", html, flags=re.S)
    return DAY.findall(html)


def test_days_and_numbers_stand_in_one_line(cast, client):
    case = asked(client, cast, "petition", file=[file()])
    page = page_of(client, case)
    reckoning = r"<(ul) class=\"tx-list\"><li><span class=\"tx-small\">从.*?</\1>"
    assert loose(client, page, reckoning) == loose(client, f"{page}slip/") == loose(client, "/my/matters/") == []
    html = client.get(page).content.decode()
    assert f'<dd class="tx-nowrap">{case.number}</dd>' in html
    shown = re.findall(r"<summary>.*?<span class=\"tx-nowrap\">(.*?)</span>", html)
    assert shown == ["2012年5月15日前", "2012年5月25日前"]


def test_the_number_of_a_twin_stands_in_one_line(cast, client):
    case = asked(client, cast)
    where, key = form_of(client, cast)
    again = client.post(where, sent(key)).content.decode()
    assert f'看已经登记的 <span class="tx-nowrap">{case.number}</span>' in again


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────


def test_danger_has_a_name_that_everybody_knows_and_stands_first(cast, client):
    html = client.get("/my/ask/").content.decode()
    names = re.findall(r'<li><a href="/my/ask/\?kind=(\w+)">(.*?)</a>', html)
    assert names[0] == ("crisis", "有危险、很紧急") and "危机处置" not in html
    others = {name: each.label for name, each in catalogue().items() if name != "crisis"}
    assert dict(names[1:]) == others and len(names) == len(catalogue())


def test_it_keeps_that_name_on_the_way_to_the_form(cast, client):
    for address, heading in (
        ("/my/ask/?kind=crisis", "有危险、很紧急：在哪里？"),
        (f"/my/ask/?kind=crisis&unit={cast.county.pk}", "有危险、很紧急"),
        ("/my/ask/?kind=dispute", "争议调处：在哪里？"),
        (f"/my/ask/?kind=dispute&unit={cast.county.pk}", "争议调处"),
    ):
        assert f'<h1 class="tx-h1">{heading}</h1>' in client.get(address).content.decode()


def test_every_name_of_the_portal_belongs_to_a_service():
    assert {name for name in rules.NAMES if name not in catalogue()} == set()
    assert [rules.NAMES[name] for name in rules.NAMES if rules.NAMES[name] == catalogue()[name].label] == []


@pytest.mark.parametrize(
    ("name", "short", "area"),
    [
        ("银川市总工会", "", "银川市"),
        ("银川市总工会", "银川", "银川"),
        ("宁东工会", "", "宁东工会"),
        ("总工会所在地工会", "", "总工会所在地工会"),
    ],
)
def test_the_place_of_a_federation_is_its_name_without_the_federation(name, short, area):
    assert rules.area_of(Org(name=name, short_name=short)) == area


def test_cities_without_a_short_name_are_called_by_their_place(cast, client):
    Org.objects.update(short_name="")
    html = client.get("/my/ask/?kind=dispute").content.decode()
    assert "看银川市的县（区）" in html and "看银川市总工会" not in html


def test_whoever_asks_reads_the_law_and_no_numbers_of_our_papers(cast, client):
    """A worker knows the law by its name; clauses of a plan are numbers of the office."""
    page = client.get(f"/my/ask/?kind=petition&unit={cast.county.pk}").content.decode()
    assert "《信访工作条例》" in page
    for kind in ("petition", "dispute", "suggestion", "counselling"):
        page = text_of(client.get(f"/my/ask/?kind={kind}&unit={cast.county.pk}"))
        assert re.findall(r"C\d{3}|本系统建议", page) == []
    assert "工会自己的服务承诺" in page
