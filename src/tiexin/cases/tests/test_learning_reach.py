"""Learning in the house: what a suggestion never shows, who may ask, what changes nothing, what rises for whom."""

import pytest
from django.conf import settings as conf

from tiexin.cases import findable as matters
from tiexin.cases.actions import learning as actions
from tiexin.cases.learning import queries, tasks
from tiexin.cases.learning.models import Learned, LearnSwitch
from tiexin.cases.models import Case
from tiexin.cases.tests import learning_scene as scene
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered
from tiexin.cases.tests.learning_scene import LIKE, NOW, SWITCH, TOPICS, WAGES, enter, several, teach
from tiexin.cases.tests.learning_texts import closed_matters
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.search import actions as index

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    with scene.staged(settings, tmp_path) as found:
        yield found


@pytest.fixture
def taught(cast):
    return teach(cast)


def alike(client, **said):
    return [each.pk for each in client.post(LIKE, {**WAGES, **said}).context["suggested"].alike]


# ── what is alike ───────────────────────────────────────────────────────────────────────────────────────


def near(cast, **changes):
    case = registered(cast, "dispute", title="老板拖欠工资", text="老板拖欠两个月工资不发")
    Case.objects.filter(pk=case.pk).update(**changes) if changes else None
    index.put(matters.of_entries([case.pk]))
    return case


def test_a_matter_about_oneself_is_never_alike(taught, client):
    case = near(taught)
    client = enter(taught, client)
    assert alike(client) == [case.pk]
    Case.objects.filter(pk=case.pk).update(about=taught.keeper)
    assert alike(client) == []


def test_what_has_ended_is_not_alike_though_still_in_the_index(taught, client):
    case = near(taught)
    moved(case, "accept", "begin", "reply", "close", by=taught.author)
    assert alike(enter(taught, client)) == []


def test_at_most_five_are_shown_the_newest_of_the_same_first(taught, client):
    cases = [near(taught) for _ in range(7)]
    assert alike(enter(taught, client)) == [case.pk for case in reversed(cases)][:5]


def test_the_more_alike_stands_first(taught, client):
    close = registered(taught, "dispute", title="拖欠工资", text="老板拖欠三个月工资不发")
    loose = near(taught)
    index.put(matters.of_entries([close.pk]))
    assert alike(enter(taught, client)) == [close.pk, loose.pk]


def test_numbers_and_marks_do_not_make_it_less_alike(taught, client):
    case = near(taught)
    client = enter(taught, client)
    assert alike(client, text="老板拖欠三个月工资不发！！！13900001111") == [case.pk]


# ── asked ───────────────────────────────────────────────────────────────────────────────────────────────

BAD = [
    {"title": "<script>alert(1)</script>", "text": "<script>alert(1)</script>老板拖欠工资"},
    {"title": "坏\0字", "text": "拖欠工资"},
    {"title": "长" * 1_000_000, "text": "拖欠工资"},
    {"title": "拖欠", "text": "长" * 1_000_000},
    {"title": "' or 1=1 --", "text": "%_\\ 拖欠 工资"},
    {"title": "NEAR(", "text": '"拖欠* AND'},
]


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}])
def test_whatever_is_typed_is_answered_and_nothing_of_it_kept(taught, client, headers):
    client = enter(taught, client)
    for said in BAD:
        with c.nothing_written():
            response = client.post(LIKE, said, headers=headers)
        assert (response.status_code, "<script>alert" in response.content.decode()) == (200, False)


def test_whoever_may_not_register_is_given_nothing(taught, client):
    assert c.enter(client, taught.people["audit"]).post(LIKE, WAGES).status_code == 404
    client.logout()
    assert client.post(LIKE, WAGES).status_code == 302


@pytest.mark.parametrize("who", ["keeper", "author", "far", "chief"])
@pytest.mark.parametrize("address", [SWITCH, NOW])
def test_only_administrators_switch_and_have_it_learn(cast, client, who, address):
    LearnSwitch.objects.create(on=c.TODAY, by=cast.admin, shown=True, reason="试用")
    client = enter(cast, client, who)
    with c.nothing_written():
        assert client.post(address, {"shown": "no", "reason": "不准"}).status_code == 404
    assert queries.is_on()


def test_learning_is_asked_for_by_a_form_alone(cast, client):
    client = enter(cast, client, "admin")
    with c.nothing_written():
        assert client.get(NOW).status_code == 405


def test_a_training_costs_the_same_statements_however_many_open_matters(taught, client, django_assert_max_num_queries):
    client = enter(taught, client)
    near(taught)
    alike(client)
    for _ in range(8):
        near(taught)
    with django_assert_max_num_queries(26):
        alike(client)


# ── the switch ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("reason", {"shown": "no", "reason": ""}),
        ("reason", {"shown": "no", "reason": "长" * 201}),
        ("reason", {"shown": "no", "reason": "坏\0字"}),
        ("shown", {"shown": "maybe", "reason": "不准"}),
        ("shown", {"reason": "不准"}),
        ("shown", {"shown": "yes", "reason": "再开一次"}),
    ],
)
def test_a_switch_without_sense_changes_nothing_and_says_so_beside_its_field(cast, client, field, said):
    LearnSwitch.objects.create(on=c.TODAY, by=cast.admin, shown=True, reason="试用")
    client = enter(cast, client, "admin")
    with c.nothing_written():
        response = client.post(SWITCH, said)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert queries.is_on()


def test_a_switch_sent_twice_is_one_switch(taught, client):
    client = enter(taught, client, "admin")
    said = {"shown": "no", "reason": "不准"}
    assert [client.post(SWITCH, said).status_code for _ in range(2)] == [302, 422]
    assert LearnSwitch.objects.count() == 2
    assert Entry.objects.filter(verb="switch_suggestions").count() == 2


def test_a_reason_is_shown_as_text(taught, client):
    actions.switch_suggestions(False, "<script>alert(1)</script>", by=taught.admin, on=c.TODAY)
    page = enter(taught, client, "admin").get(SWITCH).content.decode()
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_a_model_of_too_few_cannot_be_let_speak(cast):
    Learned.objects.create(on=c.TODAY, cases=499, sha256="a" * 64)
    switch = lambda: actions.switch_suggestions(True, "试用", by=cast.admin, on=c.TODAY)  # noqa: E731
    assert "500件以上" in refuse("shown", switch)
    Learned.objects.create(on=c.TODAY, cases=500, sha256="b" * 64)
    assert switch().shown is True
    assert queries.model() is None  # there is no such file


def test_a_training_that_found_too_few_leaves_the_model_before_in_place(taught):
    before = queries.last_learned()
    Case.objects.filter(state="closed").update(state="withdrawn")
    failed = actions.learn_cases(taught.county, by=None, on=c.TODAY + DAY)
    assert (failed.sha256, queries.last_learned(), queries.model() is not None) == ("", before, True)
    assert [path.stem for path in conf.HOME.glob("learned/*.json")] == [before.sha256]


def test_in_a_house_without_units_a_night_learns_nothing(cast):
    Org.objects.update(closed=c.TODAY)
    with c.nothing_written():
        tasks.learn_now.func()


def test_practice_units_teach_nothing(cast):
    closed_matters([cast.county], 10)
    closed_matters([cast.other_county], 7)
    Org.objects.filter(pk=cast.county.pk).update(practice=True)
    assert len(queries.examples()) == 7


# ── rising ──────────────────────────────────────────────────────────────────────────────────────────────


def test_words_of_matters_about_oneself_are_not_counted_for_oneself(cast, client):
    several(cast, 6, 1, title="食堂涨价", kind="officer_complaint", about=cast.keeper)
    page = enter(cast, client).get(TOPICS)
    assert (page.context["topics"], page.context["words"]) == ([], [])
    assert "食堂" not in page.content.decode()


def test_a_title_is_shown_as_text(cast, client):
    several(cast, 6, 1, title="<script>alert(1)</script>", employer=cast.employer)
    page = enter(cast, client).get(TOPICS)
    assert "<script>alert(1)" not in page.content.decode()
    assert page.context["words"] == []  # letters are no Chinese word


def test_a_word_said_twice_in_a_title_counts_once(cast, client):
    several(cast, 4, 1, title="食堂食堂食堂")
    client = enter(cast, client)
    assert client.get(TOPICS).context["words"] == []
    several(cast, 1, 1, title="食堂食堂食堂")
    assert {topic.recent for topic in client.get(TOPICS).context["words"]} == {5}


def test_topics_cost_the_same_statements_however_many(cast, client):
    client = enter(cast, client)
    several(cast, 6, 1, employer=cast.employer)
    client.get(TOPICS)
    before = len(_asked(client))
    for kind in ("petition", "membership", "employment"):
        several(cast, 6, 1, kind=kind, title=f"{kind}的事", employer=cast.employer)
    assert len(client.get(TOPICS).context["topics"]) == 8
    assert len(_asked(client)) == before


def _asked(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(TOPICS)
    return asked.captured_queries
