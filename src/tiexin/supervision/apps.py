from collections.abc import Iterable
from datetime import date

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "tiexin.supervision"
    label = "supervision"
    verbose_name = "督导"

    def ready(self) -> None:
        """Let records of visits be drawn, and what is supervised be named in the trail."""
        from tiexin.draws import kinds
        from tiexin.duties import worker
        from tiexin.evidence import names
        from tiexin.supervision import drawing, part, workers
        from tiexin.visits import beside

        kinds.register(kinds.Kind("visits", "走访记录", drawing.rows, drawing.BY, "条", dated=True))
        kinds.register(kinds.Kind("workers", "职工", workers.rows, workers.BY, "人"))
        worker.DAILY.append(_close_surveys)
        beside.register(part.checks_of)
        names.register("supervision.inspection", _inspections, "supervision.see")
        names.register("supervision.shortcoming", _shortcomings, "supervision.see")
        names.register("supervision.recordcheck", _checks, "supervision.see")
        names.register("supervision.score", _scores, "supervision.see")
        names.register("supervision.oddity", _oddities, "supervision.see")
        names.register("supervision.survey", _surveys, "supervision.see")


def _inspections(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.core.templatetags.tiexin import zh_date
    from tiexin.supervision.models import Inspection

    rows = Inspection.objects.filter(pk__in=list(ids)).select_related("unit")
    return {row.pk: f"{row} {zh_date(row.on)}" for row in rows}


def _shortcomings(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.supervision.models import Shortcoming

    return {row.pk: row.text[:30] for row in Shortcoming.objects.filter(pk__in=list(ids))}


def _checks(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.supervision.models import RecordCheck

    rows = RecordCheck.objects.filter(pk__in=list(ids)).select_related("visit__employer")
    return {row.pk: f"抽查核实 {row.visit.employer}" for row in rows}


def _scores(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.supervision.models import Score

    return {row.pk: str(row) for row in Score.objects.filter(pk__in=list(ids)).select_related("unit", "sheet")}


def _oddities(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.supervision.models import Oddity

    return {row.pk: row.told for row in Oddity.objects.filter(pk__in=list(ids))}


def _surveys(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.supervision.surveys import Survey

    return {row.pk: str(row) for row in Survey.objects.filter(pk__in=list(ids)).select_related("unit")}


def _close_surveys(day: date) -> None:
    from tiexin.supervision.actions.surveys import close_over

    close_over(day)
