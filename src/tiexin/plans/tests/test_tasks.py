"""A publication ends, whatever happens to the job that was to do it."""

import pytest
from django.db import DataError, InterfaceError, OperationalError
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tiexin.duties import build, worker
from tiexin.duties.models import PlanVersion, State
from tiexin.duties.tests import scene
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans import tasks

pytestmark = pytest.mark.django_db


@kept.fixture
def version():
    """A version whose publication was started; its job is not queued."""
    return scene.draft(c.units().province, [scene.tally("talk")])


def fail_with(monkeypatch, error):
    def broken(*args):
        raise error

    monkeypatch.setattr(build, "build_version", broken)


def state_of(version):
    version.refresh_from_db()
    return version.state, version.error


def test_a_version_that_is_built_is_put_in_force(version):
    tasks.publish_version.func(version.pk)
    assert state_of(version) == (State.LIVE, "")


@pytest.mark.parametrize(
    ("error", "words"),
    [(ValueError("no such column"), "无法换算成指标"), (DataError("out of range"), "数据库出错")],
)
def test_what_will_never_succeed_is_given_up_with_a_sentence(version, monkeypatch, error, words):
    fail_with(monkeypatch, error)
    tasks.publish_version.func(version.pk)
    state, said = state_of(version)
    assert state == State.FAILED
    assert words in said


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("connection closed")])
def test_a_lost_database_is_not_the_plans_fault(version, monkeypatch, error):
    fail_with(monkeypatch, error)
    with pytest.raises(type(error)):
        tasks.publish_version.func(version.pk)
    assert state_of(version) == (State.PUBLISHING, "")


def jobs():
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def test_a_publication_without_a_job_is_queued_again_and_once(version):
    tasks.resume()
    tasks.resume()
    assert jobs() == [TaskResultStatus.READY]


@pytest.mark.parametrize(
    ("status", "queued"),
    [
        (TaskResultStatus.READY, 0),
        (TaskResultStatus.RUNNING, 0),
        (TaskResultStatus.FAILED, 1),
        (TaskResultStatus.SUCCESSFUL, 1),
    ],
)
def test_a_job_that_will_still_run_is_enough(version, status, queued):
    tasks.publish_version.enqueue(version.pk)
    DBTaskResult.objects.update(status=status)
    tasks.resume()
    assert len(jobs()) == 1 + queued


def test_nothing_is_queued_when_nothing_is_being_published(version):
    PlanVersion.objects.update(state=State.DRAFT)
    tasks.resume()
    assert jobs() == []


def test_a_job_left_running_under_the_workers_own_name_is_given_back(version):
    tasks.publish_version.enqueue(version.pk)
    lane = worker.Jobs()
    worker.actions.beat(lane.id)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[lane.id])
    assert worker.requeue_orphans() == 0
    assert worker.requeue_orphans(lane.id) == 1
    assert jobs() == [TaskResultStatus.READY]
