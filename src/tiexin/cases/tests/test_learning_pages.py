"""Learning in the house: what is taught and what never, the switch, what a new text looks like, what rises."""

import io
import re

import pytest
from django.conf import settings as conf
from django.core.management import CommandError, call_command

from tiexin.cases import findable as matters
from tiexin.cases.actions import learning as actions
from tiexin.cases.learning import norms, queries, store, tasks
from tiexin.cases.learning.models import Learned, LearnSwitch
from tiexin.cases.models import Case
from tiexin.cases.tests import learning_scene as scene
from tiexin.cases.tests.case_scene import DAY, refuse, registered
from tiexin.cases.tests.learning_scene import WAGES, enter, several, teach
from tiexin.cases.tests.learning_texts import closed_matters, row
from tiexin.duties import worker
from tiexin.evidence.models import Entry
from tiexin.evidence.names import NAMINGS
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


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def suggested(client, **said):
    return client.post("/cases/new/like/", said).context["suggested"]


# ── what is learned ─────────────────────────────────────────────────────────────────────────────────────


def test_sealed_withdrawn_open_and_internal_matters_are_never_learned(cast):
    plain = row(cast.county, "dispute", "拖欠工资", "三个月", c.TODAY)
    second = row(cast.county, "petition", "房产证", "十年", c.TODAY, state="second_reviewed")
    never = [
        row(cast.county, "counselling", "睡不着", "", c.TODAY, sealed=True),
        row(cast.county, "dispute", "撤回的", "", c.TODAY, state="withdrawn"),
        row(cast.county, "dispute", "去别处的", "", c.TODAY, state="elsewhere"),
        row(cast.county, "dispute", "在办的", "", c.TODAY, state="handling", closed=None),
        row(cast.county, "officer_complaint", "反映干部", "", c.TODAY, about=cast.chief),
        row(cast.county, "officer_complaint", "反映单位", "", c.TODAY, about_org=cast.county),
    ]
    Case.objects.bulk_create([plain, second, *never])
    assert [(each.text, each.answers) for each in queries.examples()] == [
        ("拖欠工资。三个月", {"kind": "dispute", "org": str(cast.county.pk)}),
        ("房产证。十年", {"kind": "petition", "org": str(cast.county.pk)}),
    ]


def test_examples_stand_in_the_order_of_time_the_newest_kept(cast, monkeypatch):
    days = [c.TODAY - 2 * DAY, c.TODAY, c.TODAY - DAY]
    Case.objects.bulk_create([row(cast.county, "dispute", f"第{day.day}天", "", day) for day in days])
    assert [each.text for each in queries.examples()] == [f"第{day.day}天。" for day in sorted(days)]
    few = norms.Limits(**{**norms.limits().__dict__, "most_cases": 2})
    monkeypatch.setattr(queries, "limits", lambda: few)
    assert [each.text for each in queries.examples()] == [f"第{day.day}天。" for day in sorted(days)[1:]]


def test_too_few_are_not_learned_and_it_says_so(cast):
    closed_matters([cast.county], 499)
    learned = actions.learn_cases(cast.county, by=None, on=c.TODAY)
    assert (learned.cases, learned.sha256, learned.why) == (499, "", "办结的诉求只有499件，满500件才学")
    assert (queries.last_learned(), list(conf.HOME.glob("learned/*"))) == (None, [])
    assert "还没有从500件" in refuse(
        "shown", lambda: actions.switch_suggestions(True, "试用", by=cast.admin, on=c.TODAY)
    )


def test_a_training_is_measured_and_its_file_kept_under_its_hash(taught):
    learned = queries.last_learned()
    assert (learned.cases, learned.by, learned.on) == (520, taught.admin, c.TODAY)
    assert sorted(learned.measures) == ["kind", "org"]
    assert 0.5 < learned.measures["kind"]["macro_f1"] <= 1
    assert [path.name for path in conf.HOME.glob("learned/*")] == [f"{learned.sha256}.json"]
    assert store.load(learned.sha256).questions["kind"].classes == sorted(queries.model().questions["kind"].classes)
    assert Entry.objects.filter(thing="cases.learned", thing_id=learned.pk, verb="learn_cases").count() == 1


def test_learning_anew_takes_the_older_file_away(taught, django_capture_on_commit_callbacks):
    first = queries.last_learned()
    closed_matters([taught.county], 40, seed=5)
    with django_capture_on_commit_callbacks(execute=True):
        second = actions.learn_cases(taught.county, by=None, on=c.TODAY + DAY)
    assert first.sha256 != second.sha256
    assert [path.stem for path in conf.HOME.glob("learned/*.json")] == [second.sha256]


# ── the switch ──────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_silent_until_somebody_lets_it_speak(cast, client):
    closed_matters([cast.county, cast.city], 520)
    actions.learn_cases(cast.county, by=None, on=c.TODAY)
    client = enter(cast, client, "author")
    assert (queries.is_on(), queries.model(), suggested(client, **WAGES)) == (False, None, queries.Suggested())
    refuse("reason", lambda: actions.switch_suggestions(True, " ", by=cast.admin, on=c.TODAY))
    refuse("shown", lambda: actions.switch_suggestions(False, "不用", by=cast.admin, on=c.TODAY))
    actions.switch_suggestions(True, "试用", by=cast.admin, on=c.TODAY)
    assert suggested(client, **WAGES).kind.name == "dispute"
    actions.switch_suggestions(False, "不准", by=cast.admin, on=c.TODAY)
    assert suggested(client, **WAGES) == queries.Suggested()
    assert list(LearnSwitch.objects.order_by("pk").values_list("shown", "reason")) == [(True, "试用"), (False, "不准")]


def test_a_file_that_was_changed_does_not_speak(taught, client):
    [path] = conf.HOME.glob("learned/*.json")
    path.write_bytes(path.read_bytes() + b" ")
    store.forget()
    assert suggested(enter(taught, client, "author"), **WAGES) == queries.Suggested()
    assert "文件不符" in text_of(enter(taught, client, "admin").get("/accounts/suggestions/"))


def test_the_page_of_the_switch_is_for_administrators(taught, client):
    for who in ("keeper", "author", "far"):
        assert enter(taught, client, who).get("/accounts/suggestions/").status_code == 404
    client = enter(taught, client, "admin")
    page = text_of(client.get("/accounts/suggestions/"))
    said = ("给出建议", "520 件", "宏平均 F1", "试用一季度", "低于 0.5 不说话")
    assert [each for each in said if each not in page] == []
    assert client.post("/accounts/suggestions/", {"shown": "yes", "reason": "再开"}).status_code == 422
    assert client.post("/accounts/suggestions/", {"shown": "no", "reason": "不准"}).url == "/accounts/suggestions/"
    assert queries.is_on() is False
    assert "/accounts/suggestions/" in text_of(client.get("/accounts/"))


def test_the_button_has_the_worker_learn(cast, client, django_capture_on_commit_callbacks):
    client = enter(cast, client, "admin")
    with django_capture_on_commit_callbacks() as later:
        assert client.post("/accounts/suggestions/now/").url == "/accounts/suggestions/"
    assert len(later) >= 1
    assert Entry.objects.filter(verb="ask_learning", by=cast.admin).count() == 1
    tasks.learn_now.func(cast.admin.pk)
    learned = Learned.objects.get()
    assert (learned.by, learned.cases, "满500件才学" in learned.why) == (cast.admin, 0, True)


def test_each_night_it_is_learned_anew_while_it_speaks(taught):
    from django_tasks_db.models import DBTaskResult

    [do] = [do for do in worker.DAILY if do.__module__ == "tiexin.cases.learning.part"]
    waiting = lambda: DBTaskResult.objects.filter(task_path__endswith="learn_now").count()  # noqa: E731
    do(c.TODAY)
    assert waiting() == 0  # learned today
    do(c.TODAY + DAY)
    assert waiting() == 1
    actions.switch_suggestions(False, "停", by=taught.admin, on=c.TODAY + DAY)
    do(c.TODAY + 2 * DAY)
    assert waiting() == 1


def test_a_night_without_anybody_is_learned_by_nobody(taught):
    tasks.learn_now.func()
    assert Learned.objects.order_by("-pk")[0].by is None


# ── what a new text looks like ──────────────────────────────────────────────────────────────────────────


def test_it_says_what_a_text_is_like_and_why_as_a_button(taught, client):
    client = enter(taught, client, "author")
    with c.nothing_written():
        response = client.post("/cases/new/like/", WAGES)
    page = text_of(response)
    found = response.context["suggested"]
    assert (found.kind.name, found.label, found.kind.confidence > 0.5) == ("dispute", "争议调处", True)
    assert 'form="words" formaction="/cases/new/?kind=dispute" name="carry" value="like"' in page
    assert all(f"“{word}”" in page for word in found.kind.words)
    assert "只是建议，由您决定" in page


def test_while_it_is_off_it_asks_for_no_words(cast, client):
    """Nobody types what nothing answers: the services stand there to be chosen."""
    response = c.enter(client, cast.author).get("/cases/new/like/")
    page = text_of(response)
    assert ("没有打开建议" in page, 'name="title"' in page, 'href="/cases/new/?kind=dispute"' in page) == (
        True,
        False,
        True,
    )


def test_below_its_confidence_it_says_nothing(taught, client, monkeypatch):
    sure = norms.Limits(**{**norms.limits().__dict__, "confidence": 0.9999})
    monkeypatch.setattr(queries, "limits", lambda: sure)
    response = enter(taught, client, "author").post("/cases/new/like/", {"title": "有件事", "text": "请帮忙"})
    assert (response.context["suggested"].kind, "没有把握，不说" in text_of(response)) == (None, True)


def test_without_words_or_known_words_it_says_nothing(taught, client):
    client = enter(taught, client, "author")
    for said in ({}, {"title": ""}, {"title": "qqq"}, {"title": "长" * 61}):
        assert suggested(client, **said).kind is None


def test_a_form_asks_for_the_part_alone(taught, client):
    client = enter(taught, client, "author")
    part = client.post("/cases/new/like/", WAGES, headers={"HX-Request": "true"})
    assert ("<html" in part.content.decode(), "像是：" in text_of(part)) == (False, True)
    form = text_of(client.get("/cases/new/?kind=petition"))
    assert 'hx-post="/cases/new/like/?kind=petition"' in form
    assert '<option value="dispute" selected' not in form


def test_open_matters_that_are_alike_are_shown_within_reach(taught, client):
    near = registered(taught, "dispute", title="老板拖欠工资", text="老板拖欠两个月工资不发")
    other = registered(taught, "dispute", title="工资条没有盖章", text="想要一份证明，材料都在")
    index.put(matters.of_entries([near.pk, other.pk]))
    found = suggested(enter(taught, client, "keeper"), **WAGES)
    assert [each.pk for each in found.alike] == [near.pk]
    assert suggested(enter(taught, client, "far"), **WAGES).alike == []


def test_a_unit_is_named_where_past_matters_are_sure(cast, client):
    rows = closed_matters([cast.county], 520)
    Case.objects.filter(pk__in=[each.pk for each in rows], kind="membership").update(org=cast.city)
    actions.learn_cases(cast.county, by=None, on=c.TODAY)
    actions.switch_suggestions(True, "试用", by=cast.admin, on=c.TODAY)
    found = suggested(enter(cast, client, "author"), title="想加入工会", text="会员关系怎么转，会员证丢了")
    assert (found.org, bool(found.unit.words)) == (cast.city, True)
    cast.city.closed = c.TODAY
    cast.city.save()
    assert suggested(client, title="想加入工会", text="会员关系怎么转，会员证丢了").org is None


# ── evaluated ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_prints_the_measure_and_writes_nothing(cast):
    closed_matters([cast.county, cast.city], 600)
    out = io.StringIO()
    with c.nothing_written():
        call_command("cases_evaluate", stdout=out)
    first, kind, unit = out.getvalue().splitlines()
    assert first == "办结的诉求 600 件，留出最近的 120 件"
    found = re.fullmatch(r"哪项服务：8 类，宏平均 F1 (0\.\d{3})；有把握的 (\d+) 件，对 (\d+) 件", kind)
    assert 0.7 <= float(found[1]) <= 0.95
    assert int(found[3]) <= int(found[2]) <= 120
    assert unit.startswith("哪个单位：2 类")


def test_the_command_says_that_there_are_too_few(cast):
    closed_matters([cast.county], 10)
    with pytest.raises(CommandError, match="只有 10 件，满 500 件"):
        call_command("cases_evaluate")


def test_the_trail_names_trainings_and_the_switch(taught):
    learned, switch = queries.last_learned(), LearnSwitch.objects.get()
    assert NAMINGS["cases.learned"].read([learned.pk]) == {learned.pk: f"第{learned.pk}次学习"}
    assert NAMINGS["cases.learnswitch"].read([switch.pk]) == {switch.pk: "给出建议"}


# ── rising ──────────────────────────────────────────────────────────────────────────────────────────────


def topics(client):
    return [(t.what, t.where, t.recent, t.before) for t in client.get("/cases/topics/").context["topics"]]


def test_services_rise_by_place_and_by_enterprise(cast, client):
    several(cast, 3, 29, employer=cast.employer)
    several(cast, 3, 0)
    several(cast, 2, 30)
    several(cast, 5, 3, kind="petition")
    several(cast, 8, 40, kind="petition")
    several(cast, 2, 3, kind="membership")
    client = enter(cast, client)
    assert topics(client) == [("争议调处", "兴庆区总工会", 6, 2)]
    several(cast, 2, 1, employer=cast.employer)
    assert topics(client) == [("争议调处", "兴庆区总工会", 8, 2), ("争议调处", str(cast.employer), 5, 0)]
    link = client.get("/cases/topics/").context["topics"][1].query
    assert len(client.get(f"/cases/{link}").context["pager"].rows) == 5


def test_edges_of_the_days_are_exact(cast, client):
    several(cast, 5, 0)
    client = enter(cast, client)
    for days, counted in ((29, (6, 0)), (30, (6, 1)), (119, (6, 2)), (120, (6, 2)), (-1, (6, 2))):
        several(cast, 1, days)
        [found] = client.get("/cases/topics/").context["topics"]
        assert (found.recent, found.before) == counted, days


def test_sealed_withdrawn_and_far_matters_are_not_counted(cast, client):
    several(cast, 6, 1, kind="counselling", title="", sealed=True)
    several(cast, 6, 1, state="withdrawn")
    several(cast, 6, 1, org=cast.other_county)
    client = enter(cast, client)
    assert (topics(client), client.get("/cases/topics/").context["words"]) == ([], [])
    assert topics(enter(cast, client, "far")) == [("争议调处", "大武口区总工会", 6, 0)]


def test_words_of_titles_rise_the_longest_alone(cast, client):
    several(cast, 5, 2, title="食堂涨价")
    several(cast, 4, 2, title="暖气不热")
    several(cast, 1, 50, title="食堂")
    client = enter(cast, client)
    found = client.get("/cases/topics/").context["words"]
    assert [(each.what, each.recent, each.before) for each in found] == [("食堂涨价", 5, 0)]
    assert len(client.get(f"/cases/{found[0].query}").context["pager"].rows) == 5


def test_a_word_in_more_matters_than_what_holds_it_is_shown_beside_it(cast, client):
    several(cast, 5, 2, title="食堂涨价")
    several(cast, 2, 3, title="食堂的门坏了")
    found = enter(cast, client).get("/cases/topics/").context["words"]
    assert [(each.what, each.recent) for each in found] == [("食堂", 7), ("食堂涨价", 5)]


def test_words_that_stand_everywhere_and_pieces_of_words_are_no_topic(cast, client):
    for number in range(6):
        several(cast, 1, 2, title=f"为什么{'甲乙丙丁戊己'[number]}")
        several(cast, 1, 2, title=f"想了想{'子丑寅卯辰巳'[number]}人住院")
    found = enter(cast, client).get("/cases/topics/").context["words"]
    assert [each.what for each in found] == ["住院"]


def test_too_many_are_not_read_word_by_word(cast, client, monkeypatch):
    said = norms.limits().__dict__
    few = norms.Limits(**{**said, "topics": norms.Rise(**{**said["topics"].__dict__, "most_cases": 3})})
    monkeypatch.setattr(queries, "limits", lambda: few)
    several(cast, 4, 1)
    response = enter(cast, client).get("/cases/topics/")
    assert (response.context["words"], "不逐字数" in text_of(response)) == (None, True)
