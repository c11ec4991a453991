"""What kinds of employers, marks and workers there are; facts carry these words as tags."""

EMPLOYER_KINDS = {
    "state": "国有企业",
    "collective": "集体企业",
    "private": "非公企业",
    "foreign": "外商投资企业",
    "joint_stock": "股份制企业",
    "public_body": "事业单位",
    "new_organisation": "两新组织",
}
EMPLOYER_TAGS = {
    "distressed": "经营困难",
    "many_needy": "困难职工多",
    "conflict": "劳动关系矛盾突出",
    "weak_union": "工会工作薄弱",
    "small_medium": "中小企业",
    "restructured": "改制企业",
    "halted": "停产半停产",
    "dispatch": "劳务派遣",
    "taxi": "出租车行业",
    "migration": "生态移民",
    "newly_built": "新建企业",
    "above_scale": "规模以上",
}
ROLES = {
    "front_line": "一线职工",
    "union_cadre": "基层工会干部",
    "manager": "经营管理人员",
    "leader": "企业党政领导",
    "local_cadre": "地方工会干部",
}
WORKER_GROUPS = {  # C081, as the document names them
    "front_line": "一线职工",
    "needy": "困难职工",
    "laid_off": "下岗失业人员",
    "dispatched": "劳务派遣工",
    "migrant": "农民工",
}
SPELL_KINDS = {"contract": "劳动合同", "dispatch": "劳务派遣", "platform": "平台用工", "flexible": "灵活就业"}
TOLD = "走访时了解"  # why somebody met was put into a group
MET_AS = {  # how people met for the first time are written down: a role, or the group of a front-line worker
    "front_line": ROLES["front_line"],
    **{f"front_line.{name}": label for name, label in WORKER_GROUPS.items() if name != "front_line"},
    **{name: label for name, label in ROLES.items() if name != "front_line"},
}
DISPATCHED = "dispatched"  # the group that a dispatch brings about
MISTAKE = "mistake"  # it never was: counts on no day
WHY_LEFT = {
    "transfer": "转出",
    "left": "退会",
    "retired": "退休",
    "expelled": "除名",
    "died": "去世",
    MISTAKE: "登记有误",
}
SEALED = {"identity": "身份证号", "phone": "手机号码", "bank": "银行卡号"}
MUST_VISIT_ROLES = {name: ROLES[name] for name in ("leader", "union_cadre")}
MUST_VISIT_LEVELS = {"enterprise": "企业", "workshop": "车间", "team": "班组"}
MUST_VISIT = "企业党政领导必访，企业、车间、班组工会干部必访"
