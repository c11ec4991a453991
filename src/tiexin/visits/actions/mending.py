"""A visit that was recorded wrongly is mended: the wrong record voided, the right one written, in one step."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.visits import rules
from tiexin.visits.actions import NewVisit, officers_of, opinions, problems, record_visit, void_visit
from tiexin.visits.announcements import Announcement
from tiexin.visits.models import Visit


@transaction.atomic
def mend_visit(wrong: Visit, new: NewVisit, reason: str, *, by: Officer, on: date) -> Visit:
    """Void the wrong record with its reason and write the right one, linked to it; returns the right one.

    The unit whose work it was stays, and so do the roles of the people who were met; the problems go on where they
    were. Refused, with nothing changed:
    a record voided or mended before, a correction that changes nothing, and whatever voiding and recording refuse.
    """
    old = Visit.objects.select_for_update(of=("self",)).select_related("org").get(pk=wrong.pk)
    if Visit.objects.filter(corrects=old).exists():
        raise Refused("这条走访已经更正过了，请打开更正后的记录再改", clause=rules.MENDED)
    new = replace(new, corrects=old)
    rules.check_mended(_as_recorded(old), _as_typed(new))
    before = problems.before_voiding(old)
    kept = Announcement.objects.filter(visit=old).values_list("pk", flat=True).first()
    said = list(old.opinions.standing().select_related("problem").order_by("pk"))
    void_visit(old, reason, by=by, on=on)
    roles = dict(old.talks.values_list("worker", "role"))
    for worker in new.known:
        worker.role = roles.get(worker.pk, worker.role)  # in memory only: the role that was recorded then
    right = record_visit(replace(new, announced=kept), by=by, on=on)
    problems.carry_on(before, right)
    opinions.carry_on(said, right)
    return right


def _as_recorded(old: Visit) -> tuple[object, ...]:
    problems = list(old.problems.order_by("pk").values_list("question", "text"))
    met = set(old.talks.values_list("worker", flat=True))
    plain = (old.employer_id, old.team_id, old.on, old.said, old.unnamed)
    return (*plain, set(old.methods), set(old.places), set(old.companions), met, problems)


def _as_typed(new: NewVisit) -> tuple[object, ...]:
    problems = [(question, text.strip()) for question, text in new.problems]
    met = {worker.pk for worker in new.known} | {name for name, _ in new.met}
    plain = (new.employer.id, new.team.id if new.team else None, new.on, new.said.strip(), new.unnamed)
    return (*plain, set(new.methods), set(new.places), set(officers_of(new)), met, problems)
