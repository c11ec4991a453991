"""The one way in: log-in name and password; the account is read together with its officer and unit."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from tiexin.core.prepared import Prepared
from tiexin.orgs.models import Account


class Backend(ModelBackend):
    """Rights come from posts, not from here; this only says who it is."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account with `officer.org` in one query; a disabled account is nobody."""
        return next(iter(_account(int(user_id))), None)


_account = Prepared(lambda pk: Account.objects.select_related("officer__org").filter(pk=pk, is_active=True))
