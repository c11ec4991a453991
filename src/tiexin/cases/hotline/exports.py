"""What stands in the lists of the hotline when they are taken out: no whole number of a caller."""

from django.utils.timezone import localdate, localtime

from tiexin.core.exports import Column

CALLS = (
    Column("来电日期", lambda call: localdate(call.at)),
    Column("来电时间", lambda call: f"{localtime(call.at):%H:%M:%S}"),
    Column("热线", lambda call: call.line.number),
    Column("来电地区", lambda call: call.org.name),
    Column("来电号码", lambda call: call.masked),
    Column("状态", lambda call: call.get_state_display()),
    Column("响了几秒", lambda call: None if call.wait is None else round(call.wait)),
    Column("座席", lambda call: str(call.seat or "")),
    Column("谁接的", lambda call: str(call.answered_by or "")),
    Column("来电是", lambda call: call.get_what_display()),
    Column("当场答复", lambda call: "是" if call.at_once else ""),
    Column("登记的诉求", lambda call: call.case.number if call.case else ""),
    Column("做到的日期", lambda call: call.done),
    Column("回拨次数", lambda call: call.tries),
    Column("回拨接通", lambda call: {True: "是", False: "否", None: ""}[call.reached]),
    Column(
        "后来通上了话", lambda call: "是" if call.state == "abandoned" and not call.reached and call.settled else ""
    ),
    Column("录音编号", lambda call: call.recording),
)
DAYS = (
    Column("日期", lambda day: day.on),
    Column("全部来电", lambda day: day.connected.total),
    Column("接起的来电", lambda day: day.connected.count),
    Column("接通率（%）", lambda day: day.connected.percent),
    Column("按时接起的来电", lambda day: day.soon.count),
    Column("按时接通率（%）", lambda day: day.soon.percent),
    Column("达到推荐标准", lambda day: "是" if day.meets else "否"),
    Column("达到方案承诺", lambda day: "是" if day.connected.whole else "否"),
)
