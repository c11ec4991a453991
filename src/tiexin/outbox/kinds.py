"""What messages are about, as their list says it; every message is of one of these kinds."""

KINDS = {
    "reminder": "到期提醒",
    "task": "新任务",
    "progress": "办理进展",
    "notice": "通知",
    "crisis": "紧急",
    "code": "验证码",
    "digest": "每日汇总",
}
LIFE = "crisis"  # what waits of it is dropped for nobody's choice
