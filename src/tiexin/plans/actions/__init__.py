"""Every write of plans: load a pack as a draft version, publish it; `dispatching` sends it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.duties.actions import hand_over
from tiexin.duties.cells import expand
from tiexin.duties.lock import drainer
from tiexin.duties.models import Clause, Duty, Plan, PlanVersion, State, Target, Term
from tiexin.duties.rules import has_own_terms, stretch_before
from tiexin.evidence.actions import keep_file, lift_limits, put_limits, record
from tiexin.orgs.models import Officer, Org
from tiexin.plans import findable, rules
from tiexin.plans.actions.dispatching import dispatch_version
from tiexin.plans.caps import caps
from tiexin.plans.loader import Loaded, Owed
from tiexin.plans.terms import terms
from tiexin.search import actions as search


@dataclass(frozen=True)
class NewVersion:
    """A pack that loaded without errors, its text, and the attached document if there is one."""

    loaded: Loaded
    text: str
    issuer: Org
    document: bytes = b""
    document_name: str = ""


@transaction.atomic
def load_plan(new: NewVersion, *, by: Officer | None, on: date) -> PlanVersion:
    """Store a checked pack as the next draft version of its plan: clauses, duties, periods and targets.

    Refused, with nothing written, when the pack has errors or its year is still unknown.
    """
    pack = new.loaded.pack
    if pack is None:
        raise Refused("方案还有错误，没有装载", field="pack")
    rules.check_earnest(by)
    rules.check_code(pack.pack, new.issuer)
    if new.loaded.year is None:
        raise Refused(f"原文年份写作 {pack.year}，请先填写年份", field="year")
    plan = _plan(new)
    version = _version(plan, new)
    clauses = Clause.objects.bulk_create(
        Clause(
            version=version,
            item=item.id,
            code=item.clause,
            quote=item.quote,
            section=item.section,
            kind=item.kind,
            title=item.title,
            strength=item.strength,
            reading=item.reading,
            line=item.line,
            order=order,
            data=dict(item.data),
        )
        for order, item in enumerate(new.loaded.items)
    )
    _owe(new.loaded.duties, {clause.item: clause for clause in clauses})
    entry = record(Act("load", version, by, on, new.issuer.pk))
    if new.document:
        version.document = keep_file(
            new.document, new.document_name, "text/plain; charset=utf-8", org=new.issuer, entry=entry
        )
        version.save(update_fields=["document"])
    return version


def _plan(new: NewVersion) -> Plan:
    pack = new.loaded.pack
    assert pack is not None  # noqa: S101 - checked by the caller
    values = {"title": pack.title, "number": pack.number, "issuer": new.issuer}
    found, made = Plan.objects.get_or_create(code=pack.pack, defaults=values)
    # locked: versions are numbered one after the other
    plan: Plan = Plan.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not made and plan.issuer_id != new.issuer.pk:
        raise Refused(f"代号 {pack.pack} 已被“{plan.issuer}”的方案使用", field="pack")
    return plan


def _version(plan: Plan, new: NewVersion) -> PlanVersion:
    pack = new.loaded.pack
    assert pack is not None  # noqa: S101 - checked by the caller
    days = new.loaded.draft.days
    first, last, issued = days(pack.period.from_), days(pack.period.to), days(pack.issued)
    if first is None or last is None:
        raise Refused("方案的起止日期读不出来", field="pack")
    number = plan.versions.count() + 1
    return PlanVersion.objects.create(
        plan=plan,
        number=number,
        year=new.loaded.year,
        year_mask=pack.year,
        start=first[0],
        end=last[1],
        effective=new.loaded.effective,
        cutoff=pack.cutoff,
        issued=issued[0] if issued else None,
        pack=new.text,
        head={
            **pack.model_dump(mode="json", by_alias=True, include=HEAD),
            "readings": dict(new.loaded.readings),
        },
        problems=[asdict(problem) for problem in new.loaded.problems],
    )


HEAD = {
    "title",
    "number",
    "issuers",
    "basis",
    "recipients",
    "jurisdiction",
    "year",
    "rank_minimum",
    "sections",
    "parameters",
}


def _owe(owed: Iterable[Owed], clauses: dict[str, Clause]) -> None:
    """Turn executable items into duties with their periods and target cells."""
    for item in owed:
        definition = item.definition
        duty = Duty.objects.create(
            clause=clauses[item.id],
            definition=definition.model_dump(mode="json"),
            measure=definition.do.measure if definition.do else "",
            over_measure=definition.over.measure if definition.over else "",
            population=definition.of.population,
            strength=definition.strength,
            unit=definition.unit,
        )
        Term.objects.bulk_create(_terms(duty, item))
        Target.objects.bulk_create(
            Target(duty=duty, level=cell.level, rank=cell.rank, low=cell.low, high=cell.high)
            for cell in expand(definition)
        )


def _terms(duty: Duty, item: Owed) -> list[Term]:
    """The duty's common periods that its version governs; own periods are found when it is built."""
    if has_own_terms(item.definition.per):
        return []
    begun = duty.clause.version.effective
    return [
        Term(duty=duty, label=label, start=start, end=end, due=_due(item, end), asof=end, **_before(item, start, end))
        for start, end, label in terms(item.definition, item.period)
        if begun is None or end >= begun
    ]


def _before(item: Owed, start: date, end: date) -> dict[str, date]:
    """The stretch that an increase is measured against."""
    if item.definition.target != "increase":
        return {}
    first, last = stretch_before(item.definition.per, start, end)
    return {"before": first, "before_end": last}


def _due(item: Owed, end: date) -> date:
    """A campaign's duty is due on its own day; a repeated one at the end of each period."""
    return item.due if item.due and item.definition.per == "campaign" else end


def start_publishing(version: PlanVersion, *, by: Officer | None, on: date) -> PlanVersion:
    """Queue a draft for publishing; of two at once one wins and the other is told.

    The job is queued in the same transaction: there is no moment at which a publication has nobody to do it.
    """
    rules.check_earnest(by)
    try:
        with transaction.atomic():
            version = PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
            if version.state not in (State.DRAFT, State.FAILED):
                raise Refused(f"这一版{version.get_state_display()}，不能再发布")
            if version.state == State.FAILED:  # what it had built was not kept up to date since
                Duty.objects.filter(clause__version=version).update(built=False)
            version.state, version.progress, version.error, version.published_on = State.PUBLISHING, 0, "", on
            version.save(update_fields=["state", "progress", "error", "published_on"])
            record(Act("publish", version, by, on, version.plan.issuer_id))
            _wake(version.pk)
    except IntegrityError as error:
        raise Refused("另一份方案正在发布，请等它完成后再发布") from error
    return version


def _wake(version_id: int) -> None:
    from tiexin.plans.tasks import publish_version

    publish_version.enqueue(version_id)


@drainer()
def go_live(version: PlanVersion) -> PlanVersion:
    """Put a built version in force; the plan's former version is superseded in the same moment.

    Nothing happens to a version that is not being published: another process has put it in force already.
    """
    version = PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.state == State.PUBLISHING:
        hand_over(version)
        former = PlanVersion.objects.filter(plan=version.plan_id, state=State.LIVE)
        lift_limits(list(Duty.objects.filter(clause__version__in=former).values_list("id", flat=True)))
        _be_found(version, former)
        former.update(state=State.SUPERSEDED)
        put_limits(caps(version))
        version.state, version.progress = State.LIVE, 100
        version.save(update_fields=["state", "progress"])
        dispatch_version(version, on=version.published_on or version.start)
    return version


def _be_found(version: PlanVersion, former: QuerySet[PlanVersion]) -> None:
    """Let the sentences in force be found, and those of the former version no more."""
    search.drop(findable.KIND, list(Clause.objects.filter(version__in=former).values_list("pk", flat=True)))
    search.put_new(findable.of_version(version))


def give_up(version: PlanVersion, message: str) -> None:
    """Mark a publication that cannot succeed, with a sentence for the person who started it."""
    PlanVersion.objects.filter(pk=version.pk, state=State.PUBLISHING).update(state=State.FAILED, error=message[:200])
