from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EvidenceConfig(AppConfig):
    name = "tiexin.evidence"
    label = "evidence"
    verbose_name = "佐证"

    def ready(self) -> None:
        """Take the trail of the rooms below, find the papers of organs, and have caps read with the installation.

        The append-only guards are put back after every migration.
        """
        from tiexin.core import journal
        from tiexin.evidence import actions, guards, limits, queries
        from tiexin.orgs import calendar, papers

        journal.register(actions.record_claims)
        papers.register(queries.paper_of)
        calendar.along(limits.CAPPED, limits.capped)
        post_migrate.connect(guards.install, sender=self, dispatch_uid="evidence.guards")
