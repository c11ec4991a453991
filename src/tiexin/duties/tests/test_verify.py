"""Verify names exactly the stored number that is wrong, and nothing while all are right."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tiexin.duties import build, lock, verify
from tiexin.duties.definition import Do
from tiexin.duties.models import Gauge, Seen, Standing, Total
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import fact, note, publish, rate, tally
from tiexin.evidence.models import Pending
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

THREADS = pytest.mark.skipif(connection.vendor != "postgresql", reason="线程共用内存里的 SQLite · needs PostgreSQL")


@kept.fixture
def stage():
    cast = c.units()
    duties = publish(
        cast.province,
        tally(Do(measure="talk", count="sum"), counted="below", low=2),
        rate("talk", Do(measure="talk"), low=98),
    )
    note(fact(cast.county, qty=3), fact(cast.other_city))
    scene.settle()
    return cast, *duties


def test_nothing_is_wrong(stage):
    assert verify.differences() == []


def test_what_waits_is_folded_first(stage):
    note(fact(stage[0].county))
    assert verify.differences() == []
    assert not Pending.objects.exists()


def test_a_wrong_gauge_is_named(stage):
    cast, duty, _ = stage
    gauge = Gauge.objects.get(term__duty=duty, subject=cast.county.id)
    Gauge.objects.filter(pk=gauge.pk).update(value=8)
    key, rest = (gauge.term_id, cast.county.id), f"None, 2, None, 1, {cast.county.id})"
    item = duty.clause.item
    city = Standing.objects.filter(term=gauge.term, node__in=[cast.county.id, cast.city.id, cast.province.id])
    found = verify.differences()
    assert found[0] == f"{item} gauge {key}: stored (8, {rest} ≠ recounted (3, {rest}"
    assert len(found) == 1 + city.count()
    assert all(f"{item} standing" in line for line in found[1:])


def test_a_gauge_too_many_and_one_that_is_missing(stage):
    cast, _, duty = stage
    gauge = Gauge.objects.get(term__duty=duty, subject=cast.closed.id - 1)
    Gauge.objects.filter(pk=gauge.pk).update(subject=cast.closed.id)
    first, second = (line for line in verify.differences() if " gauge " in line)
    assert first.startswith(f"{duty.clause.item} gauge ({gauge.term_id}, {cast.closed.id - 1}): stored None ≠ ")
    assert second.endswith("≠ recounted None")


def test_a_wrong_standing_is_named(stage):
    cast, duty, _ = stage
    row = Standing.objects.get(term__duty=duty, node=cast.other_city)
    Standing.objects.filter(pk=row.pk).update(met=row.met + 1)
    (line,) = verify.differences()
    same = f"{row.subjects}, {row.owed}"
    rest = f"{row.value}, {row.base}, {row.target})"
    assert line == (
        f"{duty.clause.item} standing ({row.term_id}, {cast.other_city.id}): "
        f"stored ({same}, {row.met + 1}, {rest} ≠ recounted ({same}, {row.met}, {rest}"
    )


def test_a_wrong_key_is_named(stage):
    cast, duty, _ = stage
    row = Seen.objects.get(org=cast.county)
    Seen.objects.filter(pk=row.pk).update(n=4)
    name = f"slice {row.slice_id} talk"
    county, *nodes = verify.differences()
    assert county == f"{name} key@unit ('', {cast.county.id}): stored (4,) ≠ recounted (3,)"
    assert len(nodes) == 3
    assert all(line.startswith(f"{name} node (") for line in nodes)
    assert duty.terms.get().slice_id == row.slice_id


def test_a_wrong_total_is_named(stage):
    cast, duty, _ = stage
    row = Total.objects.get(node=cast.city)
    Total.objects.filter(pk=row.pk).update(n=2)
    found = verify.differences()
    assert found[0] == f"slice {row.slice_id} talk node ({cast.city.id},): stored (2,) ≠ recounted (3,)"
    assert [line.split(":")[0] for line in found[1:]] == [
        f"{duty.clause.item} gauge ({duty.terms.get().id}, {cast.city.id})"
    ]


def test_rebuild_mends_everything_and_keeps_links(stage):
    cast, _, _ = stage
    before = {(g.term_id, g.subject): g.pk for g in Gauge.objects.all()}
    Seen.objects.all().delete()
    Total.objects.update(n=99)
    Gauge.objects.filter(subject=cast.county.id).update(value=77)
    Gauge.objects.filter(subject=cast.closed.id - 1).update(subject=cast.closed.id)
    Standing.objects.all().delete()
    build.rebuild()
    assert verify.differences() == []
    after = {(g.term_id, g.subject): g.pk for g in Gauge.objects.all()}
    assert after.keys() == before.keys()
    assert {key for key in after if after[key] != before[key]} <= {k for k in after if k[1] == cast.closed.id - 1}


def test_command_says_all_is_well_or_fails(stage, capsys):
    call_command("gauges_verify")
    assert capsys.readouterr().out == "全部一致\n"
    Total.objects.update(n=99)
    with pytest.raises(CommandError, match="处不一致") as caught:
        call_command("gauges_verify")
    assert caught.value.returncode == 1
    assert "stored (99,)" in capsys.readouterr().out


def test_command_rebuilds(stage, capsys):
    Total.objects.update(n=99)
    call_command("gauges_rebuild")
    assert capsys.readouterr().out.splitlines()[-2:] == ["100%", "已重建 3 项"]
    assert verify.differences() == []


@THREADS
@pytest.mark.django_db(transaction=True)
def test_work_recorded_meanwhile_is_no_difference(monkeypatch):
    """A visit recorded while verify counts belongs to the next moment."""
    cast = c.units()
    publish(cast.province, tally(), tally(Do(measure="talk", count="sum"), counted="below"))
    real, writers = verify._slice, []

    def meanwhile():
        try:
            note(fact(cast.city))
        finally:
            connection.close()

    def slow(piece):
        found = list(real(piece))
        writers.append(threading.Thread(target=meanwhile))
        writers[-1].start()
        writers[-1].join(30)
        return found

    monkeypatch.setattr(verify, "_slice", slow)
    assert verify.differences() == []
    assert len(writers) == 2
    monkeypatch.undo()
    assert Pending.objects.filter(entry__verb="note").count() == 2
    assert verify.differences() == []


@THREADS
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holder", [lock.drainer, lock.snapshot])
def test_one_drainer_at_a_time(holder):
    order, entered = [], threading.Event()

    def second():
        entered.set()
        try:
            with lock.drainer():
                order.append("second")
        finally:
            connection.close()

    with holder():
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait(10)
        thread.join(0.2)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


@THREADS
@pytest.mark.django_db(transaction=True)
def test_a_snapshot_that_fails_lets_go():
    with pytest.raises(ZeroDivisionError), lock.snapshot():
        raise ZeroDivisionError
    with transaction.atomic(), lock.drainer():
        pass
    done = threading.Thread(target=lambda: (lock.drainer().__enter__(), connection.close()))
    done.start()
    done.join(10)
    assert not done.is_alive()
