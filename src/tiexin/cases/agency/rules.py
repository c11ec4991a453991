"""What petition agency must fulfil, in plain values: who may carry it, how long, for what, how many speak. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tiexin.cases.agency.bodies import bare, same
from tiexin.cases.agency.norms import norms
from tiexin.cases.catalogue import Extension
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

PRINCIPAL, BODY, TEXT = 120, 60, 500  # characters
WHY = "请写明为什么这样判定：事实、依据"
WHOSE = "委托规则：只有职工本人能委托，随时可以撤回，撤回当天起不能再代办"
HIDDEN = "《信访工作条例》第30条：不得把信访人的情况透露给被反映的人和单位"
UNKNOWN = "职工要求对单位隐去姓名，还没有写明是哪家企业：请核对送去的不是职工的单位，再勾选"
CONFLICT = "《信访工作条例》第28条：与事项有利害关系的应当回避"
STATES = {
    "draft": "等职工签",
    "open": "有效",
    "ahead": "还没有生效",
    "over": "已到期",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True)
class Force:
    """From when to when an authorisation holds: signed, its last day, withdrawn."""

    signed: date | None
    until: date
    withdrawn: date | None = None

    def state(self, day: date) -> str:
        """How it stands on a day; on the day of withdrawal it holds no more, on its last day it does."""
        if self.withdrawn is not None and self.withdrawn <= day:
            return "withdrawn"
        if day > self.until:
            return "over"
        if self.signed is None:
            return "draft"
        return "open" if self.signed <= day else "ahead"


@dataclass(frozen=True)
class Standing:
    """What is asked of an agent before a worker may authorise them."""

    name: str
    listed: bool  # on the roster and in office
    may: bool  # of the unit of the matter or one above
    apart: bool  # neither whom it is about, nor of that unit, nor withdrawn for a conflict of interest


def check_words(text: str, field: str, asks: str, longest: int = TEXT) -> str:
    """Refuse words that are missing, too long or not to be kept; return them bare."""
    bare = text.strip()
    if not bare:
        raise Refused(f"请写明{asks}", field=field)
    if len(bare) > longest:
        raise Refused(f"请写在{longest}字以内（现在{len(bare)}字）", field=field)
    if "\0" in bare:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)
    return bare


def check_kind(kind: str, sealed: bool) -> None:
    """Refuse agency for a service that has none, and for what is under seal."""
    if kind not in norms().services:
        raise Refused("这类诉求不办信访代理", clause=norms().sources["services"])
    if sealed:
        raise Refused("内容加密的诉求不办代理，免得泄露是谁提出的", clause=HIDDEN)


def check_class(cls: str, reason: str) -> str:
    """Refuse a decision without one of the four classes, or without its reason; return the reason bare."""
    clause = norms().sources["classes"]
    if cls not in norms().classes:
        raise Refused("请选择属于哪一类", clause=clause, field="cls")
    if not reason.strip():
        raise Refused(WHY, clause=clause, field="reason")
    return check_words(reason, "reason", "为什么这样判定")


def check_offered(cls: str) -> None:
    """Refuse agency for what was not decided to be reasonable, or a hardship."""
    found = norms()
    if cls in found.offering:
        return
    labels = "、".join(found.classes[name].label for name in found.offering)
    said = f"判定为“{found.classes[cls].label}”" if cls else "还没有判定合理不合理"
    raise Refused(f"{said}，{labels}的才提供代理", clause=found.sources["agency"])


def check_principal(name: str, anonymous: bool) -> str:
    """Refuse an authorisation by nobody; return who gives it."""
    if anonymous:
        raise Refused("不具名的诉求没有人能委托，请先问明是谁提出的", clause=WHOSE, field="principal")
    return check_words(name, "principal", "谁委托", PRINCIPAL)


def check_powers(powers: Sequence[str], special: Sequence[str]) -> list[str]:
    """Refuse an authorisation for nothing, or for what there is not; return both kinds in their order."""
    found = norms()
    if not set(powers) <= set(found.powers) or not powers:
        raise Refused("请选择委托办哪些事", clause=found.sources["powers"], field="powers")
    if not set(special) <= set(found.special):
        raise Refused("请选择特别授权哪些事", clause=found.sources["special"], field="special")
    return [name for name in (*found.powers, *found.special) if name in (*powers, *special)]


def check_agent(agent: Standing) -> None:
    """Refuse an agent who is not on the roster, of another unit, or who has to keep away."""
    if not agent.listed:
        raise Refused(
            f"{agent.name}不在信访代理员名册上，或者不在职", clause=norms().sources["services"], field="agent"
        )
    if not agent.may:
        raise Refused(f"{agent.name}不是负责单位或者上级工会的代理员", clause="C134：职工信访代理制度", field="agent")
    if not agent.apart:
        raise Refused(f"{agent.name}与这件诉求有利害关系，应当回避", clause=CONFLICT, field="agent")


def check_room(others: Collection[int], agent: int) -> None:
    """Refuse the same agent twice, and more agents than the norm says; `others` hold or wait for a signature."""
    if agent in others:
        raise Refused("这名代理员已经有一份委托书，不用再签", clause=norms().sources["agents"], field="agent")
    if len(others) >= norms().agents:
        raise Refused(
            f"一件诉求最多委托{norms().agents}名代理员，要换人请先撤回一份",
            clause=norms().sources["agents"],
            field="agent",
        )


def check_until(until: date, today: date) -> None:
    """Refuse an end that has passed, or that is further away than the norm says."""
    last = today + timedelta(days=norms().longest_days)
    if not today <= until <= last:
        raise Refused(
            f"到期日要在{zh_date(today)}到{zh_date(last)}之间（最长{norms().longest_days}天）",
            clause=norms().sources["longest"],
            field="until",
        )


def check_signed(signed: date, drafted: date, until: date, today: date) -> None:
    """Refuse a day of signing before it was written, still to come, or after its end."""
    if signed > today:
        raise Refused("签署的日子还没有到", clause=WHOSE, field="signed")
    if signed < drafted:
        raise Refused(f"委托书是{zh_date(drafted)}准备的，签署不会更早", clause=WHOSE, field="signed")
    if until < max(signed, today):
        raise Refused(f"这份委托书写的是到{zh_date(until)}，已经过了，请重新准备一份", clause=WHOSE, field="signed")


def check_way(way: str, has_paper: bool, witnesses: Sequence[int], agent: int) -> None:
    """Refuse a way of signing that lacks what proves it: the paper, or two officers other than the agent."""
    clause = norms().sources["ways"]
    if way not in norms().ways:
        raise Refused("请选择怎么签的", clause=clause, field="way")
    if way == "paper" and not has_paper:
        raise Refused("请附上签好的委托书", clause=clause, field="file")
    if way == "officers" and (len(witnesses) != 2 or len(set(witnesses)) != 2):
        raise Refused("要两名不同的工会干部在场见证", clause=clause, field="second")
    if agent in witnesses:
        raise Refused("代理员本人不能作见证", clause=clause, field="first" if witnesses[0] == agent else "second")


def check_force(state: str, day: date, until: date) -> None:
    """Refuse a step on a day on which the authorisation does not hold."""
    said = {
        "draft": "委托书职工还没有签",
        "ahead": f"{zh_date(day)}还没有签委托书",
        "over": f"委托到{zh_date(until)}已经到期，请职工再签一份",
        "withdrawn": "委托已经撤回，不能再代办",
    }
    if state != "open":
        raise Refused(said[state], clause=WHOSE, field="mandate")


def check_held(state: str, until: date) -> None:
    """Refuse to take back what does not hold any more, or was never given."""
    said = {
        "draft": "委托书还没有签，代理员不能代办，不用撤回",
        "over": f"委托到{zh_date(until)}已经到期，代理员不能再代办，不用撤回",
        "withdrawn": "这份委托已经撤回，代理员不能再代办",
    }
    if state in said:
        raise Refused(said[state], clause=WHOSE)


def check_errand(power: str, powers: Collection[str], kind: str, sent: date, today: date) -> None:
    """Refuse a step that the authorisation does not name, of an unknown class, or still to come."""
    found = norms()
    if power not in powers:
        label = {**found.powers, **found.special}.get(power)
        clause = found.sources["special" if power in found.special else "powers"]
        raise Refused(f"委托书里没有写“{label}”" if label else "请选择办的是哪一项", clause=clause, field="power")
    if kind not in found.bodies:
        raise Refused("请选择对方按哪种期限答复", clause=found.sources["services"], field="kind")
    if sent > today:
        raise Refused("日期还没有到", field="sent")


def check_body(body: str, hidden_from: Collection[str]) -> str:
    """Refuse to go in the worker's name to whom that name is hidden from, however it is written; return the body."""
    found = check_words(body, "body", "送到哪个机关", BODY)
    if not bare(found):
        raise Refused("请写明送到哪个机关", field="body")
    if any(same(found, name) for name in hidden_from):
        raise Refused("职工要求对单位和被反映的人隐去姓名，不能拿着委托书去找它", clause=HIDDEN, field="body")
    return found


def check_apart(hidden: bool, known: bool, apart: bool) -> None:
    """Refuse to go in the name of somebody hidden from an employer nobody named, unless the body is said to be none."""
    if hidden and not known and not apart:
        raise Refused(UNKNOWN, clause=HIDDEN, field="apart")


def check_answered(day: date, sent: date, today: date) -> None:
    """Refuse an answer before the step, or still to come."""
    if not sent <= day <= today:
        raise Refused(f"答复的日子要在{zh_date(sent)}到{zh_date(today)}之间", field="day")


def check_extension(kind: str, times: int) -> Extension:
    """How another body may lengthen its term; refused where its law gives nothing, or nothing more."""
    rule, found = norms().bodies.get(kind), norms().extensions.get(kind)
    if found is None:
        label, clause = (rule.label, str(rule.source)) if rule else ("这个期限", "")
        raise Refused(f"“{label}”没有延长的规定，到期没有答复请催一催", clause=clause)
    if times >= found.times:
        raise Refused(f"对方最多延长{found.times}次，已经延长过", clause=str(found.source))
    return found


def check_told(day: date, sent: date, last: date | None, today: date, clause: str) -> None:
    """Refuse an extension told before the step, still to come, or after the term's last day."""
    if not sent <= day <= today:
        raise Refused(f"通知的日子要在{zh_date(sent)}到{zh_date(today)}之间", field="told")
    if last is not None and day > last:
        raise Refused(f"对方的期限到{zh_date(last)}已经过了，过了期限不能再延长", clause=clause, field="told")


def check_longer(amount: int, extension: Extension) -> None:
    """Refuse more than another body may add to its term."""
    if not 1 <= amount <= extension.length.amount:
        raise Refused(f"对方最多延长{extension.length}", clause=str(extension.source), field="amount")


def check_speaker(there: Collection[str], name: str, people: int, kind: str) -> None:
    """Refuse one representative too many, the same twice, and any for somebody who asks alone."""
    found = norms().speakers[kind]
    clause = found.source
    if people < found.at_least:
        raise Refused("这件诉求只有一个人，不用推举代表", clause=clause, field="name")
    if name in there:
        raise Refused(f"{name}已经是代表", clause=clause, field="name")
    if len(there) >= found.most:
        raise Refused(f"代表最多{found.most}人，已经有{len(there)}人；要换人，请用“换人”", clause=clause, field="name")
    if len(there) >= people:
        raise Refused(f"这件诉求一共{people}人，代表不会更多", clause=clause, field="name")
