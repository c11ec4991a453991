from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from django.apps import AppConfig, apps


class DutiesConfig(AppConfig):
    name = "tiexin.duties"
    label = "duties"
    verbose_name = "应尽"

    def ready(self) -> None:
        """Register the populations whose tables stand below this room, and the names of plans."""
        from tiexin.duties.populations import Population, register
        from tiexin.orgs.models import Kind, Level, Rank

        place = {"level": dict(Level.choices), "kind": dict(Kind.choices)}
        lives = _lives_of("Org", "opened", "closed")
        register(Population("unions", "各级工会", "by_org_id", "orgs.org", _unions, _names_of("Org"), place, lives))
        people, lives = {**place, "rank": dict(Rank.choices)}, _lives_of("Officer", "since", "until")
        names = _names_of("Officer")
        register(Population("officers", "干部", "officer_id", "orgs.officer", _officers, names, people, lives))
        members = ("members", "工会会员", "worker_id", "registry.worker", _members, _workers)
        register(Population(*members, place, _lives_of_members))
        _register_names()
        _register_sentences()


def _register_sentences() -> None:
    """The sentences of plans in force are found by their number."""
    from tiexin.core.cited import told_by
    from tiexin.duties.models import Clause, State

    told_by(lambda: Clause.objects.filter(version__state=State.LIVE).values_list("code", flat=True))


def _register_names() -> None:
    """Plans are named in the trail to those who may see plans; to others they are a number."""
    from tiexin.duties.models import Dispatch, Plan, PlanVersion
    from tiexin.evidence.names import named, register

    versions = named(lambda: PlanVersion.objects.select_related("plan"), _version)
    sent = named(
        lambda: Dispatch.objects.select_related("version__plan", "org"),
        lambda sent: f"{_version(sent.version)} · {sent.org}",
    )
    register("duties.plan", named(Plan.objects.all), "plans.see")
    register("duties.planversion", versions, "plans.see")
    register("duties.dispatch", sent, "plans.see")


def _version(version: Any) -> str:
    return f"{version.plan} 第{version.number}版"


def _names_of(model_name: str) -> Callable[[Iterable[int]], dict[int, str]]:
    def names(ids: Iterable[int]) -> dict[int, str]:
        model = apps.get_model("orgs", model_name)
        return {row.pk: str(row) for row in model._default_manager.filter(pk__in=list(ids))}

    return names


def _lives_of(
    model_name: str, since: str, until: str
) -> Callable[[Collection[int] | None], Iterable[tuple[int, date, date | None]]]:
    def lives(ids: Collection[int] | None) -> Iterable[tuple[int, date, date | None]]:
        rows = apps.get_model("orgs", model_name)._default_manager.all()
        rows = rows if ids is None else rows.filter(pk__in=list(ids))
        found: Iterable[tuple[int, date, date | None]] = rows.values_list("pk", since, until).iterator()
        return found

    return lives


def _unions() -> object:
    from tiexin.duties import relations

    return relations.unions()


def _workers(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.registry.models import Worker

    return {row.pk: str(row) for row in Worker.objects.filter(pk__in=list(ids))}


def _lives_of_members(ids: Collection[int] | None) -> Iterable[tuple[int, date, date | None]]:
    """From the day of joining to the day of leaving, whoever entered it."""
    from tiexin.registry.people import Membership
    from tiexin.registry.persons import all_of, persons_of

    rows = Membership.objects.filter(doubled=False)
    rows = rows if ids is None else rows.filter(worker__in=all_of(ids))
    lives = list(rows.values_list("worker_id", "since", "until"))
    persons = persons_of(worker for worker, _, _ in lives)
    return ((persons.get(worker, worker), since, until) for worker, since, until in lives)


def _members() -> object:
    from tiexin.duties import relations

    return relations.members()


def _officers() -> object:
    from tiexin.duties import relations

    return relations.officers()
