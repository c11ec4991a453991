"""Publishing and rebuilding: whole tables from facts, in steps that survive a killed worker."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from tiexin.duties import actions, agree, known, periods, run
from tiexin.duties import compile as compiler
from tiexin.duties.closing import slice_hash
from tiexin.duties.definition import Definition, Do
from tiexin.duties.lock import alone, drainer
from tiexin.duties.models import Duty, PlanVersion, Slice, State, Term
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
    work = Work(ours.distinct(), [duty for duty in duties if not duty.built], anew=False)
    work.carry_out(lambda share: progress(COMPILED + (100 - COMPILED) * share // 100))
    run.know_sizes()


def fill_slice(piece: Slice) -> None:
    """Write a slice's keys and totals from facts; from then on the worker keeps them."""
    with alone(), agree.whole():
        rows = f"SELECT {piece.id} AS slice_id, q.key, q.org_id, q.n FROM ({piece.sql_all}) AS q"  # noqa: S608
        agree.agree(agree.SEEN, f"t.slice_id = {piece.id}", rows)
        agree.agree(agree.TOTAL, f"t.slice_id = {piece.id}", total_sql(piece))
        Slice.objects.filter(id=piece.id).update(live=True)
    piece.live = True


def fill_gauges(duty: Duty) -> None:
    """Write a duty's gauges and standings from its definition; from then on the worker keeps them.

    A gauge that stands keeps its id: pages and messages link to it. Closed periods are left as they were told.
    """
    mine = f"t.term_id IN (SELECT o.id FROM duties_term o WHERE o.duty_id = {duty.id} AND o.closed IS NULL)"  # noqa: S608
    with alone(), agree.whole():
        with drainer():
            periods.settle(duty)
        agree.agree(agree.GAUGE, mine, duty.sql_all)
        agree.agree(agree.STANDING, mine, standing_sql(duty))
        Duty.objects.filter(id=duty.id).update(built=True)
    duty.built = True


def rebuild(progress: Progress = lambda percent: None) -> int:
    """Recount every slice and duty in force from the facts; return how many were rebuilt."""
    in_force = Duty.objects.filter(clause__version__state=State.LIVE)
    duties = list(in_force.select_related("clause__version").order_by("id"))
    ours = Q(terms__duty__clause__version__state=State.LIVE, terms__closed=None)
    slices = Slice.objects.filter(ours | Q(live=True)).distinct()
    if old := [duty for duty in duties if duty.compiled_with != compiler.VERSIONS]:
        for piece in slices:
            word_slice(piece)
        for duty in old:
            compile_duty(duty)
    return Work(slices, duties, anew=True).carry_out(progress)


class Work:
    """Slices and duties to fill; those that count the same measures one after the other, from a copy of their facts.

    In a province most measures have few facts and two have millions: looking for the few among the millions, again
    for every sentence of a plan, would take most of the time. `anew`: also what is filled.
    """

    def __init__(self, slices: QuerySet[Slice], duties: Iterable[Duty], *, anew: bool) -> None:
        self.anew = anew
        self.groups: dict[tuple[str, ...], list[Slice | Duty]] = defaultdict(list)
        for piece in slices.order_by("id"):
            self.groups[piece.measure,].append(piece)
        for duty in duties:
            self.groups[measures_of(duty)].append(duty)

    def carry_out(self, progress: Progress) -> int:
        """Fill all of it, slices before the duties that read their totals; return how many things there were."""
        done, count = 0, sum(map(len, self.groups.values()))
        for measures, things in sorted(self.groups.items(), key=lambda group: _order(*group)):
            with facts_of(measures) as catch_up:
                for thing in things:
                    with alone():
                        catch_up()
                        self.fill(thing)
                    done += 1
                    progress(100 * done // count)
        return count

    def fill(self, thing: Slice | Duty) -> None:
        """Fill one, unless another process was first."""
        if isinstance(thing, Slice):
            if self.anew or Slice.objects.filter(id=thing.id, live=False).exists():
                fill_slice(thing)
        elif self.anew or Duty.objects.filter(id=thing.id, built=False).exists():
            fill_gauges(thing)


def _order(measures: tuple[str, ...], things: Sequence[Slice | Duty]) -> tuple[bool, tuple[str, ...]]:
    return not any(isinstance(thing, Slice) for thing in things), measures


def measures_of(duty: Duty) -> tuple[str, ...]:
    """Every measure whose facts a duty counts."""
    parts = (duty.definition.get(part) or {} for part in ("do", "over", "until"))
    return tuple(sorted({part["measure"] for part in parts if part}))


@contextmanager
def facts_of(measures: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Until the end the texts that this connection runs see only these facts: its own table goes before the common one.

    Yields what brings the copy up to this moment: call it under the lock, for what is drained after that is looked at
    again, and what was drained before must be seen. Nothing may be recorded by this connection meanwhile.
    PostgreSQL knows how many facts a measure has, and needs no copy.
    """
    if connection.vendor == "postgresql":
        yield lambda: None
        return
    wanted = f"measure IN ({', '.join(repr(measure) for measure in measures) or repr('')})"
    read = run.fetch("SELECT COALESCE(MAX(id), 0) FROM main.evidence_entry")[0][0]
    with agree.beside("evidence_fact", f"SELECT * FROM main.evidence_fact WHERE {wanted}"):  # noqa: S608
        yield partial(_catch_up, [read], wanted)


def _catch_up(read: list[int], wanted: str) -> None:
    """Let the copy hold what entries wrote or voided since the last that was `read`: SQLite numbers them in order."""
    last = run.fetch("SELECT COALESCE(MAX(id), 0) FROM main.evidence_entry")[0][0]
    since = "SELECT id FROM main.evidence_fact WHERE +{wanted} AND {column} > {read}"  # the plus: not by the measure
    new = [since.format(wanted=wanted, column=each, read=read[0]) for each in ("entry_id", "voided_by_id")]
    if found := sorted({pk for text in new for (pk,) in run.fetch(text)}):
        for part in run.chunks(found):
            ids = ", ".join(map(str, part))
            run.change(f"DELETE FROM temp.evidence_fact WHERE id IN ({ids})")  # noqa: S608
            run.change(f"INSERT INTO temp.evidence_fact SELECT * FROM main.evidence_fact WHERE id IN ({ids})")  # noqa: S608
    read[0] = last


def judge_anew() -> None:
    """Recount what is due by working days, after a year's calendar was published."""
    duties = Duty.objects.filter(clause__version__state=State.LIVE, built=True, definition__kind="response")
    for duty in duties.select_related("clause__version").order_by("id"):
        fill_gauges(duty)


def beat(version: PlanVersion, percent: int) -> None:
    """Note how far a publication is and that its worker is alive."""
    PlanVersion.objects.filter(id=version.id).update(progress=percent, heartbeat=timezone.now())
