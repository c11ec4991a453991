"""`tiexin plan …`, `tiexin gauges …` and `tiexin worker --once`: what they say and how they end."""

from datetime import date
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from tiexin.duties.models import Gauge, PlanVersion, State, Total
from tiexin.evidence.models import Pending
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small
from tiexin.visits.actions import NewVisit, record_visit

pytestmark = pytest.mark.django_db
PACK = small.text(small.BELOW["C1"], small.OWN["C3"])


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def file(tmp_path):
    """The path of a pack with this text."""

    def write(text):
        path = tmp_path / "plan.yaml"
        path.write_text(text)
        return str(path)

    return write


def run(*words, **options):
    """What a command prints and the code it ends with."""
    out = StringIO()
    try:
        call_command(*words, stdout=out, **options)
    except CommandError as error:
        return [*out.getvalue().splitlines(), str(error)], error.returncode
    return out.getvalue().splitlines(), 0


# ── plan check ──────────────────────────────────────────────────────────────────────────────────────────


def test_check_of_a_good_pack_counts_its_items(file):
    with c.nothing_written():
        lines, code = run("plan_check", file(PACK))
    assert code == 0
    assert lines[0].startswith("第 14 行第 5 列 提醒：不知道 C3 有几个责任者")
    assert lines[1:] == [
        "登记负担未估：是各级的总数，已分在各级或没有分下去（1 项）",
        "登记负担未估：不知道有多少干部（1 项）",
        "没有错误：3 个条目，其中 2 项可计数",
    ]


def test_check_counts_those_who_are_in_the_registers(cast, file):
    lines, _ = run("plan_check", file(PACK))
    assert [line for line in lines if "不知道" in line] == []
    assert lines[0].startswith("第 14 行第 5 列 提醒：C1 要 4 家，而现在知道的企业一共只有 2 个。")
    assert lines[1].startswith("登记负担 县级总工会（2 名干部）：每人每月约 0.5 条、2 项、1.0 分钟。最多：走访企业")


def test_check_of_a_broken_pack_lists_every_error(file):
    lines, code = run("plan_check", file(PACK.replace("unit: 家", "unit: 只").replace("at_least: 2", "at_lest: 2")))
    assert code == 1
    assert [line[:14] for line in lines[:-1]] == [
        "第 21 行第 11 列 错误"[:14],
        "第 27 行第 5 列 错误"[:14],
        "第 28 行第 11 列 错误"[:14],
    ]


def test_check_with_the_document_compares_every_quote(file, tmp_path):
    document = tmp_path / "d.txt"
    document.write_text(small.DOCUMENT)
    assert run("plan_check", file(PACK), document=document)[1] == 0
    document.write_text(small.DOCUMENT.replace("原文C3", ""))
    lines, code = run("plan_check", file(PACK), document=document)
    assert code == 1
    assert ["原文C3" in line for line in lines if "错误：" in line] == [True]


@pytest.mark.parametrize("command", ["plan_check", "plan_load"])
def test_a_file_that_is_not_there_is_said_plainly(command, tmp_path):
    lines, code = run(command, "none.yaml")
    assert code == 1
    assert lines[0].startswith("没有这个文件，也没有叫“none.yaml”的内置方案；内置：")
    missing = tmp_path / "none.txt"
    assert run(command, "ningxia-f2f", document=missing) == ([f"没有这个文件：{missing}"], 1)


# ── plan load, plan publish ─────────────────────────────────────────────────────────────────────────────


def test_load_stores_a_draft_and_publish_puts_it_in_force(cast, file):
    lines, code = run("plan_load", file(small.text(small.OWN["C7"])))
    assert (lines, code) == (["已装载：走访方案 v1"], 0)
    version = PlanVersion.objects.get()
    assert (version.state, version.plan.issuer) == (State.DRAFT, cast.province)
    assert run("plan_publish", "small") == (["已发布：走访方案 v1"], 0)
    version.refresh_from_db()
    assert (version.state, version.progress, version.published_on) == (State.LIVE, 100, c.TODAY)
    assert Gauge.objects.count() == 2
    with c.nothing_written():
        assert run("plan_publish", "small") == (["这一版已发布，不能再发布"], 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("unit: 个", "unit: 只"), "方案还有错误，没有装载"),
        (('year: "2012"', 'year: "201*"'), "原文年份写作 201*，请先填写年份"),
        (('"64"', '"11"'), "没有找到发文单位，请先建立组织"),
    ],
)
def test_load_that_is_refused_stores_nothing(cast, file, change, said):
    pack = small.text(small.OWN["C7"], issuer="无名工会").replace(*change)
    with c.nothing_written():
        lines, code = run("plan_load", file(pack))
    assert (lines[-1], code) == (said, 1)


def test_load_takes_the_year_from_the_command_line(cast, file):
    pack = small.text(small.OWN["C7"]).replace('"2012"', '"201*"')
    assert run("plan_load", file(pack), year=2013)[1] == 0
    assert PlanVersion.objects.get().start == date(2013, 3, 1)


def test_publish_of_an_unknown_code_says_what_to_do(cast):
    assert run("plan_publish", "none") == (["没有代号为 none 的方案，请先 tiexin plan load"], 1)


def test_publish_while_another_is_published_is_refused(cast):
    busy = small.draft(small.text(small.OWN["C7"], code="busy"), cast.province)
    PlanVersion.objects.filter(pk=busy.pk).update(state=State.PUBLISHING)
    small.draft(small.text(small.OWN["C7"]), cast.province)
    with c.nothing_written():
        assert run("plan_publish", "small") == (["另一份方案正在发布，请等它完成后再发布"], 1)


def test_publish_takes_up_what_a_dead_worker_left(cast):
    left = small.draft(small.text(small.OWN["C7"]), cast.province)
    PlanVersion.objects.filter(pk=left.pk).update(state=State.PUBLISHING, progress=40)
    assert run("plan_publish", "small") == (["已发布：走访方案 v1"], 0)


def test_publish_that_fails_ends_with_its_reason(cast):
    draft = small.draft(small.text(small.OWN["C7"]), cast.province)
    duty = draft.clauses.get(code="C7").duty
    duty.definition = {**duty.definition, "of": {"population": "nobody", "where": {}}}
    duty.save(update_fields=["definition"])
    assert run("plan_publish", "small") == (["有条款无法换算成指标，请先检查方案再发布"], 1)
    draft.refresh_from_db()
    assert draft.state == State.FAILED


# ── worker, gauges ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def plan(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        cast = c.stage()
        version = small.publish(PACK, cast.province)
        small.settle()
        yield SimpleNamespace(cast=cast, version=version)


@pytest.fixture
def visit(plan):
    """A visit that waits to be folded."""
    li = plan.cast.people["officer"]
    new = NewVisit(li, plan.cast.employer, date(2012, 4, 2), ["hear"], known=[plan.cast.worker])
    return record_visit(new, by=li, on=c.TODAY)


def value(plan, org):
    return Gauge.objects.get(term__duty__clause__code="C3", subject=org.pk).value


def test_worker_once_folds_what_waits_and_ends(plan, visit):
    assert (Pending.objects.count(), value(plan, plan.cast.county)) == (1, 0)
    assert run("worker", once=True) == ([], 0)
    assert (Pending.objects.count(), value(plan, plan.cast.county)) == (0, 1)
    with c.nothing_written():
        assert run("worker", once=True) == ([], 0)


def test_verify_folds_first_and_finds_everything_right(plan, visit):
    assert run("gauges_verify") == (["全部一致"], 0)
    assert (Pending.objects.count(), value(plan, plan.cast.county)) == (0, 1)


def test_verify_names_what_is_wrong_and_rebuild_mends_it(plan, visit):
    run("worker", once=True)
    gauge = Gauge.objects.get(term__duty__clause__code="C3", subject=plan.cast.county.pk)
    Gauge.objects.filter(pk=gauge.pk).update(value=9)
    total = Total.objects.get(node=plan.cast.city, slice__terms=gauge.term)
    Total.objects.filter(pk=total.pk).update(n=7)
    lines, code = run("gauges_verify")
    assert (code, lines[-1]) == (1, "共 5 处不一致")
    right, org = f"(1, None, 2, None, 0, {gauge.org_id})", plan.cast.city.pk
    assert lines[0] == f"slice {total.slice_id} visit node ({org},): stored (7,) ≠ recounted (1,)"
    assert (
        lines[1]
        == f"C3 gauge {(gauge.term_id, gauge.subject)}: stored {right.replace('1', '9', 1)} ≠ recounted {right}"
    )
    assert [line.partition(" (")[0] for line in lines[2:5]] == ["C3 standing"] * 3
    assert run("gauges_rebuild")[0][-1] == "已重建 3 项"
    assert run("gauges_verify") == (["全部一致"], 0)
    assert value(plan, plan.cast.county) == 1


def test_rebuild_tells_how_far_it_is(plan):
    assert run("gauges_rebuild") == (["33%", "66%", "100%", "已重建 3 项"], 0)


def test_verify_shows_the_first_fifty_of_many_differences(plan):
    term = Gauge.objects.filter(term__duty__clause__code="C3").first().term
    Gauge.objects.bulk_create(
        Gauge(term=term, subject=10**9 + n, org=plan.cast.county, value=1, low=2, met=0) for n in range(60)
    )
    lines, code = run("gauges_verify")
    assert code == 1
    assert len(lines) == 51
    assert int(lines[-1].removeprefix("共 ").removesuffix(" 处不一致")) > 60


def test_check_knows_samples_and_shipped_packs_by_name():
    for name, year in (
        ("hotline-standard", None),
        ("congress-rule", None),
        ("recuperation", None),
        ("ningxia-f2f", 2012),
    ):
        lines, code = run("plan_check", name, year=year)
        assert code == 0 and "没有错误：" in lines[-1], name


def test_check_of_a_name_that_is_none_names_those_that_are():
    lines, code = run("plan_check", "nothing")
    assert code == 1
    assert lines[-1].endswith("示例：congress-rule、hotline-standard、recuperation-quota")


def test_check_says_the_clause_and_not_the_inner_name_of_its_parts():
    for name in ("province-f2f", "ningxia-f2f"):
        assert not any("@" in line for line in run("plan_check", name, year=2012)[0])
