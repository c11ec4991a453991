"""The page of a crisis says who was told, who has seen it, whom to ring; and it promises no more than what happens."""

import pytest
from django.utils import timezone

from tiexin.cases import promise
from tiexin.cases.actions.crisis import note_deed
from tiexin.cases.actions.offering import assign_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.crisis.part import beside
from tiexin.cases.crisis.queries import told, told_of
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.core.days import moment
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Channel, Message, Preference, State, place

pytestmark = pytest.mark.django_db
SECTION = "告诉了谁"


@kept.fixture
def cast():
    found = stage()
    found.boss = found.people["city_office"]
    return found


def crisis(cast, kind="mass"):
    return registered(cast, "crisis", details={"kind": kind}, title="厂门口聚了八十个人", people=80)


def chooses_texts(who):
    from tiexin.core.sealed import seal

    row = Preference(officer=who, way="sms", quiet_from="22:00", quiet_until="07:00")
    row.phone = seal("13900002222", place("preference", row.uuid))
    row.save()


def asks(rf, who):
    request = rf.get("/")
    request.officer, request.today = who, c.TODAY
    return request


def said(case):
    return {each.officer.name: (bool(each.opened), each.outside, each.rings) for each in told(case)}


def page(client, who, case):
    return c.enter(client, who).get(f"/cases/{case.pk}/").content.decode()


# ── who was told ────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_who_chose_no_texts_is_said_to_have_got_one(cast, client):
    case = crisis(cast)
    assert said(case) == {name: (False, "", True) for name in (cast.chief.name, cast.boss.name)}
    text = page(client, cast.author, case)
    assert "2位没有短信、也还没有看到，请现在就按通讯录打电话" in text
    words = ("没有留手机号，发不了短信", "还没有看 ·", "<b>请打电话</b>")
    assert [text.count(each) for each in words] == [2, 2, 2]
    assert [name for name in (cast.chief.name, cast.boss.name, str(cast.city)) if name not in text] == []


def test_who_chose_texts_gets_one_at_once_and_whoever_did_not_stands_first(cast, client):
    chooses_texts(cast.chief)
    case = crisis(cast)
    assert said(case) == {cast.chief.name: (False, "短信正在发", False), cast.boss.name: (False, "", True)}
    assert [each.officer for each in told(case)] == [cast.boss, cast.chief]
    text = page(client, cast.author, case)
    assert "1位没有短信" in text and "短信正在发" in text
    assert "13900002222" not in text


@pytest.mark.parametrize(
    ("state", "words", "rings"),
    [
        ("waiting", "短信正在发", False),
        ("sending", "短信正在发", False),
        ("sent", "短信已发出", False),
        ("read", "短信已发出", False),
        ("failed", "短信没有发成", True),
        ("dropped", "短信没有发", True),
    ],
)
def test_what_became_of_the_text_is_said(cast, state, words, rings):
    chooses_texts(cast.chief)
    case = crisis(cast)
    Message.objects.filter(officer=cast.chief, channel=Channel.SMS).update(state=state)
    assert said(case)[cast.chief.name] == (False, words, rings)


def test_whoever_has_opened_it_is_not_rung(cast, client):
    case = crisis(cast)
    Message.objects.filter(channel=Channel.APP).update(state=State.READ, opened=moment(c.TODAY))
    assert {each[2] for each in said(case).values()} == {False}
    text = page(client, cast.author, case)
    when = timezone.localtime(moment(c.TODAY))
    assert f"系统内{when.month}月{when.day}日 {when:%H:%M}看了" in text
    assert "请现在就按通讯录打电话" not in text


def test_whoever_opened_the_matter_by_itself_has_seen_it(cast, client):
    case = crisis(cast)
    boss = Message.objects.get(officer=cast.boss, source=f"case/{case.pk}/crisis")
    assert page(client, cast.mate, case).count("<b>请打电话</b>") == 2  # who was not told sees it for nobody
    page(client, cast.chief, case)
    assert {name: each[0] for name, each in said(case).items()} == {cast.chief.name: True, cast.boss.name: False}
    chief = Message.objects.get(officer=cast.chief, source=f"case/{case.pk}/crisis")
    assert (chief.state, chief.opened is not None) == (State.READ, True)
    boss.refresh_from_db()
    assert (boss.state, boss.opened) == (State.SENT, None)
    first = chief.opened
    page(client, cast.chief, case)
    chief.refresh_from_db()
    assert chief.opened == first  # the first look is the one that counts


def test_the_page_that_is_opened_says_already_that_it_was_seen(cast, client):
    case = crisis(cast)
    text = page(client, cast.chief, case)
    assert (text.count("<b>请打电话</b>"), "1位没有短信、也还没有看到" in text) == (1, True)


def test_looking_at_the_head_of_a_page_is_not_seeing_it(cast, client):
    case = crisis(cast)
    c.enter(client, cast.chief).head(f"/cases/{case.pk}/")
    assert said(case)[cast.chief.name][0] is False


@pytest.mark.parametrize("do", ["claim", "deed"])
def test_who_took_a_step_has_seen_it_though_no_message_was_opened(cast, client, do):
    case = crisis(cast)
    if do == "claim":
        assign_case(case, cast.chief, "马上去", by=cast.chief, on=c.TODAY)
    else:
        note_deed(case, case.service.steps[0].name, "到场了", by=cast.chief, on=c.TODAY)
    found = {each.officer: (each.did is not None, each.seen, each.rings) for each in told(case)}
    assert found == {cast.chief: (True, True, False), cast.boss: (False, False, True)}
    when = timezone.localtime(moment(c.TODAY))
    text = page(client, cast.author, case)
    assert f"系统内{when.month}月{when.day}日 {when:%H}" in text and "办了 ·" in text


def test_being_given_a_matter_by_another_is_not_having_seen_it(cast):
    case = crisis(cast)
    assign_case(case, cast.chief, "请去", by=cast.boss, on=c.TODAY)
    assert {each.officer: each.seen for each in told(case)} == {cast.chief: False, cast.boss: True}


def test_a_crisis_goes_to_the_number_of_who_chose_no_texts(cast):
    chooses_texts(cast.chief)
    Preference.objects.update(way="none")
    case = crisis(cast)
    assert said(case) == {cast.chief.name: (False, "短信正在发", False), cast.boss.name: (False, "", True)}


def test_where_nobody_could_be_told_it_says_so(cast, client):
    case = crisis(cast)
    Message.objects.all().delete()
    assert told(case) == []
    assert "没有找到可以告诉的领导，请打电话报告上级工会" in page(client, cast.author, case)


def test_messages_about_another_matter_or_another_thing_do_not_count(cast):
    other, case = crisis(cast), crisis(cast)
    Message.objects.filter(source=f"case/{case.pk}/crisis").delete()
    assert (told(case), len(told(other))) == ([], 2)


def test_who_reads_nothing_of_it_does_not_see_whom_it_was_told(cast, rf):
    case = crisis(cast)
    request = asks(rf, cast.author)
    shown = {part: beside(request, case, part)["crisis"] for part in (True, False)}
    assert (len(shown[True]["told"]), shown[True]["rings"], shown[False]["told"], shown[False]["rings"]) == (
        2,
        2,
        None,
        0,
    )


def test_a_plain_matter_says_nothing_of_it(cast, client):
    assert SECTION not in page(client, cast.author, registered(cast))


def test_it_costs_two_questions_however_many_were_told(cast, django_assert_num_queries):
    case, other = crisis(cast), crisis(cast)
    with django_assert_num_queries(2):
        assert [str(each.officer.org) for each in told(case)] == [str(cast.county), str(cast.city)]
    with django_assert_num_queries(2):
        found = told_of([case, other])
    assert {pk: [each.officer for each in those] for pk, those in found.items()} == {
        each.pk: [cast.chief, cast.boss] for each in (case, other)
    }


def test_the_form_promises_a_text_to_whoever_left_a_number_alone(cast, client):
    text = c.enter(client, cast.author).get("/cases/crisis/").content.decode()
    assert "领导马上收到短信" not in text
    assert "马上在系统里收到消息，不分白天夜里；留了手机号的，不论自己选没选，同时发短信" in text


# ── who reads it ────────────────────────────────────────────────────────────────────────────────────────

UNIT = promise.READERS["unit"]


def test_of_a_sealed_crisis_the_page_names_no_reader_who_finds_nothing(cast, client):
    case = crisis(cast, "self_harm")
    text = page(client, cast.author, case)
    words = "姓名、电话和说的话，只有经办和回访的人、被告知的领导看得到；"
    assert (words in text, UNIT in text) == (True, False)
    assert c.enter(type(client)(), cast.mate).get(f"/cases/{case.pk}/").status_code == 404


def test_of_the_other_kinds_it_names_those_of_the_unit_and_no_exception(cast, client):
    case = crisis(cast)
    text = page(client, cast.author, case)
    assert (UNIT in text, "例外" in text) == (True, False)
    assert "厂门口聚了八十个人" in page(type(client)(), cast.mate, case)


def test_whoever_asks_is_told_of_the_exception(client, cast):
    see = catalogue()["crisis"].see
    assert see.split("；")[-1] == "例外：自伤的加密，只有经办和回访的人、被告知的领导看得到"
    assert see in client.get(f"/my/ask/?kind=crisis&unit={cast.county.pk}").content.decode()


@pytest.mark.parametrize("name", [name for name, each in catalogue().items() if not each.seal_if])
def test_of_every_other_service_a_matter_is_promised_what_its_service_promises(cast, name):
    case = registered(cast)
    case.kind, case.sealed = name, catalogue()[name].sealed
    assert promise.of(case) == catalogue()[name].see
    assert promise.EXCEPT not in promise.of(case)


def test_a_plain_matter_that_was_sealed_is_for_those_who_take_part(cast):
    case = registered(cast)
    case.sealed = True
    assert promise.of(case).split("；")[0] == "姓名、电话和说的话，只有经办和回访的人看得到"


def test_the_page_of_a_crisis_costs_no_more_than_that_of_any_matter(cast, client, django_assert_max_num_queries):
    case = crisis(cast)
    page(client, cast.chief, case)  # who has seen it now
    with django_assert_max_num_queries(16 + 3):  # of whoever asks: session, account, posts
        client.get(f"/cases/{case.pk}/")
