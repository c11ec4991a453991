"""The flat list of what can be counted. A new sum is a new line here and one action that records it."""

from dataclasses import dataclass

from tiexin.registry.vocabulary import EMPLOYER_KINDS, EMPLOYER_TAGS, ROLES, WORKER_GROUPS

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
    `crowds`: one fact may stand for several people, so that how often it happened is the sum of the quantities.
    `fields` and `minutes` are what one fact costs the person who records it: assumptions, see docs/burden.md.
    """

    name: str
    label: str
    unit: str
    recorded_by: str = ""
    fields: int = 4
    minutes: float = 2
    crowds: bool = False


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("visit", "走访企业", "次", "走访", fields=5, minutes=2),
        Measure("presence", "到基层", "次", "走访", fields=1, minutes=0.5),
        Measure("talk", "面对面交流职工", "人次", "走访", fields=2, minutes=0.25, crowds=True),
        Measure("problem_found", "发现问题", "件", "走访", fields=2, minutes=1),
        Measure("problem_solved", "解决问题", "件", "问题", fields=2, minutes=2),
        Measure("problem_explained", "向职工解释问题", "件", "问题", fields=2, minutes=2),
        Measure("worker_told", "告知职工结果", "人次", "问题", fields=2, minutes=0.5),
        Measure("stay", "驻企蹲点", "次", "蹲点", fields=4, minutes=1),
        Measure("deed_done", "办成实事", "件", "实事", fields=4, minutes=3),
        Measure("dispute_resolved", "化解劳动关系矛盾", "件", "问题", fields=1, minutes=0.5),
        Measure("report_accepted", "调研报告通过", "篇", "蹲点文字", fields=4, minutes=60),
        Measure("document_filed", "文件归档", "件", "走访材料", fields=2, minutes=2),
        Measure("document_issued", "印发文件", "件"),
        Measure("unit_started", "单位启动", "次", "方案签收"),
        Measure("organ_founded", "成立组织机构", "个", "组织机构", fields=3, minutes=3),
        Measure("lecture_stop", "宣讲", "场", "宣讲培训", fields=5, minutes=2),
        Measure("training_attended", "参加培训", "人次", "宣讲培训", fields=1, minutes=0.1),
        Measure("satisfaction_answer", "职工满意度回答", "人次", "成效调查", fields=1, minutes=0.5, crowds=True),
        Measure("recognition_answer", "认可度回答", "份", "成效调查", fields=1, minutes=0.5, crowds=True),
        Measure("discipline_breach", "违反工作纪律", "次", "工作纪律", fields=3, minutes=3),
        Measure("meeting_held", "会议", "次"),
        Measure("study_joined", "班组学习", "次", "蹲点", fields=1, minutes=0.25),
        Measure("line_work", "一线劳动", "天", "蹲点", fields=1, minutes=0.25),
        Measure("reception_held", "接访", "次", "蹲点、群众工作室", fields=1, minutes=0.25),
        Measure("must_visit", "必访对象", "人", "必访名单", fields=1, minutes=0.5),
        Measure("needy_filed", "建档困难职工", "人"),
        Measure("needy_assigned", "困难职工分包到人", "人"),
        Measure("needy_visited", "走访困难职工", "人次"),
        Measure("help_plan", "帮扶计划", "份"),
        Measure("help_project", "帮扶项目", "个"),
        Measure("specialist_listed", "专门人员在册", "人"),
        Measure("legal_service", "法律服务", "次"),
        Measure("dispute_screened", "排查劳动关系矛盾", "次"),
        Measure("industry_listed", "从业5000人以上的行业（区域）", "个"),
        Measure("industry_bargained", "行业（区域）工资集体协商", "个"),
        Measure("culture_issued", "发放文体用品", "件"),
        Measure("venue_entered", "进文化场所", "人次"),
        Measure("pair_linked", "结成联系对子", "个"),
        Measure("pair_due", "应联系对子", "个"),
        Measure("contact", "联系职工", "次"),
        Measure("needy_linked", "所联系的困难职工", "人"),
        Measure("relief_given", "救助", "人次"),
        Measure("case_taken", "受理诉求", "件", "诉求", fields=6, minutes=3),
        Measure("case_led", "领导包案", "件", "诉求", fields=2, minutes=1),
        Measure("dispute_reported", "第一报告矛盾纠纷", "件", "诉求", fields=5, minutes=4),
        Measure("dispute_coordinated", "第一协调矛盾纠纷", "件", "诉求", fields=2, minutes=2),
        Measure("case_closed", "办结诉求", "件", "诉求", fields=2, minutes=2),
        Measure("case_terms", "诉求办结核对期限", "件", "诉求", fields=0, minutes=0),
        Measure("money_recovered", "为职工追回", "分", "诉求", fields=1, minutes=0.5),
        Measure("petition_accepted", "信访代理受理", "件", "信访代理", fields=6, minutes=4),
        Measure("petition_closed", "信访代理办结", "件", "信访代理", fields=2, minutes=2),
        Measure("centre_converted", "职工服务中心建成", "个", "职工服务中心", fields=30, minutes=20),
        Measure("hotline_opened", "开通服务热线", "条", "热线"),
        Measure("hotline_joined", "接入服务热线", "个", "热线"),
        Measure("call_received", "热线来电", "次", "热线"),
        Measure("call_connected", "热线接通", "次", "热线"),
        Measure("call_answered", "热线答复", "次", "热线"),
        Measure("call_taken", "热线受理", "次", "热线"),
        Measure("call_helped", "热线帮办", "次", "热线"),
        Measure("room_standardised", "群众工作室规范化", "个", "群众工作室", fields=13, minutes=5),
        Measure("room_linked", "联系群众工作室", "个", "群众工作室", fields=2, minutes=1),
        Measure("room_guided", "指导群众工作室", "次", "工作指导", fields=4, minutes=3),
        Measure("member_listed", "会员在册", "人"),
        Measure("recuperation", "疗休养服务", "人次"),
        Measure("service_created", "新服务品种", "个"),
        Measure("facility_listed", "疗休养单位在册", "个"),
        Measure("facility_classified", "疗休养单位功能定位", "个"),
        Measure("health_checked", "职工健康检查", "人"),
        Measure("health_improved", "健康状况改善", "人"),
    )
}

TAGS: dict[str, dict[str, str]] = {
    "role": ROLES,
    "worker_group": WORKER_GROUPS,
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
    "way": {"face": "当面", "phone": "电话", "online": "网络"},
    "specialist": {
        "legal": "法律工作者和志愿者",
        "arbitrator": "劳动争议仲裁员、调解员",
        "bargaining": "工资集体协商指导员",
    },
    "site": {"enterprise": "企业", "building_site": "工地", "community": "社区"},
    "goods": {
        "course": "听课证",
        "library": "图书借阅卡",
        "cinema": "电影票",
        "activity": "文体活动卡",
        "equipment": "文体器材",
    },
    "venue": {
        "lecture_hall": "文化讲坛",
        "reading_room": "职工书屋",
        "cinema": "假日影院",
        "palace": "文化宫",
        "sports_ground": "运动场",
    },
    "service": {
        "hardship": "困难帮扶",
        "mutual_aid": "互助保障",
        "employment": "就业服务",
        "petition": "职工信访",
        "dispute": "争议调处",
        "legal_aid": "法律援助",
        "counselling": "心理咨询",
    },
    "in_time": {"yes": "在时限以内", "no": "超过时限"},
    "call": {"question": "咨询", "request": "诉求", "difficulty": "困难"},
    "care": {
        "model_training": "劳模培训",
        "model_check": "劳模体检",
        "protection": "劳动保护",
        "disease": "职业病预防和治疗",
        "injury": "工伤康复",
        "women": "女工健康保护",
        "pregnancy": "孕期指导",
        "postnatal": "产后指导",
        "retired_health": "退休职工健康指导",
        "old_age": "养老",
        "enterprise_health": "企业健康管理",
    },
    "facility_kind": {
        "palace": "文化宫",
        "club": "俱乐部",
        "stadium": "体育场（馆）",
        "school": "职工学校",
        "sanatorium": "疗休养院",
    },
    "business": {"chronic": "慢性病治疗和康复", "old_age": "养老机构", "leisure": "旅游休闲和健康管理"},
    "favour": {"reduced": "减免", "contracted": "特约"},
    "practice": {"yes": "是"},
    "party": {
        "supervisor": "主管工会",
        "expert": "各界专家",
        "basic_union": "基层工会组织",
        "member": "职工会员",
    },
}
