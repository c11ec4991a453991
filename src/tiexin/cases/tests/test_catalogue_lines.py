"""The catalogue as it ships, line by line: whoever changes a number, a letter or an outcome changes it here, too."""

from tiexin.cases.catalogue import catalogue

CLOCKS = [
    ("hardship", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("hardship", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("hardship", "conclude", "20个工作日", "unit", "accepted", "replied"),
    ("hardship", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("hardship", "redo", "10个工作日", "unit", "redone+reopened", "replied"),
    ("hardship", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("mutual_aid", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("mutual_aid", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("mutual_aid", "conclude", "10个工作日", "unit", "accepted", "replied"),
    ("mutual_aid", "call_back", "10个工作日", "unit", "replied", "called_back"),
    ("mutual_aid", "redo", "5个工作日", "unit", "redone+reopened", "replied"),
    ("mutual_aid", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("employment", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("employment", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("employment", "conclude", "15个工作日", "unit", "accepted", "replied"),
    ("employment", "call_back", "1个月", "unit", "replied", "called_back"),
    ("employment", "redo", "10个工作日", "unit", "redone+reopened", "replied"),
    ("employment", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("petition", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("petition", "notify", "15日", "unit", "registered", "accepted+refused"),
    ("petition", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("petition", "conclude", "60日", "unit", "accepted", "replied"),
    ("petition", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("petition", "ask_review", "30日", "asker", "replied", "review_asked"),
    ("petition", "review", "30日", "unit", "review_asked", "review_answered"),
    ("petition", "ask_second_review", "30日", "asker", "review_answered", "second_review_asked"),
    ("petition", "second_review", "30日", "unit", "second_review_asked", "second_review_answered"),
    ("petition", "redo", "15日", "unit", "redone+reopened+review_ordered", "replied"),
    ("petition", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("dispute", "contact", "3个工作日", "unit", "registered", "accepted+refused+contacted"),
    ("dispute", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("dispute", "mediate", "15日", "unit", "registered", "replied"),
    ("dispute", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("dispute", "redo", "15日", "unit", "redone+reopened", "replied"),
    ("dispute", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("legal_aid", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("legal_aid", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("legal_aid", "decide", "7日", "unit", "registered", "accepted+refused"),
    ("legal_aid", "assign", "3日", "unit", "accepted", "begun+replied"),
    ("legal_aid", "report", "30日", "unit", "begun", "replied+contacted"),
    ("legal_aid", "objection", "5日", "other", "delivered", "answered_outside"),
    ("legal_aid", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("legal_aid", "redo", "15日", "unit", "redone+reopened", "replied"),
    ("legal_aid", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("counselling", "contact", "1个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("counselling", "return", "2个工作日", "unit", "offered", "taken+returned"),
    ("counselling", "first_talk", "7日", "unit", "accepted", "begun+replied"),
    ("counselling", "conclude", "30日", "unit", "begun", "replied"),
    ("counselling", "call_back", "14日", "unit", "replied", "called_back"),
    ("counselling", "redo", "15日", "unit", "redone+reopened", "replied"),
    ("counselling", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("supervision_letter", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("supervision_letter", "notify", "5个工作日", "unit", "registered", "accepted+refused"),
    ("supervision_letter", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("supervision_letter", "employer", "15个工作日", "other", "delivered", "answered_outside"),
    ("supervision_letter", "department", "5个工作日", "other", "proposal_delivered", "department_answered"),
    ("supervision_letter", "conclude", "60日", "unit", "accepted", "replied"),
    ("supervision_letter", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("supervision_letter", "redo", "15个工作日", "unit", "redone+reopened", "replied"),
    ("supervision_letter", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("suggestion", "contact", "5个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("suggestion", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("suggestion", "conclude", "30日", "unit", "accepted", "replied"),
    ("suggestion", "call_back", "15个工作日", "unit", "replied", "called_back"),
    ("suggestion", "redo", "15个工作日", "unit", "redone+reopened", "replied"),
    ("suggestion", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("system_complaint", "contact", "2个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("system_complaint", "return", "2个工作日", "unit", "offered", "taken+returned"),
    ("system_complaint", "conclude", "10个工作日", "unit", "accepted", "replied"),
    ("system_complaint", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("system_complaint", "redo", "5个工作日", "unit", "redone+reopened", "replied"),
    ("system_complaint", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("membership", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("membership", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("membership", "conclude", "10个工作日", "unit", "accepted", "replied"),
    ("membership", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("membership", "redo", "5个工作日", "unit", "redone+reopened", "replied"),
    ("membership", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("retaliation", "contact", "1个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("retaliation", "return", "1个工作日", "unit", "offered", "taken+returned"),
    ("retaliation", "step_in", "3个工作日", "unit", "accepted", "begun+replied"),
    ("retaliation", "conclude", "15个工作日", "unit", "accepted", "replied"),
    ("retaliation", "call_back", "5个工作日", "unit", "replied", "called_back"),
    ("retaliation", "ask_review", "30日", "asker", "replied", "review_asked"),
    ("retaliation", "review", "30日", "unit", "review_asked", "review_answered"),
    ("retaliation", "ask_second_review", "30日", "asker", "review_answered", "second_review_asked"),
    ("retaliation", "second_review", "30日", "unit", "second_review_asked", "second_review_answered"),
    ("retaliation", "redo", "5个工作日", "unit", "redone+reopened+review_ordered", "replied"),
    ("retaliation", "unsolved", "3个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("officer_complaint", "contact", "3个工作日", "unit", "registered", "contacted+accepted+refused"),
    ("officer_complaint", "notify", "15日", "unit", "registered", "accepted+refused"),
    ("officer_complaint", "return", "5个工作日", "unit", "offered", "taken+returned"),
    ("officer_complaint", "conclude", "30日", "unit", "accepted", "replied"),
    ("officer_complaint", "call_back", "7个工作日", "unit", "replied", "called_back"),
    ("officer_complaint", "ask_review", "30日", "asker", "replied", "review_asked"),
    ("officer_complaint", "review", "30日", "unit", "review_asked", "review_answered"),
    ("officer_complaint", "ask_second_review", "30日", "asker", "review_answered", "second_review_asked"),
    ("officer_complaint", "second_review", "30日", "unit", "second_review_asked", "second_review_answered"),
    ("officer_complaint", "redo", "15个工作日", "unit", "redone+reopened+review_ordered", "replied"),
    ("officer_complaint", "unsolved", "5个工作日", "unit", "unsolved", "redone+reopened+closed"),
    ("crisis", "contact", "1小时", "unit", "registered", "contacted+accepted+refused"),
    ("crisis", "return", "1小时", "unit", "offered", "taken+returned"),
    ("crisis", "report", "2小时", "unit", "registered", "reported"),
    ("crisis", "follow_up", "24小时", "unit", "registered+crisis", "followed_up"),
    ("crisis", "conclude", "7日", "unit", "accepted", "replied"),
    ("crisis", "call_back", "3日", "unit", "replied", "called_back"),
    ("crisis", "redo", "24小时", "unit", "redone+reopened", "replied"),
    ("crisis", "unsolved", "24小时", "unit", "unsolved", "redone+reopened+closed"),
]
LONGER = [
    ("hardship", "conclude", "10个工作日", 1, True),
    ("employment", "conclude", "15个工作日", 1, True),
    ("petition", "conclude", "30日", 1, True),
    ("counselling", "conclude", "60日", 3, False),
    ("supervision_letter", "conclude", "30日", 1, True),
    ("retaliation", "conclude", "10个工作日", 1, True),
    ("officer_complaint", "conclude", "30日", 1, True),
    ("crisis", "conclude", "7日", 1, True),
]
STOPS = [
    ("hardship", "conclude", "papers", 30),
    ("hardship", "conclude", "check", 30),
    ("mutual_aid", "conclude", "papers", 30),
    ("petition", "conclude", "hearing", 30),
    ("petition", "conclude", "papers", 30),
    ("petition", "second_review", "hearing", None),
    ("dispute", "mediate", "both", 30),
    ("legal_aid", "decide", "papers", 30),
    ("counselling", "conclude", "pause", 90),
    ("supervision_letter", "conclude", "department", 90),
    ("retaliation", "conclude", "department", 60),
    ("retaliation", "second_review", "hearing", None),
    ("officer_complaint", "conclude", "department", 90),
    ("officer_complaint", "second_review", "hearing", None),
]
LETTERS = [
    ("hardship", "帮扶申请受理告知书", "accepted"),
    ("hardship", "帮扶申请不予受理告知书", "refused"),
    ("hardship", "帮扶申请告知书", "replied"),
    ("mutual_aid", "互助金申领受理告知书", "accepted"),
    ("mutual_aid", "互助金申领不予受理告知书", "refused"),
    ("mutual_aid", "补充材料一次性告知书", "contacted"),
    ("mutual_aid", "互助金审核告知书", "replied"),
    ("employment", "就业服务受理告知书", "accepted"),
    ("employment", "就业服务不予受理告知书", "refused"),
    ("employment", "求职推荐信", "replied"),
    ("petition", "信访事项受理告知书", "accepted"),
    ("petition", "信访事项不予受理告知书", "refused"),
    ("petition", "信访事项转送函", "sent_outside"),
    ("petition", "信访事项处理意见书", "replied"),
    ("petition", "延长办理期限告知书", "extended"),
    ("petition", "信访事项复查意见书", "review_answered"),
    ("petition", "信访事项复核意见书", "second_review_answered"),
    ("dispute", "调解受理告知书", "accepted"),
    ("dispute", "调解协议书", "replied"),
    ("legal_aid", "补充材料一次性告知书", "contacted"),
    ("legal_aid", "给予法律援助决定书", "accepted"),
    ("legal_aid", "不予法律援助告知书", "refused"),
    ("legal_aid", "指派通知书", "begun"),
    ("legal_aid", "转送法律援助异议的函", "sent_outside"),
    ("counselling", "心理咨询受理告知书", "accepted"),
    ("counselling", "心理咨询不予受理告知书", "refused"),
    ("counselling", "转诊建议书", "replied"),
    ("supervision_letter", "工会劳动法律监督提示函", "begun"),
    ("supervision_letter", "工会劳动法律监督意见书", "sent_outside"),
    ("supervision_letter", "工会劳动法律监督建议书", "proposed"),
    ("supervision_letter", "不予受理告知书", "refused"),
    ("suggestion", "意见建议答复", "replied"),
    ("system_complaint", "不能照办的说明", "refused"),
    ("system_complaint", "处理结果告知书", "replied"),
    ("membership", "入会转会申请受理告知书", "accepted"),
    ("membership", "入会转会申请不予受理告知书", "refused"),
    ("membership", "入会告知书", "replied"),
    ("membership", "会员组织关系接转函", "sent_outside"),
    ("retaliation", "要求停止打击报复的函", "sent_outside"),
    ("retaliation", "处理意见书", "replied"),
    ("officer_complaint", "受理告知书", "accepted"),
    ("officer_complaint", "处理意见书", "replied"),
    ("crisis", "紧急情况报告", "reported"),
]
OUTCOMES = [
    ("hardship", "decision", "choice", True),
    ("hardship", "aid", "money", False),
    ("mutual_aid", "decision", "choice", True),
    ("mutual_aid", "paid", "money", False),
    ("employment", "result", "choice", True),
    ("employment", "wage", "money", False),
    ("petition", "opinion", "choice", True),
    ("petition", "recovered", "money", False),
    ("dispute", "agreement", "choice", True),
    ("dispute", "recovered", "money", False),
    ("legal_aid", "result", "choice", True),
    ("legal_aid", "recovered", "money", False),
    ("counselling", "result", "choice", True),
    ("supervision_letter", "result", "choice", True),
    ("supervision_letter", "recovered", "money", False),
    ("supervision_letter", "people", "number", False),
    ("suggestion", "result", "choice", True),
    ("system_complaint", "result", "choice", True),
    ("membership", "result", "choice", True),
    ("retaliation", "result", "choice", True),
    ("retaliation", "recovered", "money", False),
    ("officer_complaint", "result", "choice", True),
    ("crisis", "result", "choice", True),
]
ELSEWHERE = [
    ("hardship", "filed", "档案的联系人"),
    ("hardship", "state", "乡镇（街道）社会救助窗口"),
    ("hardship", "repeated", ""),
    ("mutual_aid", "insurance", "医疗保险经办机构"),
    ("mutual_aid", "injury", "社会保险行政部门"),
    ("mutual_aid", "joining", "所在单位工会"),
    ("employment", "benefit", "公共就业服务机构、社会保险经办机构"),
    ("employment", "dismissed", "→dispute"),
    ("petition", "danger", "110、120→crisis"),
    ("petition", "court", "→legal_aid"),
    ("petition", "same", "原来受理的单位"),
    ("petition", "final", ""),
    ("petition", "discipline", "纪检监察机关"),
    ("dispute", "court", "→legal_aid"),
    ("dispute", "wages", "劳动保障监察机构→supervision_letter"),
    ("dispute", "unwilling", "劳动争议仲裁委员会"),
    ("legal_aid", "criminal", "法律援助机构"),
    ("legal_aid", "lawyer", "司法行政部门"),
    ("legal_aid", "refused", "司法行政部门"),
    ("counselling", "danger", "120、110→crisis"),
    ("counselling", "illness", "医疗机构"),
    ("supervision_letter", "court", "→legal_aid"),
    ("supervision_letter", "scope", "→petition"),
    ("supervision_letter", "danger", "12350、119→crisis"),
    ("suggestion", "claim", "→petition"),
    ("suggestion", "report", "纪检监察机关"),
    ("system_complaint", "matter", "原来的诉求"),
    ("system_complaint", "officer", "→officer_complaint"),
    ("membership", "blocked", "→retaliation"),
    ("membership", "dues", "→petition"),
    ("retaliation", "danger", "110→crisis"),
    ("retaliation", "court", "仲裁机构、人民法院"),
    ("officer_complaint", "crime", "纪检监察机关"),
    ("officer_complaint", "result", "原来的诉求"),
    ("crisis", "calm", "→counselling"),
    ("crisis", "quarrel", "→petition"),
]
ASKED = [
    ("hardship", "cause", "choice", True),
    ("hardship", "since", "day", False),
    ("hardship", "members", "number", False),
    ("hardship", "burden", "money", False),
    ("mutual_aid", "event", "choice", True),
    ("mutual_aid", "day", "day", False),
    ("mutual_aid", "own", "money", False),
    ("employment", "want", "choice", True),
    ("employment", "trade", "text", False),
    ("employment", "wage", "money", False),
    ("employment", "place", "text", False),
    ("employment", "ready", "day", False),
    ("petition", "claim", "long", False),
    ("dispute", "claim", "choice", True),
    ("dispute", "amount", "money", False),
    ("dispute", "since", "day", False),
    ("legal_aid", "matter", "choice", True),
    ("legal_aid", "stage", "choice", False),
    ("legal_aid", "last", "day", False),
    ("legal_aid", "amount", "money", False),
    ("legal_aid", "means", "choice", False),
    ("legal_aid", "standing", "choice", False),
    ("supervision_letter", "matter", "choice", True),
    ("supervision_letter", "since", "day", False),
    ("supervision_letter", "amount", "money", False),
    ("suggestion", "topic", "choice", False),
    ("suggestion", "how", "long", False),
    ("system_complaint", "matter", "choice", True),
    ("system_complaint", "page", "text", False),
    ("membership", "want", "choice", True),
    ("membership", "former", "text", False),
    ("crisis", "kind", "choice", True),
    ("crisis", "danger", "yes", False),
    ("crisis", "called", "yes", False),
]


SERVICES = catalogue().values()


def test_every_clock_with_its_length_its_holder_and_its_events():
    found = [
        (each.name, clock.name, str(clock.length), clock.holder, "+".join(clock.starts), "+".join(clock.met_by))
        for each in SERVICES
        for clock in each.clocks
    ]
    assert found == CLOCKS


def test_every_extension():
    found = [
        (each.name, clock.name, str(clock.extend.length), clock.extend.times, clock.extend.approval)
        for each in SERVICES
        for clock in each.clocks
        if clock.extend
    ]
    assert found == LONGER


def test_every_reason_for_a_stop_with_its_ceiling():
    found = [
        (each.name, clock.name, reason, clock.stops.most)
        for each in SERVICES
        for clock in each.clocks
        if clock.stops
        for reason in clock.stops.reasons
    ]
    assert found == STOPS


def test_every_letter_with_the_step_at_which_it_is_lawful():
    assert [(each.name, letter.label, letter.at) for each in SERVICES for letter in each.letters] == LETTERS


def test_every_outcome():
    found = [(each.name, outcome.name, outcome.type, outcome.must) for each in SERVICES for outcome in each.outcomes]
    assert found == OUTCOMES


def test_where_people_are_sent_instead():
    sent = [(each.name, one, f"→{one.service}" * bool(one.service)) for each in SERVICES for one in each.elsewhere]
    assert [(name, one.name, f"{one.send_to}{takes}") for name, one, takes in sent] == ELSEWHERE


def test_what_each_service_asks_beside_what_is_known():
    assert [(each.name, one.name, one.type, one.must) for each in SERVICES for one in each.fields] == ASKED
