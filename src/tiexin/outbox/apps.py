from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tiexin.outbox"
    label = "outbox"
    verbose_name = "通知"

    def ready(self) -> None:
        """Let the number of unread messages be read with every account, in the same statement."""
        from tiexin.orgs import backend
        from tiexin.outbox import queries

        backend.along("unread", queries.unread_of_account)
