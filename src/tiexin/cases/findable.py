"""What matters are found by: what it is about and what was said; never what is sealed, never a phone."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Exists, QuerySet

from tiexin.cases.knowledge import findable as answers
from tiexin.cases.models import Case
from tiexin.core.findable import Findable


def of_case(case: Case) -> Findable:
    """A matter is found by the unit that is responsible and by the one that received it; the newest stands first."""
    return Findable(
        kind="case",
        thing_id=case.pk,
        org_id=case.org_id,
        also_id=case.first_org_id if case.first_org_id != case.org_id else None,
        title=case.title,
        body="\n".join(filter(None, [case.number, case.text, case.place])),
        note=f"{case.what}，{case.on.year}年{case.on.month}月{case.on.day}日，{case.get_state_display()}",
        weight=case.on.toordinal(),
    )


def cases() -> Iterator[Findable]:
    """Every matter whose content is not sealed and that is about nobody of the house."""
    return map(of_case, _open().order_by("pk").iterator(chunk_size=500))


def of_entries(case_ids: Collection[int]) -> Iterable[Findable]:
    """Matters that were registered, moved or handed over, and their answers."""
    return [*map(of_case, _open().filter(pk__in=case_ids)), *answers.of_entries(case_ids)]


def _open() -> QuerySet[Case]:
    """What somebody stepped back from is found by nobody, as what is about somebody."""
    return Case.objects.filter(sealed=False, about=None, about_org=None).exclude(Exists(answers.recused()))
