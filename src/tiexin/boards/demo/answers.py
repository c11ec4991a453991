"""The demo's knowledge base: the questions shipped, what a region and a county wrote, what was said of it."""

from datetime import date, timedelta

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.actions.knowledge import Said
from tiexin.cases.knowledge.models import Knowledge
from tiexin.cases.knowledge.norms import shipped
from tiexin.cases.knowledge.queries import seeded_at
from tiexin.orgs.models import Officer

FIRST, DAY = date(2012, 3, 14), timedelta(days=1)
C143 = {"clause": "C143", "law": "", "article": "", "quote": "职工服务中心的七项服务", "url": ""}
OWN = (
    ("困难职工怎么申请帮扶", "带户口簿和收入情况到窗口登记，当天能受理的当天受理。", "hardship", 300),
    ("服务中心几点上班", "工作日上午八点半到十二点，下午两点半到六点；12351 随时能打。", "", 300),
    ("今年助学什么时候报名", "六月报名，七月评审，开学以前发到卡里。", "hardship", 20),
    ("春节慰问怎么报名", "二月底以前报到车间工会。", "hardship", 1),
)
MISSED = ("高温津贴", "异地就医 报销", "高温津贴", "公积金 提取", "高温津贴")


def write_down() -> int:
    """Publish what is shipped for the highest unit and what it wrote itself; return how many entries stand."""
    place = seeded_at("", FIRST)
    if place is None:
        return 0
    org, owner = place
    actions.seed_knowledge(org, owner, shipped(), on=FIRST)
    for question, answer, kind, days in OWN:
        said = Said(question, answer, [C143], FIRST + days * DAY, kind, owner)
        made = actions.write_knowledge(Knowledge(org=org), said, by=owner, on=FIRST)
        actions.publish_knowledge(made, by=owner, on=FIRST)
    draft = Said("离职以后会籍怎么办", "把会籍转到新单位的工会。", [], FIRST + 200 * DAY, "membership", owner)
    actions.write_knowledge(Knowledge(org=org), draft, by=owner, on=FIRST)
    _read(owner)
    for number, typed in enumerate(MISSED):
        actions.note_miss(org, typed, on=FIRST + number * DAY)
    return Knowledge.objects.count()


def _read(owner: Officer) -> None:
    """Readers say what is wrong: one is answered, one waits."""
    readers = Officer.objects.filter(posts__role="officer", org__practice=False).order_by("pk").distinct()[:2]
    entries = Knowledge.objects.filter(shipped=True).select_related("org").order_by("pk")[:2]
    words = ("支付令要到法院哪里申请，没有写", "离职以后是从哪天起算一年，写得不够清楚")
    for number, (reader, entry) in enumerate(zip(readers, entries, strict=False)):
        remark = actions.remark_knowledge(entry, words[number], by=reader, on=FIRST + 5 * DAY)
        if not number:
            reply = "到单位所在地的基层法院立案窗口；各地不同，答复里不写地址"
            actions.answer_remark(remark, "right", reply, by=owner, on=FIRST + 6 * DAY)
