"""Models as each reader sees them: what proves them, which buttons open, who takes them up, and how they go out."""

import io
from datetime import date

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from tiexin.activities import example_queries as queries
from tiexin.activities import example_rules as rules
from tiexin.activities.actions import examples as actions
from tiexin.activities.actions import void_activity
from tiexin.activities.actions.guidance import give_guidance
from tiexin.activities.examples import Example, Proof, TakeUp
from tiexin.activities.guidance import Guidance
from tiexin.activities.tests.activity_scene import DAY, recorded, refuse, stage
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.actions import NewOrg, found_org
from tiexin.orgs.models import Level
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
BUTTONS = ("consents", "decides", "publishes", "withdraws", "takes")
NEW = "/activities/examples/new/"


@kept.fixture
def cast():
    found = stage()
    found.lecture = recorded(found)
    found.proof = Entry.objects.get(thing="activities.activity")
    found.judge = found.people["city_office"]
    return found


def enter(cast, client, who):
    return c.enter(client, cast.people[who])


def proposed(cast, proofs=None, by=None, **changes):
    author = by or cast.author
    said = {"org": cast.county, "author": author, "kind": "experience", "title": "流动宣讲车", "text": "送到班组"}
    new = Example(**said | changes)
    return actions.propose_example(new, [cast.proof] if proofs is None else proofs, by=author, on=c.TODAY)


def accepted(cast, **changes):
    return actions.decide_example(proposed(cast, **changes), "实在", accept=True, by=cast.judge, on=c.TODAY)


def published(cast, **changes):
    return actions.publish_example(accepted(cast, **changes), by=cast.judge, on=c.TODAY)


def withdrawn(cast, **changes):
    return actions.withdraw_example(proposed(cast, **changes), "有变", by=cast.author, on=c.TODAY)


def declined(cast, **changes):
    return actions.decide_example(proposed(cast, **changes), "再看", accept=False, by=cast.judge, on=c.TODAY)


MAKE = {
    "proposed": proposed,
    "accepted": accepted,
    "declined": declined,
    "published": published,
    "withdrawn": withdrawn,
}


def asking(cast, who="officer", permission="activities.record"):
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs = cast.people[who], c.TODAY, permission
    return request


def page(example, rest=""):
    return f"/activities/examples/{example.pk}/{rest}"


def sent(cast, **more):
    proofs = f"/activities/{cast.lecture.pk}/"
    return {"kind": "experience", "title": "流动宣讲车", "text": "送到班组", "proofs": proofs, **more}


# ── what proves it ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    [
        "/activities/{}/",
        "  /activities/{}/  ",
        "http://testserver/activities/{}/",
        "https://tiexin.example.org:8443/activities/{}/?page=2#there",
        "/entries/{entry}/",
    ],
)
def test_an_address_as_it_stands_in_a_browser_leads_to_the_first_entry(cast, address):
    void_activity(cast.lecture, "重了", by=cast.author, on=c.TODAY)
    found = queries.entry_at(asking(cast), address.format(cast.lecture.pk, entry=cast.proof.pk))
    assert (found, found.verb) == (cast.proof, "record_activity")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "activities/{}/",
        "/activities/{}",
        "/activities/{}/people/",
        "/activities/999999/",
        "/entries/999999/",
        "/activities/guidance/{}/",
        "http://[::1/activities/{}/",
        "http://[x]/activities/{}/",
        "//[/",
        "/activities/" + "9" * 30 + "/",
    ],
)
def test_an_address_that_leads_nowhere_proves_nothing(cast, address):
    assert queries.entry_at(asking(cast), address.format(cast.lecture.pk)) is None


def test_guidance_proves_by_its_own_entry(cast):
    said = {"subject": "准备", "advice": "先培训", "on": c.TODAY, "room": "一室"}
    made = give_guidance(Guidance(org=cast.county, author=cast.author, **said), by=cast.author, on=c.TODAY)
    found = queries.entry_at(asking(cast), f"/activities/guidance/{made.pk}/")
    assert (found.thing, found.thing_id, found.verb) == ("activities.guidance", made.pk, "give_guidance")


@pytest.mark.parametrize("address", ["http://[::1/visits/3/", "/visits/3/", "/activities/examples/"])
def test_an_address_that_cannot_be_read_is_named_beside_the_field(cast, client, address):
    with c.nothing_written():
        proofs = f"/activities/{cast.lecture.pk}/\n{address}"
        answer = enter(cast, client, "officer").post(NEW, sent(cast, proofs=proofs))
    errors = answer.context["form"].errors
    assert (answer.status_code, dict(errors)) == (422, {"proofs": [f"找不到这条记录，或者您看不到它：{address}"]})
    assert address in answer.content.decode()


def test_more_evidence_than_anybody_reads_is_refused_and_stays_typed(cast, client):
    lines = [f"/activities/{recorded(cast).pk}/" for _ in range(rules.PROOFS + 1)]
    client = enter(cast, client, "officer")
    with c.nothing_written():
        answer = client.post(NEW, sent(cast, proofs="\n".join(lines)))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["proofs"])
    assert lines[-1] in answer.content.decode()
    assert client.post(NEW, sent(cast, proofs="\n".join(lines[:-1]))).status_code == 302
    assert Proof.objects.count() == rules.PROOFS


def test_the_same_address_twice_is_one_proof(cast, client):
    one = f"/activities/{cast.lecture.pk}/"
    two = f"/entries/{cast.proof.pk}/"
    assert enter(cast, client, "officer").post(NEW, sent(cast, proofs=f"{one}\n{one}\n\n {two}")).status_code == 302
    assert list(Proof.objects.values_list("entry", flat=True)) == [cast.proof.pk]


def test_evidence_is_opened_by_whoever_may_read_it_and_named_to_the_others(cast, client):
    made = published(cast)
    opens = {}
    for who in ("officer", "city_office", "stranger", "enterprise"):
        (row,) = enter(cast, client, who).get(page(made)).context["proofs"]
        opens[who] = (row.said, row.opens)
    said = "登记活动"
    assert opens == {
        "officer": (said, True),
        "city_office": (said, True),
        "stranger": (said, False),
        "enterprise": (said, False),
    }


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "hero"),
        ("title", ""),
        ("title", "字" * 101),
        ("text", "  "),
        ("text", "字" * 1001),
        ("proofs", ""),
        ("officer", "x"),
        ("officer", str(10**20)),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(cast, client, field, value):
    with c.nothing_written():
        answer = enter(cast, client, "officer").post(NEW, sent(cast, **{field: value}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    kept = {"title": "流动宣讲车", "text": "送到班组", "proofs": f"/activities/{cast.lecture.pk}/"}
    assert [said for name, said in kept.items() if name != field and said not in answer.content.decode()] == []


def test_a_model_cadre_is_somebody_in_reach(cast, client):
    client = enter(cast, client, "officer")
    for whom in ({}, {"officer": cast.people["stranger"].pk}):
        with c.nothing_written():
            answer = client.post(NEW, sent(cast, kind="cadre", **whom))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["officer"])


# ── who sees which button ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "state", "opened"),
    [
        ("officer", "proposed", ["withdraws"]),
        ("officer", "accepted", ["withdraws"]),
        ("officer", "declined", []),
        ("officer", "published", ["withdraws"]),
        ("officer", "withdrawn", []),
        ("city_office", "proposed", ["decides", "withdraws"]),
        ("city_office", "accepted", ["publishes", "withdraws"]),
        ("city_office", "declined", []),
        ("city_office", "published", ["withdraws", "takes"]),
        ("city_office", "withdrawn", []),
        ("office", "published", ["withdraws", "takes"]),
        ("stranger", "published", ["takes"]),
        ("enterprise", "published", []),
    ],
)
def test_buttons_are_those_that_the_state_and_the_right_allow(cast, client, who, state, opened):
    made = MAKE[state](cast)
    context = enter(cast, client, who).get(page(made)).context
    assert [each for each in BUTTONS if context[each]] == opened


def test_a_unit_that_has_taken_it_up_is_not_asked_again(cast, client):
    made = published(cast)
    client = enter(cast, client, "stranger")
    assert client.post(page(made, "take-up/"), {"on": c.TODAY, "what": "每月一场"}).status_code == 302
    assert client.get(page(made)).context["takes"] is False
    with c.nothing_written():
        answer = client.post(page(made, "take-up/"), {"on": c.TODAY, "what": "每周一场"})
    assert (answer.status_code, answer.context["form"].errors["what"]) == (422, ["本单位已经登记过学用"])
    assert "每周一场" in answer.content.decode()


def test_the_one_who_proposed_does_not_decide_though_they_judge(cast, client):
    c.actions.grant_post(cast.people["city_office"], cast.county, "officer", by=None, on=c.TODAY)
    made = proposed(cast, by=cast.judge)
    client = enter(cast, client, "city_office")
    assert client.get(page(made)).context["decides"] is False
    with c.nothing_written():
        answer = client.post(page(made, "decide/"), {"accept": "yes", "reason": "好"})
    assert (answer.status_code, "不能由自己决定" in answer.content.decode()) == (422, True)


def test_nobody_is_published_before_they_consent_and_the_page_says_why(cast, client):
    made = accepted(cast, kind="cadre", officer=cast.author)
    client = enter(cast, client, "city_office")
    with c.nothing_written():
        answer = client.post(page(made, "publish/"))
    assert (answer.status_code, "本人还没有同意" in answer.content.decode()) == (422, True)
    assert enter(cast, client, "officer").post(page(made, "consent/")).status_code == 302
    with c.nothing_written():
        again = client.post(page(made, "consent/"))
    assert (again.status_code, "已经同意过了" in again.content.decode()) == (422, True)
    assert enter(cast, client, "city_office").post(page(made, "publish/")).status_code == 302


@pytest.mark.parametrize("state", ["proposed", "accepted", "declined", "withdrawn"])
@pytest.mark.parametrize("rest", ["", "take-up/", "withdraw/", "decide/", "publish/", "consent/"])
def test_what_is_not_published_is_nothing_to_those_beside(cast, client, state, rest):
    made = MAKE[state](cast)
    assert enter(cast, client, "stranger").get(page(made, rest)).status_code == 404


def test_what_is_withdrawn_after_it_was_published_leaves_the_others_and_who_took_it_up_stays(cast, client):
    made = published(cast)
    actions.take_up_example(
        made, TakeUp(org=cast.other_city, on=c.TODAY, what="每月"), by=cast.people["stranger"], on=c.TODAY
    )
    client = enter(cast, client, "officer")
    assert client.post(page(made, "withdraw/"), {"reason": "做法变了"}).status_code == 302
    text = client.get(page(made)).content.decode()
    assert [each for each in ("已撤回", "做法变了", "石嘴山市", "每月") if each not in text] == []
    assert enter(cast, client, "stranger").get(page(made)).status_code == 404


def test_an_example_of_the_real_tree_is_not_read_by_those_who_practise(cast):
    made = published(cast)
    root = found_org(NewOrg("练习总工会", Level.PROVINCE, c.FOUNDED, practice=True), by=None, on=c.TODAY)
    practised = published(cast, org=c.org("练习县总工会", "county", root))
    twin = c.officer("练习同事", root, "officer")
    seen = {}
    for who in (cast.author, twin):
        request = asking(cast, permission="activities.see")
        request.officer = who
        seen[who] = list(Example.objects.all().readable(request))
    assert seen == {cast.author: [made], twin: [practised]}


# ── taken up ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (2, True), (3, False)])
def test_it_is_taken_up_between_its_publication_and_today(cast, days, fits):
    made, today = published(cast), c.TODAY + 2 * DAY
    new = TakeUp(org=cast.other_city, on=c.TODAY + days * DAY, what=" 每月一场 ")

    def take():
        return actions.take_up_example(made, new, by=cast.people["stranger"], on=today)

    if fits:
        assert (take().what, TakeUp.objects.get().on) == ("每月一场", new.on)
    else:
        refuse("on", take)


def test_two_units_take_it_up_and_stand_by_day(cast, client):
    made = published(cast)
    for org, days in ((cast.other_city, 2), (cast.enterprise, 1), (cast.city, 2)):
        new = TakeUp(org=org, on=c.TODAY + days * DAY, what="学")
        actions.take_up_example(made, new, by=cast.people["stranger"], on=c.TODAY + 2 * DAY)
    takers = enter(cast, client, "officer").get(page(made)).context["takers"]
    assert [row.org for row in takers] == [cast.enterprise, cast.other_city, cast.city]


def test_nothing_of_models_counts_in_any_plan(cast):
    before = Fact.objects.count()
    published(cast)
    assert Fact.objects.count() == before


# ── as it goes out ──────────────────────────────────────────────────────────────────────────────────────


def test_every_cell_of_the_list_as_it_goes_out(cast, client):
    published(cast)
    declined(cast, kind="cadre", title="李秀兰", officer=cast.author)
    answer = enter(cast, client, "officer").get("/activities/examples/", {"as": "xlsx"})
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert head == ("类别", "名称", "推荐单位", "本人", "推荐日期", "状态", "公布日期")
    rows = [[cell.date() if hasattr(cell, "date") else cell for cell in row] for row in rows]
    day = date(2012, 5, 10)
    assert rows == [
        ["先进干部", "李秀兰", "兴庆区总工会", "李秀兰", day, "上级未采纳", None],
        ["典型经验", "流动宣讲车", "兴庆区总工会", None, day, "已公布", day],
    ]


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("person", "consented", "fits"), [(None, None, True), (7, None, False), (7, c.TODAY, True), (None, c.TODAY, True)]
)
def test_a_person_who_is_named_has_to_consent(person, consented, fits):
    if fits:
        rules.check_consent(person, consented)
        return
    with pytest.raises(Refused) as caught:
        rules.check_consent(person, consented)
    assert rules.PERSON in str(caught.value)
