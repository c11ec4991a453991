"""Pages go packed over the wire: a phone in a workshop waits for every kilobyte."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/html", "text/plain", "application/json")


class PackingMiddleware(GZipMiddleware):
    """Packs text alone: workbooks and pictures are packed already. Django's own hides how long a page is (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack what is text, for who takes it."""
        text = response.headers.get("Content-Type", "").startswith(TEXT)
        return super().process_response(request, response) if text else response
