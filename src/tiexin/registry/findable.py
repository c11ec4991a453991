"""What employers and workers are found by. ID numbers stay out of it."""

from collections.abc import Iterator

from tiexin.core.findable import Findable
from tiexin.registry.models import Employer, Worker


def of_employer(employer: Employer) -> Findable:
    """An employer is found by its name, the initials of it, and the beginning of its credit code."""
    return Findable(
        kind="employer",
        thing_id=employer.pk,
        org_id=employer.org_id,
        title=employer.name,
        note=employer.credit_code,
        codes=(employer.credit_code,),
        sound="brief",
    )


def of_worker(worker: Worker) -> Findable:
    """A worker is found by name alone; the employer is shown to tell one from another."""
    return Findable(
        kind="worker",
        thing_id=worker.pk,
        org_id=worker.org_id,
        title=worker.name,
        note=worker.employer.name if worker.employer else "没有固定单位",
        sound="person",
    )


def employers() -> Iterator[Findable]:
    """Every employer."""
    return map(of_employer, Employer.objects.order_by("pk").iterator())


def workers() -> Iterator[Findable]:
    """Everybody once."""
    return map(of_worker, Worker.objects.persons().select_related("employer").order_by("pk").iterator())
