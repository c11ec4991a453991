"""The flat list of what can be counted. A new sum is a new line here and one action that records it."""

from dataclasses import dataclass

from tiexin.registry.vocabulary import EMPLOYER_KINDS, EMPLOYER_TAGS, ROLES

DIMENSIONS = {
    "officer": "干部",
    "team": "工作组",
    "worker": "职工",
    "employer": "企业",
    "household": "家庭",
    "pair": "联系对子",
    "facility": "设施",
    "day": "日",
}


@dataclass(frozen=True)
class Measure:
    """One thing that can be counted.

    `unit` is the unit of one fact's quantity; `recorded_by` names the page or subject whose action writes it,
    empty while that subject is not built yet (its gauges then say so instead of showing a bare zero).
    """

    name: str
    label: str
    unit: str
    recorded_by: str = ""


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("visit", "走访企业", "次", "走访"),
        Measure("presence", "到基层", "次", "走访"),
        Measure("talk", "面对面交流职工", "人次", "走访"),
        Measure("problem_found", "发现问题", "件", "走访"),
        Measure("stay", "驻企蹲点", "次", "蹲点"),
        Measure("deed_done", "办成实事", "件"),
        Measure("dispute_resolved", "化解劳动关系矛盾", "件"),
        Measure("report_accepted", "调研报告通过", "篇"),
        Measure("document_filed", "文件归档", "件"),
        Measure("document_issued", "印发文件", "件"),
        Measure("unit_started", "单位启动", "次", "方案签收"),
        Measure("organ_founded", "成立组织机构", "个"),
        Measure("lecture_stop", "宣讲", "场"),
        Measure("training_attended", "参加培训", "人次"),
        Measure("satisfaction_answer", "职工满意度回答", "人次"),
        Measure("recognition_answer", "认可度回答", "份"),
        Measure("discipline_breach", "违反工作纪律", "次"),
        Measure("meeting_held", "会议", "次"),
    )
}

TAGS: dict[str, dict[str, str]] = {
    "role": ROLES,
    "method": {
        "hear": "听取汇报",
        "seminar": "座谈会",
        "interview": "个案访谈",
        "home": "入户走访慰问",
        "service": "发放材料、法律援助和咨询",
    },
    "place": {
        "enterprise": "企业",
        "workshop": "车间",
        "team": "班组",
        "living": "生活和文体活动场所",
    },
    "question": {"hope": "最盼", "urgent": "最急", "worry": "最忧", "resent": "最怨"},
    "team_kind": {"service_group": "服务职工工作组", "stay_team": "蹲点小组"},
    "employer_kind": EMPLOYER_KINDS,
    "employer_tag": EMPLOYER_TAGS,
    "document": {
        "plan": "实施方案",
        "schedule": "时间推进表",
        "opinion": "实施意见",
        "publicity": "宣传材料",
        "research_outline": "调研提纲",
        "interview_outline": "访谈提纲",
        "matters": "实事清单",
        "measures": "服务措施",
        "assessment": "考核评价标准",
        "general_report": "调研总报告",
    },
    "organ": {"leading_group": "领导机构", "lecture_corps": "宣讲团"},
    "answer": {"satisfied": "满意", "partly": "部分满意", "dissatisfied": "不满意"},
}
