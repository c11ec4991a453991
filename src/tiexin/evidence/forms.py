"""How the trail is searched."""

from tiexin.core.filters import FilterForm, choice, day, words
from tiexin.evidence.vocabulary import THINGS, VERBS


class AuditFilter(FilterForm):
    who = words("人员姓名")
    verb = choice("做了什么", VERBS)
    thing = choice("对象", THINGS)
    since = day("从哪天")
    until = day("到哪天")
    practised = choice("正式还是练习", {"yes": "练习中的"}, ("", "正式的"))
