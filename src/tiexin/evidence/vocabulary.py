"""How the trail reads on screen: what was done, and to what."""

VERBS = {
    "found": "成立",
    "close": "撤销",
    "appoint": "任职",
    "open_account": "开通账号",
    "grant": "授予岗位",
    "end_post": "终止岗位",
    "register": "登记",
    "tag": "设置标记",
    "end_tag": "终止标记",
    "form_team": "组建工作组",
    "plan_stay": "安排蹲点",
    "start_stay": "安排蹲点",
    "record_visit": "登记走访",
    "void": "作废",
    "load": "装载方案",
    "publish": "发布方案",
}
THINGS = {
    "orgs.org": "单位",
    "orgs.officer": "干部",
    "orgs.post": "岗位",
    "registry.employer": "企业",
    "registry.worker": "职工",
    "visits.team": "工作组",
    "visits.stay": "蹲点",
    "visits.visit": "走访",
    "duties.plan": "方案",
    "duties.planversion": "方案版本",
}
TAG_KEYS = {
    "role": "身份",
    "method": "方式",
    "place": "场所",
    "question": "类别",
    "team_kind": "工作组",
    "employer_kind": "企业类型",
    "employer_tag": "企业标记",
    "document": "文件",
    "organ": "机构",
    "answer": "回答",
}
