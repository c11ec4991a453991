"""Every write of assessments: opened with a document, filled in by those named, answered, appealed, decided."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from tiexin.activities import assessment_rules as rules
from tiexin.activities.assessments import Assessment, Part
from tiexin.activities.rules import check_text
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer


@transaction.atomic
def ask_assessment(new: Assessment, assessors: Sequence[Officer], *, by: Officer, on: date) -> Assessment:
    """Open an (unsaved) sheet for the assessors named; refused without a document, with one assessor alone."""
    people = list(dict.fromkeys(assessors))
    rules.check_asked(new.basis, new.officer_id, [each.pk for each in people])
    new.basis, new.on = new.basis.strip(), on
    new.save(force_insert=True)
    Part.objects.bulk_create(Part(assessment=new, assessor=each) for each in people)
    record(Act("ask_assessment", new, by, on, new.org_id))
    return new


def _locked(assessment: Assessment, *states: str) -> Assessment:
    found: Assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    rules.check_state(found.state, *states)
    return found


def _own(found: Assessment, by: Officer) -> None:
    if found.officer_id != by.pk:
        raise Refused("只有本人能写", clause=rules.LAW)


@transaction.atomic
def give_words(assessment: Assessment, words: Mapping[str, str], note: str, *, by: Officer, on: date) -> Part:
    """Fill in one's own part, once; with the last one the sheet is done."""
    found = _locked(assessment, "asked")
    part = found.parts.filter(assessor=by).first()
    if part is None or part.given is not None:
        raise Refused("您不是这份考核的评价人，或者已经评价过了", clause=rules.LAW)
    rules.check_words_given(words, note)
    part.words, part.note, part.given = {name: words[name] for name in rules.lines()}, note.strip(), on
    part.save(update_fields=["words", "note", "given"])
    if not found.parts.filter(given=None).exists():
        found.state = "given"
        found.save(update_fields=["state"])
    record(Act("give_words", found, by, on, found.org_id))
    return part


@transaction.atomic
def say_word(assessment: Assessment, word: str, *, by: Officer, on: date) -> Assessment:
    """Let the cadre say what they want to be read beside it; what was said before is replaced."""
    found = _locked(assessment, "asked", "given", "appealed", "settled")
    _own(found, by)
    check_text(word, "text", "想说的话", rules.TEXT)
    found.word = word.strip()
    found.save(update_fields=["word"])
    record(Act("say_word", found, by, on, found.org_id))
    return found


@transaction.atomic
def appeal_assessment(assessment: Assessment, text: str, *, by: Officer, on: date) -> Assessment:
    """Let the cadre appeal against a sheet that is done, once."""
    found = _locked(assessment, "given")
    _own(found, by)
    check_text(text, "text", "申诉的理由", rules.TEXT)
    found.state, found.appeal, found.appealed = "appealed", text.strip(), on
    found.save(update_fields=["state", "appeal", "appealed"])
    record(Act("appeal_assessment", found, by, on, found.org_id))
    return found


@transaction.atomic
def decide_appeal(assessment: Assessment, outcome: str, text: str, *, by: Officer, on: date) -> Assessment:
    """Keep the sheet or withdraw it, with a reason; by somebody who has no part in it."""
    found = _locked(assessment, "appealed")
    assessors = found.parts.values_list("assessor", flat=True)
    rules.check_decider(by.pk, [found.author_id, found.officer_id, *assessors])
    rules.check_decision(outcome, text)
    found.state = "withdrawn" if outcome == "withdrawn" else "settled"
    found.outcome, found.decision, found.decided, found.decided_by = outcome, text.strip(), on, by
    found.save(update_fields=["state", "outcome", "decision", "decided", "decided_by"])
    record(Act("decide_appeal", found, by, on, found.org_id))
    return found
