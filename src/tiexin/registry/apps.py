from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "tiexin.registry"
    label = "registry"
    verbose_name = "名册"

    def ready(self) -> None:
        """Let employers and workers be found."""
        from tiexin.registry import findable
        from tiexin.search.kinds import Kind, register

        hint = "名称中的几个字、拼音首字母或信用代码的开头"
        register(Kind("employer", "企业", "registry.see", "employer", "employer", hint, findable.employers))
        hint = "姓名、拼音或首字母：李桂英、liguiying、lgy"
        register(Kind("worker", "职工", "registry.see", "worker", "worker", hint, findable.workers))
