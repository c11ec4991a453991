"""What Django's test client does anew for every client and every part of a page, done once in a run.

Nothing that a test can see differs: the files of `static/` are those of the first client, and `answer.context` looks
through the contexts of whole pages. (Those of the widgets and of the parts a page includes were copied too: dozens of
copies for each answer.)
"""

from copy import copy
from typing import Any

import pytest
from django.template import RequestContext
from django.test import client
from django.test.utils import ContextList
from whitenoise.middleware import WhiteNoiseMiddleware


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Look for static files once, keep the contexts of pages alone."""
    patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once(WhiteNoiseMiddleware.add_files_from_finders))
    patch.setattr(client, "store_rendered_templates", pages)


def once(look: Any) -> Any:
    """Look for the files that the middleware serves, or give those that the first one found."""
    found: dict[tuple[str, int], dict[str, Any]] = {}

    def files(self: Any) -> None:
        kept = found.get((self.static_prefix, self.max_age))
        if kept is None:
            look(self)
            kept = found[self.static_prefix, self.max_age] = dict(self.files)
        self.files.update(kept)

    return files


def pages(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **more: Any) -> None:
    """Keep a template's name, and its context where it is the page itself."""
    store.setdefault("templates", []).append(template)
    contexts = store.setdefault("context", ContextList())
    if isinstance(context, RequestContext) and context.template is template:
        contexts.append(copy(context))
