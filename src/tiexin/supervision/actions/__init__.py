"""Every write of inspections and of what they found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.draws.models import Draw, State
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org
from tiexin.supervision import queries, rules
from tiexin.supervision.actions import checks
from tiexin.supervision.models import Inspection, SheetAnswer, Shortcoming, ShortcomingStep
from tiexin.supervision.sheets import sheets


@dataclass(frozen=True)
class NewInspection:
    """An inspection: by which unit of which unit, when, how, by whom, by which sheet, with which draw of visits."""

    org: Org
    unit: Org
    on: date
    way: str
    inspectors: Sequence[Officer]
    sheet: str
    heard: str = ""
    draw: Draw | None = None


@transaction.atomic
def open_inspection(new: NewInspection, *, by: Officer, on: date) -> Inspection:
    """Write down an inspection; the people of the drawn records are listed at once, to be asked.

    Refused, with nothing written: a unit that does not stand at or below the inspecting one, nobody who inspects, a
    sheet that there is not, a draw that is none of visits or drew nothing of the unit, whatever `rules` refuse.
    """
    if not queries.at_or_below(new.unit.pk, new.org.pk):
        raise Refused("只能督查本单位和下级单位", clause=rules.HOW, field="unit")
    if not new.inspectors:
        raise Refused("请选择督查人员", field="inspectors")
    sheet = sheets().get(new.sheet)
    if sheet is None:
        raise Refused("请选择检查表", field="sheet")
    rules.check_inspection(new.way, new.on, on, new.heard, new.draw is not None)
    draw = _checked(new)
    made = Inspection.objects.create(
        org=new.org,
        unit=new.unit,
        on=new.on,
        way=new.way,
        heard=new.heard.strip(),
        draw=draw,
        sheet_name=sheet.name,
        sheet_hash=sheet.hash,
        sheet=sheet.plain,
    )
    made.inspectors.set(new.inspectors)
    record(Act("open_inspection", made, by, on, made.org_id))
    if draw is not None:
        checks.take(made, draw, new.unit)
    return made


def _checked(new: NewInspection) -> Draw | None:
    """The draw, if one is needed: a finished one of visits."""
    draw = Draw.objects.get(pk=new.draw.pk) if new.draw is not None and new.way != "hear" else None
    if draw is not None and (draw.kind != "visits" or draw.state != State.DRAWN):
        raise Refused("请选择已经抽过的走访记录抽签", clause=rules.HOW, field="draw")
    return draw


@transaction.atomic
def fill_sheet(
    inspection: Inspection, given: Mapping[str, tuple[str, str]], *, by: Officer, on: date
) -> list[SheetAnswer]:
    """Write the answers to lines of the check sheet, each with its note; those of other lines stay.

    Refused, with nothing written: a line that the sheet does not have, a no without a note.
    """
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    rules.check_answers([line["key"] for line in inspection.sheet], given)
    if not given:
        raise Refused("还没有填任何一条")
    inspection.answers.filter(line__in=list(given)).delete()
    made = SheetAnswer.objects.bulk_create(
        SheetAnswer(inspection=inspection, line=line, answer=answer, note=note.strip())
        for line, (answer, note) in given.items()
    )
    record(Act("fill_sheet", inspection, by, on, inspection.org_id))
    return made


@transaction.atomic
def find_shortcoming(new: Shortcoming, *, by: Officer, on: date) -> Shortcoming:
    """Write down a (unsaved) shortcoming of the inspected unit or one below it, for somebody there to put right.

    Refused, with nothing written: another unit, an owner of another unit or who left, no words, a day that has passed.
    """
    inspection = new.inspection
    if not queries.at_or_below(new.unit.pk, inspection.unit_id):
        raise Refused("整改单位应是被督查单位或它的下级", clause=rules.PATH, field="unit")
    owner = new.owner
    if owner.org_id != new.unit.pk or owner.since > on or (owner.until is not None and owner.until <= on):
        raise Refused(f"{owner}不是{new.unit}今天在职的人", field="owner")
    rules.check_text(new.text, "text", "发现了什么问题")
    rules.check_found(new.line, [line["key"] for line in inspection.sheet], new.due, on)
    new.text, new.clause = new.text.strip(), new.clause.strip() or queries.clause_of(inspection, new.line)
    new.save(force_insert=True)
    _step("find_shortcoming", new, new.text, by, on)
    return new


def _step(verb: str, found: Shortcoming, text: str, by: Officer, on: date) -> None:
    entry = record(Act(verb, found, by, on, found.inspection.org_id))
    ShortcomingStep.objects.create(shortcoming=found, entry=entry, state=found.state, due=found.due, text=text.strip())


def _locked(found: Shortcoming, state: str) -> Shortcoming:
    row: Shortcoming = (
        Shortcoming.objects.select_for_update(of=("self",)).select_related("inspection", "unit").get(pk=found.pk)
    )
    rules.check_state(row.state, state)
    return row


@transaction.atomic
def answer_shortcoming(found: Shortcoming, text: str, *, by: Officer, on: date) -> Shortcoming:
    """Say what was done about a shortcoming; whether it is enough, the re-check says.

    Refused, with nothing written: no words, and by anybody but the unit that puts it right.
    """
    found = _locked(found, "open")
    queries.check_own(by, found.unit_id, "整改单位答复")
    rules.check_text(text, "text", "做了什么")
    found.state = "answered"
    found.save(update_fields=["state"])
    _step("answer_shortcoming", found, text, by, on)
    return found


@dataclass(frozen=True)
class Recheck:
    """Whether a re-check was passed, in what words; not passed, by which new day."""

    passed: bool
    text: str
    due: date | None = None


@transaction.atomic
def recheck_shortcoming(found: Shortcoming, new: Recheck, *, by: Officer, on: date) -> Shortcoming:
    """Check again what was answered: passed closes it, not passed gives it back with a new day.

    Refused, with nothing written: what was not answered, no words, not passed without a day, and by whoever owns it.
    """
    found = _locked(found, "answered")
    if found.owner_id == by.pk:
        raise Refused("您是整改负责人，请别人来复查", clause=rules.PATH)
    rules.check_text(new.text, "text", "复查看到了什么")
    rules.check_again(new.passed, new.due, on)
    if new.passed:
        found.state, found.closed = "closed", on
    else:
        found.state, found.due = "open", new.due or found.due
    found.save(update_fields=["state", "closed", "due"])
    _step("pass_shortcoming" if new.passed else "return_shortcoming", found, new.text, by, on)
    return found
