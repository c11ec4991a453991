"""Every write of scores: published with their arithmetic, appealed against, corrected beside the old one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.duties.models import Clause, State
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org
from tiexin.supervision import queries, rules, score_queries
from tiexin.supervision import score_rules as may
from tiexin.supervision.models import Appeal, Score
from tiexin.supervision.scoring import Result


@dataclass(frozen=True)
class NewScore:
    """Which unit publishes the score of which, by which sheet of a plan in force."""

    org: Org
    unit: Org
    sheet: Clause


@transaction.atomic
def publish_score(new: NewScore, *, by: Officer, on: date) -> Score:
    """Publish a unit's score as it stands counted today; the arithmetic is kept with it and never changes.

    Refused, with nothing written: a unit that does not stand at or below the publishing one or the plan's issuer, a
    sheet that no document allows, a plan not in force, nothing to be judged, a second one on the same day.
    """
    sheet = Clause.objects.select_for_update(of=("self",)).select_related("version__plan").get(pk=new.sheet.pk)
    if sheet.kind != "scoring" or sheet.version.state != State.LIVE:
        raise Refused("请选择已发布方案的考核表", field="sheet")
    basis = may.permit_of(sheet.data)
    tops = (new.org.pk, sheet.version.plan.issuer_id)
    if not all(queries.at_or_below(new.unit.pk, top) for top in tops):
        raise Refused("只能考核本单位和下级单位，而且要是方案管到的单位", field="unit")
    if Score.objects.filter(sheet=sheet, unit=new.unit, on=on, corrects=None).exists():
        raise Refused("今天已经公布过这个单位的得分", field="unit")
    made = _score(new, sheet, score_queries.worked_out(sheet, new.unit, on), by, on)
    made.basis = basis
    objection = sheet.data.get("appeal") or {}
    made.appeal_to = objection.get("to", "") or ("考核领导小组" if objection else "")
    made.appeal_by = score_queries.until(objection.get("within", ""), on)
    made.save(force_insert=True)
    record(Act("publish_score", made, by, on, made.org_id))
    return made


def _score(new: NewScore, sheet: Clause, found: Result, by: Officer, on: date) -> Score:
    result = may.check_result(found.result)
    plain: dict[str, Any] = {"lines": found.plain, "earned": found.earned, "full": found.full, "total": found.total}
    return Score(org=new.org, unit=new.unit, sheet=sheet, on=on, by=by, result=result, **plain)


@transaction.atomic
def appeal_score(score: Score, text: str, *, by: Officer, on: date) -> Appeal:
    """Let the unit object to its score, within the time that the plan gives."""
    score = Score.objects.select_for_update(of=("self",)).get(pk=score.pk)
    appealed = Appeal.objects.filter(score=score).exists()
    may.check_appeal(score.appeal_by, appealed, Score.objects.filter(corrects=score).exists(), on)
    queries.check_own(by, score.unit_id, "被考核的单位申诉")
    rules.check_text(text, "text", "申诉的理由")
    made = Appeal.objects.create(score=score, text=text.strip(), on=on)
    record(Act("appeal_score", score, by, on, score.org_id))
    return made


@dataclass(frozen=True)
class Decision:
    """Whether an appeal is upheld, why, and which lines are then not judged; the rest is counted anew."""

    upheld: bool
    reason: str
    left: Collection[str] = ()


@transaction.atomic
def decide_appeal(appeal: Appeal, new: Decision, *, by: Officer, on: date) -> Appeal:
    """Decide on an appeal, by somebody who did not publish the score; upheld, a corrected score stands beside the old.

    Nobody types points: the correction is counted from what is recorded now, without the lines that are left out.
    Refused, with nothing written: decided before, no reason, a line that the score does not have.
    """
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("score__sheet", "score__unit", "score__org")
    appeal = rows.get(pk=appeal.pk)
    score = appeal.score
    may.check_decision(appeal.state, score.by_id, by.pk)
    check_reason(new.reason, "决定")
    if not set(new.left) <= {line["name"] for line in score.lines}:
        raise Refused("得分里没有这一项", field="left")
    appeal.state, appeal.reason = "upheld" if new.upheld else "rejected", new.reason.strip()
    appeal.save(update_fields=["state", "reason"])
    if new.upheld:
        _correct(score, new, by, on)
    record(Act("uphold_appeal" if new.upheld else "reject_appeal", score, by, on, score.org_id))
    return appeal


def _correct(score: Score, new: Decision, by: Officer, on: date) -> None:
    found = score_queries.worked_out(score.sheet, score.unit, on, new.left, new.reason.strip())
    made = _score(NewScore(score.org, score.unit, score.sheet), score.sheet, found, by, on)
    made.basis, made.corrects = score.basis, score
    made.save(force_insert=True)
