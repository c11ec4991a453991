"""Every write of learning: a training and its file, the wish for one, the switch."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction

from tiexin.cases.learning import queries, store, training
from tiexin.cases.learning.models import Learned, LearnSwitch
from tiexin.cases.learning.norms import limits
from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org

OFF = "本系统建议：学得不够，不给建议"


def learn_cases(org: Org, *, by: Officer | None, on: date) -> Learned:
    """Learn from closed matters and keep the model; too few leave a row that says so, and no model.

    The work is done before the transaction, which only writes the row: the file is whole before anybody can name it.
    """
    examples, learned = queries.examples(), Learned(on=on, by=by)
    learned.cases = len(examples)
    if len(examples) < limits().least_cases:
        learned.why = f"办结的诉求只有{len(examples)}件，满{limits().least_cases}件才学"
    else:
        measured = training.measure(examples, limits())
        learned.measures = {name: asdict(each) for name, each in measured.items()}
        learned.sha256 = store.keep(training.learn(examples, limits()))
    return _keep(learned, org, by, on)


@transaction.atomic
def _keep(learned: Learned, org: Org, by: Officer | None, on: date) -> Learned:
    insert([learned])
    record(Act("learn_cases", learned, by, on, org.pk))
    if learned.sha256:
        transaction.on_commit(lambda: store.drop_but(learned.sha256))
    return learned


@transaction.atomic
def switch_suggestions(shown: bool, reason: str, *, by: Officer, on: date) -> LearnSwitch:
    """Let suggestions be shown in the whole installation, or shut them off, with a reason.

    Refused, with nothing written: without a reason, what is so already, on before anything was learned from enough.
    """
    check_reason(reason, "打开" if shown else "关上")
    if queries.is_on() == shown:
        raise Refused("已经是这样了", field="shown")
    learned = queries.last_learned()
    if shown and (learned is None or learned.cases < limits().least_cases):
        raise Refused(f"还没有从{limits().least_cases}件以上办结的诉求学过，不能打开", clause=OFF, field="shown")
    row = LearnSwitch(on=on, by=by, shown=shown, reason=reason.strip())
    insert([row])
    record(Act("switch_suggestions", row, by, on, by.org_id))
    return row


@transaction.atomic
def ask_learning(*, by: Officer, on: date) -> None:
    """Have the worker learn now."""
    from tiexin.cases.learning.tasks import learn_now

    record(Act("ask_learning", by, by, on, by.org_id))
    transaction.on_commit(lambda: learn_now.enqueue(by.pk))
