from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tiexin.outbox"
    label = "outbox"
    verbose_name = "通知"

    def ready(self) -> None:
        """Let the number of unread messages be read with every account; refuse a work platform that cannot be."""
        from django.conf import settings

        from tiexin.orgs import backend
        from tiexin.outbox import gateways, queries
        from tiexin.outbox.models import Channel

        gateways.maker(settings.WORK, Channel.WORK)
        backend.along("unread", queries.unread_of_account)
