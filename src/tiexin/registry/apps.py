from collections.abc import Collection
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from tiexin.orgs.models import Org
    from tiexin.registry.models import EmployerQuerySet


class RegistryConfig(AppConfig):
    name = "tiexin.registry"
    label = "registry"
    verbose_name = "名册"

    def ready(self) -> None:
        """Let employers and workers be found, and employers follow their union when it is merged or split."""
        from tiexin.registry import columns, findable, importing
        from tiexin.registry.officer_book import FIELDS, OfficerBook
        from tiexin.search.kinds import Kind, register

        hint = "名称中的几个字、拼音首字母或信用代码的开头"
        register(Kind("employer", "企业", "registry.see", "employer", "employer", hint, findable.employers))
        hint = "姓名、拼音或首字母：李桂英、liguiying、lgy"
        register(Kind("worker", "职工", "registry.see", "worker", "worker", hint, findable.workers))
        importing.register(importing.Kind("employer", "企业", "registry.edit", "employers"), columns.EMPLOYER)
        importing.register(importing.Kind("worker", "职工", "registry.edit", "workers"), columns.WORKER)
        importing.register(importing.Kind("officer", "干部", "accounts.manage", "accounts", OfficerBook), FIELDS)
        from tiexin.orgs import followers

        fields, note = ("name", "credit_code"), lambda employer: employer.credit_code
        followers.register(followers.Follower("employer", "企业", _of, _move, fields, note))


def _of(org: "Org") -> "EmployerQuerySet":
    from tiexin.registry.models import Employer

    return Employer.objects.filter(org=org).order_by("name", "pk")


def _move(ids: "Collection[int]", org: "Org") -> None:
    from tiexin.registry import actions

    actions.hand_over(ids, org)
