"""Pages of the list of a matter of many: whose doors they are, what is typed wrong, slips; and of a slip again."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import codes
from tiexin.cases.models import Case, Member
from tiexin.cases.tests.case_scene import DAY, registered, stage
from tiexin.cases.tests.members_scene import LINES, NAMES, answered, code, crowd, listed
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("officer", True),
        ("chief", True),
        ("office", True),
        ("mate", False),
        ("enterprise", False),
        ("stranger", False),
        ("nobody", False),
        ("audit", False),
    ],
)
def test_whose_doors_they_are(cast, client, who, opens):
    case = crowd(cast)
    made = listed(cast, case)["马兰"]
    answered(cast, case)
    client = c.enter(client, {**cast.people, "chief": cast.chief, "mate": cast.mate}[who])
    shown = 200 if opens else 404
    with c.nothing_written():
        for page in (
            f"/cases/{case.pk}/members/",
            f"/cases/members/{made.pk}/answer/",
            f"/cases/members/{made.pk}/strike/",
        ):
            assert client.get(page).status_code == shown
        assert client.get(f"/cases/{case.pk}/members/slips/").status_code == (
            404 if who in ("nobody", "audit") else 405
        )
        if not opens:
            for page in (f"/cases/{case.pk}/members/slips/", f"/cases/members/{made.pk}/answer/"):
                assert client.post(page, {"way": "met"}).status_code == 404


def test_a_matter_of_one_has_no_such_page_and_says_nothing_of_it(cast, client):
    case, client = registered(cast, "petition"), c.enter(client, cast.author)
    assert client.get(f"/cases/{case.pk}/members/").status_code == 404
    assert "名单" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_listed_answered_and_struck_off_by_their_pages(cast, client):
    case, client = crowd(cast), c.enter(client, cast.author)
    page = f"/cases/{case.pk}/members/"
    assert "还没有名单" in client.get(f"/cases/{case.pk}/").content.decode()
    assert client.post(page, {"lines": LINES}).url == page
    made = {each.name: each for each in Member.objects.all()}
    assert sorted(made) == sorted(NAMES)
    assert "还有3人没有答复到" in client.get(f"/cases/{case.pk}/").content.decode()
    answered(cast, case)
    assert client.post(f"/cases/members/{made['马兰'].pk}/answer/", {"way": "met"}).url == page
    assert client.post(f"/cases/members/{made['白玉梅'].pk}/strike/", {"reason": "调走了"}).url == page
    shown = client.get(page)
    assert [(each.name, each.way, each.until is None) for each in shown.context["pager"].rows] == [
        ("马兰", "met", True),
        ("丁小军", "", True),
        ("白玉梅", "", False),
    ]
    assert "13900005551" not in shown.content.decode()
    counted = shown.context["counted"]
    assert (counted.all, counted.left) == (2, 1)


@pytest.mark.parametrize("typed", ["", " ", "马兰 123", "马兰\n马兰", "a\0b", "x" * 1_000_000, "丁小军"])
def test_what_is_typed_wrong_stands_beside_its_field_with_all_that_was_typed(cast, client, typed):
    case, client = crowd(cast), c.enter(client, cast.author)
    listed(cast, case)
    with c.nothing_written():
        answer = client.post(f"/cases/{case.pk}/members/", {"lines": typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["lines"])
    assert answer.context["form"]["lines"].value() == typed


@pytest.mark.parametrize(("sent", "field"), [({}, "way"), ({"way": "moon"}, "way"), ({"way": "unreached"}, "note")])
def test_an_answer_half_said_is_refused_beside_its_field(cast, client, sent, field):
    case, client = crowd(cast), c.enter(client, cast.author)
    made = listed(cast, case)["马兰"]
    answered(cast, case)
    with c.nothing_written():
        answer = client.post(f"/cases/members/{made.pk}/answer/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_script_in_a_name_stays_words(cast, client):
    case, client = crowd(cast), c.enter(client, cast.author)
    client.post(f"/cases/{case.pk}/members/", {"lines": SCRIPT})
    for page in (client.get(f"/cases/{case.pk}/members/"), client.post(f"/cases/{case.pk}/members/slips/")):
        assert SCRIPT not in page.content.decode() and "&lt;script&gt;" in page.content.decode()


def test_sent_twice_everybody_is_listed_once(cast, client):
    case, client = crowd(cast), c.enter(client, cast.author)
    assert client.post(f"/cases/{case.pk}/members/", {"lines": LINES}).status_code == 302
    with c.nothing_written():
        assert client.post(f"/cases/{case.pk}/members/", {"lines": LINES}).status_code == 422
    assert Member.objects.count() == 3


def test_names_are_not_shown_to_whom_the_asker_is_not_named(cast, client):
    case = crowd(cast, employer=cast.employer)
    listed(cast, case)
    Case.objects.filter(pk=case.pk).update(org=cast.enterprise, hide_name=True)
    client = c.enter(client, cast.people["enterprise"])
    page = client.get(f"/cases/{case.pk}/")
    assert client.get(f"/cases/{case.pk}/members/").status_code == 404
    assert not [name for name in NAMES if name in page.content.decode()]


def test_slips_carry_each_code_are_opened_by_a_button_and_leave_a_trace(cast, client):
    case, client = crowd(cast), c.enter(client, cast.author)
    made = listed(cast, case)
    page = client.post(f"/cases/{case.pk}/members/slips/")
    assert [each.code for each in page.context["pager"].rows] == [code(each) for each in made.values()]
    assert page.content.decode().count("<svg") >= 3 and "no-store" in page.headers["Cache-Control"]
    assert Entry.objects.filter(verb="print_member_slips", thing_id=case.pk, by=cast.author).count() == 1


def test_slips_of_many_stand_on_several_pages(cast, client):
    case, client = crowd(cast), c.enter(client, cast.author)
    listed(cast, case, "\n".join(f"职工{chr(0x4E00 + n)}" for n in range(30)))
    first, second = (client.post(f"/cases/{case.pk}/members/slips/{query}") for query in ("", "?page=2"))
    assert [len(page.context["pager"].rows) for page in (first, second)] == [24, 6]
    assert first.context["pager"].next_url in first.content.decode()


def test_the_list_asks_as_much_however_long_it_is(cast, client):
    asked, client = [], c.enter(client, cast.author)
    for number in (3, 25):
        case = crowd(cast)
        listed(cast, case, "\n".join(f"职工{chr(0x4E00 + n)} 1390000{n:04d}" for n in range(number)))
        client.get(f"/cases/{case.pk}/members/")
        with CaptureQueriesContext(connection) as statements:
            client.get(f"/cases/{case.pk}/members/")
        asked.append(len(statements))
    assert asked[0] == asked[1]


def step_page(client, case, to="close", **sent):
    address = f"/cases/{case.pk}/step/?to={to}"
    return client.post(address, {"move": to, **sent}) if sent else client.get(address)


def test_the_page_of_closing_asks_for_how_many_were_answered_some_other_way(cast, client):
    case, client = answered(cast, crowd(cast, people=4)), c.enter(client, cast.author)
    assert step_page(client, case).context["form"].fields["others"].label == "没有名单，这4人，是怎么答复到的"
    made = listed(cast, case)
    assert step_page(client, case).context["form"].fields["others"].label == "不在名单里的1人，是怎么答复到的"
    assert "others" not in step_page(client, case, "redo").context["form"].fields
    for each in made.values():
        assert client.post(f"/cases/members/{each.pk}/answer/", {"way": "met"}).status_code == 302
    with c.nothing_written():
        short = step_page(client, case, text="都答复了", others="当众答复")
    assert (short.status_code, list(short.context["form"].errors)) == (422, ["others"])
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "名单上3人，都答复到了；登记的是4人，<b>1人不在名单里</b>。" in page
    assert "还有1人不在名单里" in client.get(f"/cases/{case.pk}/members/").content.decode()
    assert step_page(client, case, text="都答复了", others="开了职工大会，在会上当众答复").status_code == 302
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_a_whole_list_leaves_nothing_to_ask_and_to_say(cast, client):
    case, client = crowd(cast, people=3), c.enter(client, cast.author)
    made = listed(cast, case)
    answered(cast, case)
    for each in made.values():
        client.post(f"/cases/members/{each.pk}/answer/", {"way": "met"})
    assert "others" not in step_page(client, case).context["form"].fields
    assert "不在名单里</b>" not in client.get(f"/cases/{case.pk}/").content.decode()
    assert step_page(client, case, text="都答复了").status_code == 302
    alone = answered(cast, registered(cast, "petition"))
    assert "others" not in step_page(client, alone).context["form"].fields


def test_one_who_asks_for_many_is_sent_to_the_group_beside_the_number(cast, client):
    client = c.enter(client, cast.author)
    sent = {"key": "6b0d4c1e-1111-4222-8333-444455556666", "channel": "window", "asker": "self", "name": "刘桂英"}
    sent |= {"phone": "13900001111", "reply_way": "code", "title": "班车停了", "text": "二十几个人", "people": 12}
    with c.nothing_written():
        page = client.post("/cases/new/?kind=petition", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["people"])
    assert client.post("/cases/new/?kind=petition", {**sent, "asker": "group"}).status_code == 302


# A slip of one matter, opened again.


def opened(client, case):
    return client.get(f"/cases/{case.pk}/slip/")


def test_whoever_registered_has_the_slip_that_day_without_a_trace(cast, client):
    case, client = registered(cast), c.enter(client, cast.author)
    with c.nothing_written():
        assert codes.code_of(case.key) in opened(client, case).content.decode()


@pytest.mark.parametrize("who", ["later", "chief"])
def test_opened_again_it_asks_first_and_says_so_in_its_way(cast, client, who):
    case = registered(cast)
    if who == "later":
        Case.objects.filter(pk=case.pk).update(on=c.TODAY - DAY)
    person = cast.chief if who == "chief" else cast.author
    client = c.enter(client, person)
    with c.nothing_written():
        first = opened(client, case)
    assert (first.status_code, codes.code_of(case.key) in first.content.decode()) == (200, False)
    second = client.post(f"/cases/{case.pk}/slip/")
    assert (second.status_code, codes.code_of(case.key) in second.content.decode()) == (200, True)
    step = case.steps.order_by("-pk")[0]
    assert (step.label, step.by, step.told) == ("再次打印回执", person, True)
    client.post(f"/cases/{case.pk}/slip/")
    assert case.steps.filter(label="再次打印回执").count() == 1
    assert Entry.objects.filter(verb="open_slip", thing_id=case.pk, by=person).count() == 2


def test_whoever_takes_no_part_opens_no_slip(cast, client):
    case, client = registered(cast), c.enter(client, cast.mate)
    with c.nothing_written():
        assert (opened(client, case).status_code, client.post(f"/cases/{case.pk}/slip/").status_code) == (404, 404)
