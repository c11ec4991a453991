"""What visits are found by: the enterprise, what was said there, the problems heard."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet

from tiexin.core.findable import Findable
from tiexin.registry import findable as registry
from tiexin.registry.models import Worker
from tiexin.visits.models import Visit


def of_visit(visit: Visit) -> Findable:
    """A visit is found by the unit that did it and by the unit where it was done; the newest stands first."""
    heard = [visit.said, *(problem.text for problem in visit.problems.all())]
    void = "，已作废" if visit.voided else ""
    return Findable(
        kind="visit",
        thing_id=visit.pk,
        org_id=visit.org_id,
        also_id=visit.employer.org_id,
        title=visit.employer.name,
        body="\n".join(filter(None, heard)),
        note=f"{visit.on.year}年{visit.on.month}月{visit.on.day}日，{visit.author.name}{void}",
        weight=visit.on.toordinal(),
    )


def visits() -> Iterator[Findable]:
    """Every visit."""
    return map(of_visit, _whole(Visit.objects.order_by("pk")).iterator(chunk_size=500))


def of_entries(visit_ids: Collection[int]) -> Iterable[Findable]:
    """Visits that were recorded or voided, and the people met there, who may be new."""
    met = Worker.objects.filter(talks__visit__in=visit_ids).distinct().select_related("employer")
    found = _whole(Visit.objects.filter(pk__in=visit_ids))
    return [*map(of_visit, found), *map(registry.of_worker, met)]


def _whole(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.select_related("employer", "author").prefetch_related("problems")
