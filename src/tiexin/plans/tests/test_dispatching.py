"""A plan goes out to the units behind its addressees, is signed for and started; the numbers move."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.refusal import Refused
from tiexin.duties.models import Clause, Dispatch, Gauge
from tiexin.evidence.models import Entry, Fact, File
from tiexin.orgs.tests import cast as c
from tiexin.plans import dispatching
from tiexin.plans.actions import NewVersion, load_plan
from tiexin.plans.actions.dispatching import NewStart, dispatch_version, receive, start
from tiexin.plans.loader import PACKS
from tiexin.plans.reading import read_bytes
from tiexin.plans.tests import sent, small

pytestmark = pytest.mark.django_db


def units(version):
    rows = Dispatch.objects.filter(version=version).select_related("org").order_by("pk")
    return [(row.addressee, str(row.org)) for row in rows]


SENT = [
    ("发文单位本级", "自治区总工会"),
    ("各市总工会", "银川市"),
    ("各市总工会", "石嘴山市"),
    ("市县总工会", "兴庆区"),
    ("市县总工会", "大武口区"),
    ("各产业工会", "自治区机冶建材工会"),
]


# ── sending ─────────────────────────────────────────────────────────────────────────────────────────────


def test_publishing_sends_to_each_open_unit_once_the_issuer_first(post):
    assert units(post.version) == SENT
    assert Entry.objects.filter(verb="dispatch", thing_id=post.version.pk).count() == 1


def test_sending_again_sends_to_nobody_twice(post):
    with c.nothing_written():
        assert dispatch_version(post.version, on=c.TODAY) == []


def test_sending_again_reaches_a_unit_that_is_new(post, cast):
    c.org("永宁县总工会", "county", cast.city, region="640121")
    assert [str(each.org) for each in dispatch_version(post.version, on=c.TODAY)] == ["永宁县"]
    assert len(units(post.version)) == len(SENT) + 1


def test_a_unit_founded_later_or_closed_before_gets_nothing(post, cast):
    Dispatch.objects.all().delete()
    late = c.org("永宁县总工会", "county", cast.city, region="640121", opened=c.TODAY)
    dispatch_version(post.version, on=c.TODAY - timedelta(days=1))
    assert units(post.version) == SENT
    assert not Dispatch.objects.filter(org__in=[late, cast.closed]).exists()


def test_a_lower_issuer_sends_to_its_own_units_alone(cast):
    version = small.publish(
        sent.text().replace("宁夏回族自治区总工会", cast.city.name).replace("small", "own"), cast.city
    )
    assert units(version) == [("发文单位本级", "银川市"), ("市县总工会", "兴庆区")]


def test_an_industry_issuer_sends_along_its_own_tree(cast):
    of = "recipients:\n  - {name: 企业工会, of: {population: 各级工会, kind: 企业工会}}\n"
    text = sent.text(recipients=of).replace("宁夏回族自治区总工会", cast.industry.name).replace("small", "own")
    version = small.publish(text, cast.industry)
    assert units(version) == [("发文单位本级", "自治区机冶建材工会"), ("企业工会", "凤凰机械厂工会")]


def test_a_class_that_leaves_some_out_and_words_of_either_language(post):
    where = {"level": ["county", "市级"]}
    of = {"population": "unions", "where": where, "unless": []}
    post.version.head = {"recipients": [{"name": "市县", "of": of}]}
    assert [name for name, _ in dispatching.addressees(post.version, c.TODAY)] == ["发文单位本级", *["市县"] * 4]


# ── signing and starting ────────────────────────────────────────────────────────────────────────────────


def test_signing_is_kept_with_its_day_and_an_entry(post, cast):
    found = receive(post.to(cast.county), by=cast.people["city_office"], on=c.TODAY)
    assert (found.received, found.started) == (c.TODAY, None)
    entry = Entry.objects.get(verb="receive")
    assert (entry.thing, entry.thing_id, entry.by, entry.org) == (
        "duties.dispatch",
        found.pk,
        cast.people["city_office"],
        cast.county,
    )
    assert not entry.facts.exists()


def test_a_start_is_a_fact_of_the_unit_on_its_day_and_moves_the_gauge(post, cast):
    post.start(cast.county, sent.WITHIN)
    fact = Fact.objects.get(measure="unit_started")
    assert (fact.on, fact.by_org, fact.at_org, fact.entry.verb) == (sent.WITHIN, cast.county, cast.county, "start")
    small.settle()
    met = dict(Gauge.objects.filter(term__duty__measure="unit_started").values_list("org__short_name", "met"))
    assert met == {"银川市": 0, "石嘴山市": 0, "兴庆区": 1, "大武口区": 0}


def test_its_own_plan_is_filed_on_the_day_it_is_handed_in(post, cast):
    found = post.start(cast.county, sent.WITHIN, "本区方案".encode())
    filed = Fact.objects.get(measure="document_filed")
    assert (filed.on, [(tag.key, tag.value) for tag in filed.tag_set.tags.all()]) == (c.TODAY, [("document", "plan")])
    kept = File.objects.get(pk=found.own_plan_id)
    assert (kept.name, kept.org, kept.entry, kept.mime) == ("方案.txt", cast.county, filed.entry, "text/plain")


def test_without_a_file_nothing_is_filed(post, cast):
    assert post.start(cast.county, sent.WITHIN).own_plan is None
    assert [fact.measure for fact in Fact.objects.all()] == ["unit_started"]


@pytest.mark.parametrize(
    ("day", "words"),
    [(c.TODAY + timedelta(days=1), "还没有到"), (date(2012, 2, 12), "才印发"), (sent.WITHIN, "已于2012年3月12日启动")],
    ids=["tomorrow", "before the issue", "twice"],
)
def test_a_refused_start_changes_nothing(post, cast, day, words):
    post.receive(cast.county)
    if "启动" in words and "才" not in words:
        start(post.to(cast.county), NewStart(sent.WITHIN), by=None, on=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused, match=words):
        start(post.to(cast.county), NewStart(day, b"x", "x.txt"), by=None, on=c.TODAY)


def test_nothing_starts_unsigned_and_nothing_is_signed_twice(post, cast):
    with c.nothing_written(), pytest.raises(Refused, match="还没有签收"):
        start(post.to(cast.county), NewStart(sent.WITHIN), by=None, on=c.TODAY)
    post.receive(cast.county)
    with c.nothing_written(), pytest.raises(Refused, match="签收"):
        post.receive(cast.county)


def test_a_new_version_is_signed_for_anew_and_a_start_goes_on(post, cast):
    post.start(cast.county, sent.WITHIN, b"x")
    second = sent.Post(cast, small.publish(sent.text(), cast.province))
    assert (second.to(cast.county).received, second.to(cast.county).started) == (None, None)
    with pytest.raises(Refused, match="已被新版替代"):
        post.receive(cast.city)
    again = second.receive(cast.county)
    assert (again.started, again.own_plan) == (sent.WITHIN, post.to(cast.county).own_plan)
    assert second.receive(cast.city).started is None
    assert Fact.objects.filter(measure="unit_started").count() == 1


# ── how far they have come ──────────────────────────────────────────────────────────────────────────────


def asked(post):
    return dispatching.windows([post.version])[post.version.pk]


def test_the_window_is_that_of_the_plans_own_duty(post):
    (window,) = asked(post)
    assert (window.first, window.last, window.clause) == (date(2012, 3, 1), date(2012, 3, 20), "C3")
    assert window.where == {"level": ["city", "county"], "kind": ["territorial"]}


def test_states_in_sql_are_those_of_the_rules_and_the_worst_come_first(moved):
    found = dispatching.with_state(Dispatch.objects.filter(version=moved.version), asked(moved))
    rows = list(found.select_related("org", "version").order_by("place", "pk"))
    told = dispatching.told(rows, c.TODAY, date(2012, 3, 10))
    assert [(str(row.dispatch.org), row.state) for row in told] == [
        ("大武口区", "waiting"),
        ("石嘴山市", "received"),
        ("银川市", "outside"),
        ("自治区总工会", "started"),
        ("自治区机冶建材工会", "started"),
        ("兴庆区", "within"),
    ]
    assert [row.dispatch.state for row in told] == [row.state for row in told]


def test_who_is_late_and_who_went_ahead_of_the_issuer(moved):
    rows = Dispatch.objects.filter(version=moved.version).select_related("org", "version").order_by("pk")
    told = {str(row.dispatch.org): row for row in dispatching.told(rows, c.TODAY, date(2012, 3, 10))}
    days = (c.TODAY - date(2012, 3, 20)).days
    assert {name: row.late for name, row in told.items() if row.late} == {"石嘴山市": days, "大武口区": days}
    assert {name for name, row in told.items() if row.before_issuer} == {"自治区机冶建材工会"}
    assert {told[name].look for name in ("石嘴山市", "大武口区")} == {"missed"}
    assert dispatching.ahead_of_issuer(moved.version, date(2012, 3, 10)) == 1


def test_while_the_issuer_has_not_started_everybody_is_ahead(post, cast):
    post.start(cast.county, sent.WITHIN)
    led = dispatching.issuer_started(post.version)
    assert led is None
    rows = Dispatch.objects.filter(org=cast.county).select_related("org", "version")
    assert [row.before_issuer for row in dispatching.told(rows, c.TODAY, led)] == [True]
    assert dispatching.ahead_of_issuer(post.version, led) == 1


def test_classes_in_numbers_with_those_that_have_no_units(moved):
    found = dispatching.shares(moved.version, asked(moved))
    assert [(s.name, s.sent, s.received, s.started, s.within) for s in found] == [
        ("发文单位本级", 1, 1, 1, 0),
        ("各市总工会", 2, 2, 1, 0),
        ("市县总工会", 2, 1, 1, 1),
        ("各产业工会", 1, 1, 1, 0),
        ("全体干部", 0, 0, 0, 0),
        ("机关各部室", 0, 0, 0, 0),
    ]
    assert found[2].shares == {"received": 50, "started": 50, "within": 50}
    assert (found[4].shares["received"], found[3].windowed, found[2].windowed) == (None, False, True)
    assert (dispatching.whole(found).sent, dispatching.whole(found).received) == (6, 5)


def test_the_sentence_that_asks_the_issuer_to_go_first(post):
    assert dispatching.leading(post.version).code == "C2"
    Clause.objects.filter(code="C2").update(data={"event": "单位启动"})
    assert dispatching.leading(post.version) is None


def test_of_the_plan_as_shipped_it_is_the_one_that_the_regions_organ_leads(cast):
    pack = (PACKS / "ningxia-f2f.yaml").read_bytes()
    found = read_bytes(pack, 2012, b"", "")
    version = load_plan(NewVersion(found.loaded, found.text, cast.province), by=None, on=c.TODAY)
    assert (dispatching.leading(version).code, dispatching.leading(version).quote) == (
        "C158",
        "自治区总工会机关要率先垂范",
    )
    version.plan.issuer = cast.city
    assert dispatching.leading(version) is None


def test_what_waits_for_a_person_is_that_of_ones_own_units(moved, cast):
    def waiting(name):
        officer = cast.people[name]
        asking = SimpleNamespace(officer=officer, today=c.TODAY, needs="plans.see")
        return [str(row.org) for row in dispatching.to_sign(asking)], [
            str(row.org) for row in dispatching.sent_to_me(asking)
        ]

    assert waiting("stranger") == (["石嘴山市"], ["石嘴山市"])
    assert waiting("city_office") == ([], ["银川市"])
    assert waiting("officer") == ([], ["兴庆区"])
    assert waiting("nobody") == ([], [])


def test_numbers_of_classes_take_the_same_queries_however_many_units(moved, cast):
    def cost():
        with CaptureQueriesContext(connection) as run:
            dispatching.shares(moved.version, asked(moved))
        return len(run)

    before = cost()
    for number in range(3):
        c.org(f"{number}县总工会", "county", cast.city, region="640181")
    dispatch_version(moved.version, on=c.TODAY)
    assert (before, cost()) == (2, 2)
