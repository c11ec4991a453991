"""Publishing and rebuilding: whole tables from facts, in steps that survive a killed worker."""

from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from tiexin.duties import actions, known, periods, run
from tiexin.duties import compile as compiler
from tiexin.duties.closing import slice_hash
from tiexin.duties.definition import Definition, Do
from tiexin.duties.lock import drainer
from tiexin.duties.models import Duty, Gauge, PlanVersion, Seen, Slice, Standing, State, Term, Total
from tiexin.duties.retree import standing_sql, total_sql

Progress = Callable[[int], None]
COMPILED = 30  # percent of a publication that compiling takes


def compile_duty(duty: Duty) -> None:
    """Compile a duty's SQL for this database and point its terms to the slices they share.

    The SQL is saved last: where it stands, a resumed publication knows that nothing is missing.
    """
    definition = Definition.model_validate(duty.definition)
    duty.sql_all = compiler.gauges_text(duty.id, definition, some=False)
    duty.sql_some = compiler.gauges_text(duty.id, definition, some=True)
    duty.compiled_with = compiler.VERSIONS
    duty.moved_by = known.movers(duty.definition)
    duty.digest = known.digest(duty.definition, duty.sql_all, duty.sql_some)
    if definition.kind == "tally" and definition.do is not None:
        for term in duty.terms.filter(subject=None, closed=None):
            term.slice = slice_for(definition.do, definition.basis, term)
            term.save(update_fields=["slice"])
    duty.save(update_fields=["sql_all", "sql_some", "compiled_with", "moved_by", "digest"])


def slice_for(do: Do, basis: str, term: Term) -> Slice:
    """Return the slice of what a duty counts in a term; duties that count the same share it."""
    spec = {**do.model_dump(), "basis": basis}
    name = slice_hash(spec, term.start, term.end)
    found = Slice.objects.filter(hash=name).first()
    if found is None:
        values = {"measure": do.measure, "spec": spec, "start": term.start, "end": term.end}
        found, _ = Slice.objects.get_or_create(hash=name, defaults=values | slice_texts(name, do, basis))
    return found


def slice_texts(name: str, do: Do, basis: str) -> dict[str, str]:
    """A slice's texts as this version of the product words them, with their digest."""
    texts = {f"sql_{part}": compiler.slice_text(name, do, basis, some=part == "some") for part in ("all", "some")}
    return {**texts, "digest": known.digest(do.model_dump(), basis, texts)}


def word_slice(piece: Slice) -> None:
    """Compile a slice's text anew, as this version of the product words it."""
    do, basis = Do.model_validate({name: v for name, v in piece.spec.items() if name != "basis"}), piece.spec["basis"]
    Slice.objects.filter(pk=piece.pk).update(**slice_texts(piece.hash, do, basis))
    piece.refresh_from_db()


def outdated() -> int:
    """How many duties in force were compiled by another version: `rebuild` compiles and counts them anew."""
    return Duty.objects.filter(clause__version__state=State.LIVE).exclude(compiled_with=compiler.VERSIONS).count()


def build_version(version: PlanVersion, progress: Progress = lambda percent: None) -> None:
    """Compile and fill everything a version owes; done steps are skipped when it runs again."""
    duties = list(Duty.objects.filter(clause__version=version).select_related("clause__version").order_by("id"))
    if any(duty.definition["kind"] == "response" for duty in duties):
        actions.ensure_days(version.start.year - 1, version.end.year + 1)
    raw = [duty for duty in duties if not duty.sql_all]
    for done, duty in enumerate(raw):
        compile_duty(duty)
        progress(COMPILED * (done + 1) // len(raw))
    ours = Slice.objects.filter(terms__duty__clause__version=version, terms__closed=None, live=False)
    slices = list(ours.distinct().order_by("id"))
    todo = [duty for duty in duties if not duty.built]
    steps = len(slices) + len(todo)
    for done, piece in enumerate(slices):
        with drainer():  # another process may have been at the same version
            if Slice.objects.filter(id=piece.id, live=False).exists():
                fill_slice(piece)
        progress(COMPILED + (100 - COMPILED) * (done + 1) // steps)
    for done, duty in enumerate(todo):
        with drainer():
            if Duty.objects.filter(id=duty.id, built=False).exists():
                fill_gauges(duty)
        progress(COMPILED + (100 - COMPILED) * (len(slices) + done + 1) // steps)


def fill_slice(piece: Slice) -> None:
    """Write a slice's keys and totals from facts; from then on the worker keeps them."""
    with drainer():
        Seen.objects.filter(slice=piece).delete()
        Total.objects.filter(slice=piece).delete()
        run.change(
            f"INSERT INTO duties_seen (slice_id, key, org_id, n) "  # noqa: S608
            f"SELECT {piece.id}, q.key, q.org_id, q.n FROM ({piece.sql_all}) AS q"
        )
        run.change(f"INSERT INTO duties_total (slice_id, node_id, n) {total_sql(piece)}")
        Slice.objects.filter(id=piece.id).update(live=True)
    piece.live = True


def fill_gauges(duty: Duty) -> None:
    """Write a duty's gauges and standings from its definition; from then on the worker keeps them.

    A gauge that stands keeps its id: pages and messages link to it. Closed periods are left as they were told.
    """
    terms = f"SELECT id FROM duties_term WHERE duty_id = {duty.id} AND closed IS NULL"  # noqa: S608
    columns = "term_id, subject, value, base, low, high, met, org_id"
    figures = ", ".join(f"{name} = excluded.{name}" for name in columns.split(", ")[2:])
    with drainer():
        periods.settle(duty)
        if Gauge.objects.filter(term__duty=duty, term__closed=None).exists():
            run.change(
                f"DELETE FROM duties_gauge WHERE term_id IN ({terms}) AND (term_id, subject) NOT IN "  # noqa: S608
                f"(SELECT q.term_id, q.subject FROM ({duty.sql_all}) AS q)"
            )
        run.change(
            f"INSERT INTO duties_gauge ({columns}) SELECT {columns} FROM ({duty.sql_all}) AS q WHERE 1 = 1 "  # noqa: S608
            f"ON CONFLICT (term_id, subject) DO UPDATE SET {figures}"
        )
        for part in run.chunks(duty.terms.filter(closed=None).order_by("id").values_list("id", flat=True)):
            Standing.objects.filter(term__in=part).delete()  # by number: a join is planned badly on fresh tables
        figures = "term_id, node_id, subjects, owed, met, value, base, target"
        run.change(f"INSERT INTO duties_standing ({figures}) {standing_sql(duty)}")
        Duty.objects.filter(id=duty.id).update(built=True)
    duty.built = True


def rebuild(progress: Progress = lambda percent: None) -> int:
    """Recount every slice and duty in force from the facts; return how many were rebuilt."""
    in_force = Duty.objects.filter(clause__version__state=State.LIVE)
    duties = list(in_force.select_related("clause__version").order_by("id"))
    ours = Q(terms__duty__clause__version__state=State.LIVE, terms__closed=None)
    slices = list(Slice.objects.filter(ours | Q(live=True)).distinct().order_by("id"))
    if old := [duty for duty in duties if duty.compiled_with != compiler.VERSIONS]:
        for piece in slices:
            word_slice(piece)
        for duty in old:
            compile_duty(duty)
    steps = max(1, len(slices) + len(duties))
    for done, piece in enumerate(slices):
        fill_slice(piece)
        progress(100 * (done + 1) // steps)
    for done, duty in enumerate(duties):
        fill_gauges(duty)
        progress(100 * (len(slices) + done + 1) // steps)
    return len(slices) + len(duties)


def judge_anew() -> None:
    """Recount what is due by working days, after a year's calendar was published."""
    duties = Duty.objects.filter(clause__version__state=State.LIVE, built=True, definition__kind="response")
    for duty in duties.select_related("clause__version").order_by("id"):
        fill_gauges(duty)


def beat(version: PlanVersion, percent: int) -> None:
    """Note how far a publication is and that its worker is alive."""
    PlanVersion.objects.filter(id=version.id).update(progress=percent, heartbeat=timezone.now())
