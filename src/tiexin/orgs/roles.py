"""Roles and what each may do. Rights reach the unit of the post and everything below it."""

from dataclasses import dataclass

PERMISSIONS = {
    "today.see": "今日",
    "messages.see": "看自己的消息",
    "messages.resend": "看没有发成的消息、再发一次",
    "boards.see": "看板",
    "plans.see": "查看方案",
    "plans.publish": "装载并发布方案",
    "plans.receive": "签收、启动方案，自定本单位的数",
    "visits.see": "查看走访",
    "visits.record": "登记走访",
    "visits.answer": "替企业答复走访预告和问题",
    "visits.void": "作废本单位走访",
    "activities.see": "查看宣讲、培训和其他活动",
    "activities.record": "登记宣讲、培训和其他活动",
    "activities.judge": "采纳下级推荐的典型、考核下派干部",
    "teams.see": "查看工作组",
    "teams.manage": "组建工作组、安排蹲点",
    "draws.see": "查看抽签",
    "draws.seed": "给出抽签的种子",
    "draws.manage": "发起抽签、封存抽样框",
    "cases.see": "查看诉求",
    "cases.register": "登记诉求",
    "cases.handle": "办理诉求",
    "cases.lead": "包案，批准停钟和延期，指派承办人",
    "cases.call_back": "回访",
    "hotline.answer": "接听热线、回拨、查看来电",
    "hotline.lead": "管理热线：线路、座席、排班、四率、通话评分",
    "cases.learn": "打开或者关上从诉求学来的建议",
    "knowledge.see": "查知识库",
    "knowledge.manage": "写知识、发布知识、答复指出的错误",
    "rooms.see": "查看服务中心和群众工作室",
    "rooms.manage": "登记服务中心和群众工作室",
    "supervision.see": "查看督导",
    "supervision.answer": "答复督查、对考核申诉",
    "supervision.manage": "开展督查和抽查、公布考核得分",
    "registry.see": "查看企业和职工",
    "registry.edit": "登记企业和职工",
    "imports.use": "从表格导入",
    "registry.look": "查看加密保存的号码（写理由、留痕）",
    "orgs.see": "查看组织",
    "calendar.see": "查看工作日历、算期限",
    "calendar.manage": "公布和更改工作日历",
    "maps.manage": "装载和撤下地图边界",
    "orgs.manage": "成立和调整单位：划转、合并、拆分",
    "organs.manage": "成立组织机构、安排任职",
    "accounts.manage": "开通账号",
    "posts.grant": "授予岗位",
    "audit.see": "查阅审计记录",
    "evidence.see": "查看佐证",
}


@dataclass(frozen=True)
class Role:
    """A named set of permissions, as it is shown when a post is granted."""

    label: str
    permissions: frozenset[str]


_READ = frozenset(
    {
        "today.see",
        "messages.see",
        "boards.see",
        "plans.see",
        "visits.see",
        "activities.see",
        "teams.see",
        "draws.see",
        "cases.see",
        "knowledge.see",
        "rooms.see",
        "supervision.see",
        "registry.see",
        "orgs.see",
        "calendar.see",
        "evidence.see",
    }
)
ROLES = {
    "officer": Role(
        "干部",
        _READ
        | {"visits.record", "visits.answer", "activities.record", "draws.seed", "supervision.answer"}
        | {"cases.register", "cases.handle"},
    ),
    "leader": Role(
        "领导",
        _READ
        | {"visits.record", "visits.answer", "activities.record", "activities.judge", "supervision.answer"}
        | {"draws.seed", "plans.receive", "organs.manage"}
        | {"cases.register", "cases.handle", "cases.lead", "hotline.answer", "hotline.lead"}
        | {"knowledge.manage"},
    ),
    "office": Role(
        "活动办公室",
        _READ
        | {
            "visits.record",
            "visits.answer",
            "visits.void",
            "activities.record",
            "activities.judge",
            "teams.manage",
            "draws.seed",
            "draws.manage",
            "supervision.answer",
            "supervision.manage",
            "registry.edit",
            "imports.use",
            "registry.look",
            "orgs.manage",
            "organs.manage",
        }
        | {"plans.publish", "plans.receive"}
        | {"cases.register", "cases.handle", "cases.lead", "cases.call_back", "rooms.manage"}
        | {"hotline.answer", "hotline.lead", "knowledge.manage", "messages.resend"},
    ),
    "window": Role(
        "窗口和热线",
        frozenset({"today.see", "plans.see", "registry.see", "orgs.see", "calendar.see"})
        | {"cases.see", "rooms.see", "cases.register", "cases.handle", "cases.call_back", "messages.see"}
        | {"hotline.answer", "knowledge.see", "knowledge.manage", "messages.resend"},
    ),
    "enterprise": Role(
        "企业工会",
        _READ | {"visits.answer", "plans.receive", "supervision.answer"} | {"cases.register", "cases.handle"},
    ),
    "system": Role(
        "系统管理员",
        frozenset({"messages.see", "orgs.see", "calendar.see"})
        | {"accounts.manage", "imports.use", "calendar.manage", "maps.manage", "cases.learn", "messages.resend"},
    ),
    "security": Role("安全管理员", frozenset({"messages.see", "orgs.see", "calendar.see", "posts.grant"})),
    "audit": Role("审计管理员", frozenset({"messages.see", "orgs.see", "calendar.see", "audit.see"})),
}
ADMIN_ROLES = ["audit", "security", "system"]


def roles_with(permission: str) -> list[str]:
    """Return the names of the roles that hold `permission`; KeyError for an unknown permission."""
    if permission not in PERMISSIONS:
        raise KeyError(f"未知权限 {permission}；已有：{'、'.join(PERMISSIONS)}")
    return [name for name, role in ROLES.items() if permission in role.permissions]
