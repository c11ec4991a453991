"""What stands in the registry's lists when they are taken out."""

from tiexin.core.exports import Column, joined

EMPLOYERS = (
    Column("单位名称", lambda row: row.name),
    Column("统一社会信用代码", lambda row: row.credit_code),
    Column("类型", lambda row: row.get_kind_display()),
    Column("行业", lambda row: row.industry),
    Column("职工人数", lambda row: row.headcount),
    Column("所属工会", lambda row: row.org.name),
    Column("标记", lambda row: joined(mark.get_tag_display() for mark in row.marks)),
)
WORKERS = (
    Column("姓名", lambda row: row.name),
    Column("单位", lambda row: row.employer.name if row.employer else ""),
    Column("班组", lambda row: row.team),
    Column("身份", lambda row: row.get_role_display()),
    Column("群体", lambda row: joined(mark.get_group_display() for mark in row.marks)),
    Column("会员所在工会", lambda row: row.member_of or ""),
    Column("所属工会", lambda row: row.org.name),
)
WORKPLACES = (
    Column("层次", lambda branch: branch.depth + 1),
    Column("类别", lambda branch: branch.row.get_kind_display()),
    Column("名称", lambda branch: branch.row.name),
    Column("在哪里", lambda branch: branch.where),
    Column("人数", lambda branch: branch.headcount),
    Column("职业病危害因素", lambda branch: joined(branch.row.present)),
    Column("从哪天起", lambda branch: branch.row.since),
)
IMPORTS = (
    Column("表格", lambda run: run.name),
    Column("内容", lambda run: run.what.label),
    Column("导入到", lambda run: run.org.name),
    Column("谁导入", lambda run: str(run.by or "")),
    Column("日期", lambda run: run.on),
    Column("状态", lambda run: run.get_state_display()),
    Column("新增", lambda run: run.added),
    Column("更新", lambda run: run.changed),
    Column("已在册", lambda run: run.same),
    Column("没有导入", lambda run: run.refused),
)
