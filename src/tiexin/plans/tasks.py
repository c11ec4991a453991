"""Publishing in the background. The task is only a wake-up: what is done is in the version's own rows."""

import logging

from django.db import DatabaseError, InterfaceError, OperationalError
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tiexin.duties import build
from tiexin.duties.models import PlanVersion, State
from tiexin.plans import actions

logger = logging.getLogger("tiexin.plans")


@task()
def publish_version(version_id: int) -> None:
    """Build whatever the version still lacks, then put it in force; running it twice changes nothing."""
    try:
        version = PlanVersion.objects.select_related("plan").get(pk=version_id)
        if version.state != State.PUBLISHING:
            return
        build.build_version(version, lambda percent: build.beat(version, percent))
        actions.go_live(version)
    except (OperationalError, InterfaceError):
        raise  # a lost or locked database passes: `resume` queues it again
    except ValueError as error:  # a definition that cannot be compiled
        logger.error("publish %s: %s: %s", version_id, type(error).__name__, error)
        actions.give_up(version, "有条款无法换算成指标，请先检查方案再发布")
    except DatabaseError as error:
        logger.error("publish %s: %s", version_id, type(error).__name__)
        actions.give_up(version, "数据库出错，发布没有完成，请再发布一次")


def resume() -> None:
    """Queue a publication that nobody is going to finish: its job failed with the database, or was lost."""
    waiting = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    if DBTaskResult.objects.filter(task_path=publish_version.module_path, status__in=waiting).exists():
        return
    for version_id in PlanVersion.objects.filter(state=State.PUBLISHING).values_list("pk", flat=True):
        publish_version.enqueue(version_id)
