from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "tiexin.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        """Take what the rooms below announce, and let units and officers be found."""
        from tiexin.core import findable
        from tiexin.orgs import findable as orgs
        from tiexin.search import actions
        from tiexin.search.kinds import Kind, register

        findable.register(actions.put)
        register(Kind("org", "单位", "orgs.see", "org", "org", "名称、简称或拼音首字母：兴庆区、xqq", orgs.orgs))
        people = Kind("officer", "干部", "orgs.see", "officer", "user", "姓名、拼音或首字母：lgy", orgs.officers)
        register(people)
