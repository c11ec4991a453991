"""What the things of entries and facts are called. Rooms above register the names of their own things here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.organs import Holding, Organ
from tiexin.orgs.scope import may
from tiexin.outbox.models import Message, Preference
from tiexin.registry.models import Employer, ImportRun, Worker
from tiexin.registry.persons import Look, WorkerMerge
from tiexin.registry.workplaces import Workplace

Names = Callable[[Collection[int]], dict[int, str]]


@dataclass(frozen=True)
class Naming:
    """How one kind of thing is named, many in one read; whoever lacks `needs` reads a number instead."""

    read: Names
    needs: str = ""


def named(rows: Callable[[], QuerySet[Any]], say: Callable[[Any], str] = str) -> Names:
    """Names of a model's rows, each said from the row alone."""
    return lambda ids: {row.pk: say(row) for row in rows().filter(pk__in=ids)}


NAMINGS: dict[str, Naming] = {
    "orgs.org": Naming(named(Org.objects.all)),
    "orgs.officer": Naming(named(Officer.objects.all)),
    "orgs.post": Naming(
        named(
            lambda: Post.objects.select_related("officer", "org"),
            lambda post: f"{post.officer} · {post.role_label} · {post.org}",
        )
    ),
    "orgs.organ": Naming(named(Organ.objects.all)),
    "orgs.holding": Naming(
        named(
            lambda: Holding.objects.select_related("officer", "seat__organ"),
            lambda held: f"{held.officer} · {held.seat.organ}{held.seat}",
        )
    ),
    "outbox.preference": Naming(
        named(lambda: Preference.objects.select_related("officer"), lambda row: f"{row.officer}的消息设置")
    ),
    "outbox.message": Naming(
        named(Message.objects.all, lambda row: f"{row.get_channel_display()} · {row.get_kind_display()}")
    ),
    "registry.employer": Naming(named(Employer.objects.all)),
    "registry.worker": Naming(named(Worker.objects.all)),
    "registry.workplace": Naming(
        named(lambda: Workplace.objects.select_related("employer"), lambda place: f"{place.employer} · {place}")
    ),
    "registry.importrun": Naming(named(ImportRun.objects.all, lambda run: run.name), "registry.see"),
    "registry.workermerge": Naming(
        named(
            lambda: WorkerMerge.objects.select_related("worker", "into"),
            lambda merge: f"{merge.worker} → {merge.into}",
        ),
        "registry.see",
    ),
    "registry.look": Naming(
        named(
            lambda: Look.objects.select_related("worker"), lambda look: f"{look.worker} · {look.get_number_display()}"
        ),
        "registry.see",
    ),
}


def register(thing: str, read: Names, needs: str = "") -> None:
    """Make the names of a kind of thing known; called once from the owning app's `ready()`."""
    NAMINGS[thing] = Naming(read, needs)


def names(wanted: Mapping[str, Collection[int]], request: HttpRequest) -> dict[tuple[str, int], str]:
    """Names of things by kind and id, with one read for each kind; those that have none stand under their number."""
    found = {(kind, pk): f"第 {pk} 号" for kind, ids in wanted.items() for pk in ids}
    for kind, ids in wanted.items():
        naming = NAMINGS.get(kind)
        if naming and ids and (not naming.needs or may(request, naming.needs)):
            found |= {(kind, pk): name for pk, name in naming.read(sorted(ids)).items()}
    return found
