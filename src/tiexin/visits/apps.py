from collections.abc import Iterable

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "tiexin.visits"
    label = "visits"
    verbose_name = "蹲点走访"

    def ready(self) -> None:
        """Make teams a population that can owe."""
        from tiexin.duties.populations import Population, register
        from tiexin.orgs.models import Level
        from tiexin.visits.models import TeamKind

        filters = {"level": dict(Level.choices), "kind": dict(TeamKind.choices)}
        register(Population("teams", "工作组", "team_id", "visits.team", _teams, _names, filters))


def _names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.models import Team

    return {team.pk: team.name for team in Team.objects.filter(pk__in=list(ids))}


def _teams() -> object:
    from tiexin.visits import populations

    return populations.teams()
