"""A model is proposed with evidence, judged above, published with consent and taken up; nobody is ranked."""

import io

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from tiexin.activities import example_queries as queries
from tiexin.activities import example_rules as rules
from tiexin.activities.actions import examples as actions
from tiexin.activities.examples import Example, Proof, TakeUp
from tiexin.activities.tests.activity_scene import DAY, recorded, refuse, stage
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = stage()
    found.lecture = recorded(found)
    found.proof = Entry.objects.get(thing="activities.activity")
    found.judge = found.people["city_office"]
    return found


def proposed(cast, proofs=None, **changes):
    said = {"org": cast.county, "author": cast.author, "kind": "experience", "title": "流动宣讲车", "text": "送到班组"}
    new = Example(**said | changes)
    return actions.propose_example(new, [cast.proof] if proofs is None else proofs, by=cast.author, on=c.TODAY)


def cadre(cast, **changes):
    return proposed(cast, kind="cadre", title="李秀兰", officer=cast.author, **changes)


def consented(cast, example, by=None):
    return actions.consent_to_example(example, by=by or cast.author, on=c.TODAY)


def decided(cast, example, reason="做法实在", *, accept=True, by=None):
    return actions.decide_example(example, reason, accept=accept, by=by or cast.judge, on=c.TODAY)


def published(cast, example=None):
    found = example or proposed(cast)
    if found.state == "proposed":
        decided(cast, found)
    return actions.publish_example(found, by=cast.judge, on=c.TODAY)


def withdrawn(cast, example, reason="情况有变"):
    return actions.withdraw_example(example, reason, by=cast.author, on=c.TODAY)


def taken(cast, example, org=None, on=c.TODAY, what="每月一场"):
    new = TakeUp(org=org or cast.other_city, on=on, what=what)
    return actions.take_up_example(example, new, by=cast.people["stranger"], on=c.TODAY)


# ── its way ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_model_cadre_goes_its_way_with_consent(cast):
    made = cadre(cast, text=" 送到班组 ")
    assert (made.text, made.on, made.state) == ("送到班组", c.TODAY, "proposed")
    decided(cast, made, " 做法实在 ")
    assert "本人还没有同意" in refuse("", lambda: published(cast, Example.objects.get()))
    consented(cast, made)
    done = published(cast, Example.objects.get())
    assert (done.state, done.published, done.reason, done.decided_by) == (
        "published",
        c.TODAY,
        "做法实在",
        cast.judge,
    )
    taken(cast, made)
    verbs = Entry.objects.filter(thing="activities.example").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "propose_example",
        "accept_example",
        "consent_to_example",
        "publish_example",
        "take_up_example",
    ]
    assert list(TakeUp.objects.values_list("org", "by", "on", "what")) == [
        (cast.other_city.pk, cast.people["stranger"].pk, c.TODAY, "每月一场")
    ]


def test_an_experience_of_nobody_in_particular_needs_no_consent(cast):
    assert published(cast).consented is None


def test_the_same_record_proves_once(cast):
    made = proposed(cast, [cast.proof, cast.proof])
    assert list(made.proofs.values_list("entry", flat=True)) == [cast.proof.pk]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "hero"}),
        ("title", {"title": ""}),
        ("title", {"title": "字" * 101}),
        ("text", {"text": "\n"}),
        ("officer", {"kind": "cadre"}),
        ("proofs", {"proofs": []}),
    ],
)
def test_a_proposal_says_what_who_and_by_which_records(cast, field, changes):
    refuse(field, lambda: proposed(cast, **changes))


def test_nobody_reads_more_records_than_that():
    with pytest.raises(Refused):
        rules.check_proofs([object()] * (rules.PROOFS + 1))


def test_only_the_person_consents_and_once(cast):
    made = cadre(cast)
    assert "本人" in refuse("", lambda: consented(cast, made, cast.judge))
    consented(cast, made)
    assert "已经同意" in refuse("", lambda: consented(cast, made))
    other = proposed(cast)
    assert "本人" in refuse("", lambda: consented(cast, other))


def test_nobody_judges_an_own_proposal_and_each_judgement_has_a_reason(cast):
    made = proposed(cast)
    assert "自己推荐" in refuse("", lambda: decided(cast, made, by=cast.author))
    refuse("reason", lambda: decided(cast, made, " "))
    assert decided(cast, made, "还要再看", accept=False).state == "declined"


MAKE = {
    "proposed": proposed,
    "accepted": lambda cast: decided(cast, proposed(cast)),
    "declined": lambda cast: decided(cast, proposed(cast), accept=False),
    "published": published,
    "withdrawn": lambda cast: withdrawn(cast, proposed(cast)),
}
CALLS = {
    "accept": decided,
    "decline": lambda cast, made: decided(cast, made, accept=False),
    "publish": lambda cast, made: actions.publish_example(made, by=cast.judge, on=c.TODAY),
    "withdraw": withdrawn,
    "take_up": taken,
}


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("move", CALLS)
def test_every_step_from_every_state(cast, state, move):
    made = MAKE[state](cast)
    if state in rules.MOVES[move]:
        CALLS[move](cast, made)
        assert (Example.objects.get().state != state) or move == "take_up"
    else:
        assert rules.STATES[state] in refuse("", lambda: CALLS[move](cast, made))


def test_a_unit_takes_up_what_is_not_its_own_once_and_in_time(cast):
    made = published(cast)
    refuse("what", lambda: taken(cast, made, org=cast.county))
    refuse("what", lambda: taken(cast, made, what=" "))
    refuse("on", lambda: taken(cast, made, on=c.TODAY + DAY))
    refuse("on", lambda: taken(cast, made, on=c.TODAY - DAY))
    taken(cast, made)
    assert "已经登记" in refuse("what", lambda: taken(cast, made))


def test_what_is_taken_back_says_why(cast):
    made = published(cast)
    refuse("reason", lambda: withdrawn(cast, made, ""))
    assert withdrawn(cast, made).reason == "情况有变"


# ── its pages ───────────────────────────────────────────────────────────────────────────────────────────


def enter(cast, client, who):
    return c.enter(client, cast.people[who])


def test_a_model_goes_its_way_through_the_pages(cast, client):
    county = enter(cast, client, "officer")
    proofs = f"http://testserver/activities/{cast.lecture.pk}/\n\n/entries/{cast.proof.pk}/"
    sent = {"kind": "cadre", "title": "李秀兰", "text": "讲到班组", "officer": cast.author.pk, "proofs": proofs}
    page = county.post("/activities/examples/new/", sent).url
    made = Example.objects.get()
    assert (page, made.org, Proof.objects.get().entry) == (
        f"/activities/examples/{made.pk}/",
        cast.county,
        cast.proof,
    )
    buttons = county.get(page).context
    assert [each for each in ("consents", "decides", "publishes", "withdraws", "takes") if buttons[each]] == [
        "consents",
        "withdraws",
    ]
    assert county.post(f"{page}consent/").url == page
    city = enter(cast, client, "city_office")
    assert city.post(f"{page}decide/", {"accept": "yes", "reason": "实在"}).url == page
    assert city.post(f"{page}publish/").url == page
    far = enter(cast, client, "stranger")
    context = far.get(page).context
    assert (context["takes"], [proof.opens for proof in context["proofs"]]) == (True, [False])
    assert far.post(f"{page}take-up/", {"on": "2012-05-10", "what": "每月一场"}).url == page
    text = far.get(page).content.decode()
    assert all(said in text for said in ("石嘴山市", "每月一场", "2012年5月10日同意公布", "登记活动"))


def test_a_unit_does_not_judge_its_own_but_the_highest_does(cast, client):
    c.actions.grant_post(cast.people["nobody"], cast.county, "office", by=None, on=c.TODAY)
    made, page = proposed(cast), "/activities/examples/{}/decide/"
    assert enter(cast, client, "nobody").get(page.format(made.pk)).status_code == 404
    assert enter(cast, client, "office").get(page.format(made.pk)).status_code == 200
    top = proposed(cast, org=cast.province)
    assert enter(cast, client, "office").get(page.format(top.pk)).status_code == 200
    assert enter(cast, client, "city_office").get(page.format(top.pk)).status_code == 404


def test_only_the_person_opens_the_page_of_consent(cast, client):
    made = cadre(cast)
    assert enter(cast, client, "office").get(f"/activities/examples/{made.pk}/consent/").status_code == 404
    assert enter(cast, client, "officer").get(f"/activities/examples/{made.pk}/consent/").status_code == 200


@pytest.mark.parametrize("address", ["/visits/999/", "/orgs/", "nonsense", "/activities/abc/", "https://x.cn/a"])
def test_evidence_that_leads_nowhere_is_named_and_what_was_typed_stays(cast, client, address):
    sent = {"kind": "experience", "title": "流动宣讲车", "text": "送到班组", "proofs": address}
    answer = enter(cast, client, "officer").post("/activities/examples/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["proofs"])
    assert "送到班组" in answer.content.decode()


def test_a_record_of_strangers_proves_nothing(cast):
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs = cast.people["stranger"], c.TODAY, "activities.record"
    assert queries.entry_at(request, f"/activities/{cast.lecture.pk}/") is None
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs = cast.author, c.TODAY, "activities.record"
    assert queries.entry_at(request, f"/activities/{cast.lecture.pk}/") == cast.proof


def test_the_list_is_by_day_and_shows_strangers_what_is_published(cast, client):
    first, second = published(cast), cadre(cast)
    client = enter(cast, client, "officer")

    def listed(**asked):
        return [row.pk for row in client.get("/activities/examples/", asked).context["pager"].rows]

    assert listed() == [second.pk, first.pk]
    assert listed(kind="cadre") == listed(q="李秀兰") == listed(state="proposed") == [second.pk]
    assert listed(unit="没有的") == []
    sheet = load_workbook(io.BytesIO(client.get("/activities/examples/", {"as": "xlsx"}).content)).active
    rows = [row[:4] for row in sheet.iter_rows(values_only=True) if row[2] == "兴庆区总工会"]
    assert rows == [
        ("先进干部", "李秀兰", "兴庆区总工会", "李秀兰"),
        ("典型经验", "流动宣讲车", "兴庆区总工会", None),
    ]
    client = enter(cast, client, "stranger")
    assert listed() == [first.pk]
    assert client.get(f"/activities/examples/{second.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("page", "who", "field", "sent"),
    [
        ("decide/", "city_office", "accept", {"reason": "好"}),
        ("decide/", "city_office", "reason", {"accept": "no"}),
        ("withdraw/", "officer", "reason", {}),
        ("take-up/", "city_office", "what", {"on": "2012-05-10"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast, client, page, who, field, sent):
    made = proposed(cast)
    answer = enter(cast, client, who).post(f"/activities/examples/{made.pk}/{page}", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_cadre_is_found_by_name(cast, client):
    client = enter(cast, client, "officer")
    assert "李秀兰" in client.get("/activities/examples/new/officers/", {"name": "officer"}).content.decode()
