"""Plans on their way for machines: the same scope, the same actions, the same refusals as the pages."""

import base64
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.duties.models import Dispatch
from tiexin.evidence.models import Entry, File
from tiexin.orgs.tests import cast as c
from tiexin.plans.models import Withdrawal
from tiexin.plans.tests import sent, small

pytestmark = pytest.mark.django_db
ROOT = "/api/dispatches"


@pytest.fixture
def ask(cast, client):
    """Ask as somebody; return the status and what was said."""

    def asked(name, path="", sent_=None, **query):
        visitor = c.enter(client, cast.people[name])
        more = {"content_type": "application/json"}
        answer = visitor.get(f"{ROOT}{path}", query) if sent_ is None else visitor.post(f"{ROOT}{path}", sent_, **more)
        return answer.status_code, answer.json()

    return asked


def names(found):
    return [row["name"] for row in found[1]["rows"]]


# ── what was sent ───────────────────────────────────────────────────────────────────────────────────────


def test_one_dispatch_with_everything_about_it(post, cast, ask):
    found = post.start(cast.city, sent.WITHIN, b"x")
    assert ask("city_office", f"/{found.pk}") == (
        200,
        {
            "id": found.pk,
            "plan": "small",
            "title": "走访方案",
            "version": 1,
            "in_force": True,
            "org": cast.city.pk,
            "name": "银川市总工会",
            "addressee": "各市总工会",
            "received": str(c.TODAY),
            "started": str(sent.WITHIN),
            "own_plan": found.own_plan_id,
            "state": "within",
            "late": 0,
        },
    )


def test_each_lists_what_was_sent_to_units_at_and_below_a_post(ask):
    listed = {name: names(ask(name)) for name in ("leader", "city_office", "officer", "stranger", "enterprise")}
    city, county = "银川市总工会", "兴庆区总工会"
    other = ["大武口区总工会", "石嘴山市总工会"]
    assert listed == {
        "leader": ["自治区机冶建材工会", other[0], county, other[1], city, "宁夏回族自治区总工会"],
        "city_office": [county, city],
        "officer": [county],
        "stranger": other,
        "enterprise": [],
    }


def test_states_and_days_late_are_those_of_the_pages(post, cast, ask):
    post.start(cast.county, sent.OUTSIDE)
    post.receive(cast.other_city)
    late = (c.TODAY - date(2012, 3, 20)).days
    rows = {row["name"]: (row["state"], row["late"]) for row in ask("leader")[1]["rows"]}
    assert rows == {
        "宁夏回族自治区总工会": ("waiting", 0),
        "银川市总工会": ("waiting", late),
        "石嘴山市总工会": ("received", late),
        "兴庆区总工会": ("outside", 0),
        "大武口区总工会": ("waiting", late),
        "自治区机冶建材工会": ("waiting", 0),
    }


def test_the_list_is_asked_by_plan_and_comes_in_pages_at_one_price(post, cast, ask):
    assert (names(ask("leader", plan="no such plan")), len(names(ask("leader", plan="small")))) == ([], 6)
    with CaptureQueriesContext(connection) as few:
        ask("leader")
    units = [c.org(f"第{n}县总工会", "county", cast.city) for n in range(20)]
    Dispatch.objects.bulk_create(Dispatch(version=post.version, org=unit, addressee="市县总工会") for unit in units)
    with CaptureQueriesContext(connection) as many:
        first = ask("leader")[1]
    assert (len(first["rows"]), first["page"], first["total"], first["more"]) == (25, 1, 26, True)
    assert len(few) == len(many)
    second = ask("leader", page=2)[1]
    assert ([row["name"] for row in second["rows"]], second["more"]) == (["宁夏回族自治区总工会"], False)


def test_a_replaced_version_says_so(post, cast, ask):
    small.publish(sent.text(), cast.province)
    assert ask("leader", f"/{post.to(cast.city).pk}")[1]["in_force"] is False


# ── signing, starting, taking back ──────────────────────────────────────────────────────────────────────


def test_it_is_signed_started_with_an_own_plan_and_taken_back(post, cast, ask):
    path = f"/{post.to(cast.city).pk}"
    code, said = ask("city_office", f"{path}/receive", {})
    assert (code, said["received"], said["state"]) == (200, str(c.TODAY), "received")
    plan = base64.b64encode("银川方案".encode()).decode()
    code, said = ask("city_office", f"{path}/start", {"day": "2012-03-12", "plan": plan, "plan_name": "银川.txt"})
    assert (code, said["started"], said["state"]) == (200, "2012-03-12", "within")
    kept = File.objects.get(pk=said["own_plan"])
    assert (kept.name, kept.size, kept.mime, kept.org) == (
        "银川.txt",
        len("银川方案".encode()),
        "text/plain",
        cast.city,
    )
    code, said = ask("city_office", f"{path}/withdraw", {"reason": "日子记错了"})
    assert (code, said["started"], said["own_plan"], said["state"]) == (200, None, None, "received")
    assert Withdrawal.objects.get().reason == "日子记错了"
    done = Entry.objects.filter(thing="duties.dispatch").order_by("pk").values_list("verb", "by")
    assert list(done) == [(verb, cast.people["city_office"].pk) for verb in ("receive", "start", "void")]


@pytest.mark.parametrize(
    ("step", "sent_", "said_"),
    [
        ("receive", {}, ("", "已于2012年5月10日签收")),
        ("start", {"day": str(c.TODAY + timedelta(days=1))}, ("day", "还没有到")),
        ("start", {"day": "2012-02-12"}, ("day", "才印发")),
        ("start", {"day": "2012-03-12", "plan": "eA=="}, ("plan_name", "文件名")),
        ("start", {"day": "2012-03-12", "plan": "%"}, ("plan", "base64")),
        ("start", {"day": "2012-03-12", "plan": "方案"}, ("plan", "base64")),
        ("withdraw", {"reason": "记错"}, ("", "还没有登记启动")),
        ("withdraw", {"reason": " "}, ("reason", "理由")),
    ],
)
def test_a_refusal_is_422_with_its_field_and_changes_nothing(post, cast, ask, step, sent_, said_):
    found = post.receive(cast.city)
    with c.nothing_written():
        code, said = ask("city_office", f"/{found.pk}/{step}", sent_)
    assert (code, said["field"], said_[1] in said["message"]) == (422, said_[0], True)


@pytest.mark.parametrize("sent_", [{}, {"day": "2012-02-30"}, {"day": "2012-03-12", "plan_name": "\0"}])
def test_nonsense_is_422_before_anything_is_done(post, cast, ask, sent_):
    found = post.receive(cast.city)
    with c.nothing_written():
        assert ask("city_office", f"/{found.pk}/start", sent_)[0] == 422


def test_who_may_do_it_is_who_may_on_the_pages(post, cast, ask, client):
    assert client.get(ROOT).status_code == 401
    path, body = f"/{post.to(cast.county).pk}", {"reason": "记错"}
    codes = {
        name: (ask(name, path)[0], ask(name, f"{path}/withdraw", body)[0])
        for name in ("leader", "office", "city_office", "officer", "enterprise", "stranger", "nobody", "system")
    }
    assert codes == {
        "leader": (200, 422), "office": (200, 422), "city_office": (200, 422),
        "officer": (200, 404), "enterprise": (404, 404), "stranger": (404, 404),
        "nobody": (404, 404), "system": (404, 404),
    }  # fmt: skip
