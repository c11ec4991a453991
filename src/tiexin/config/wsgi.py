"""The web application, served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tiexin.core.handbook import book

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexin.config.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # load every page now, not in the first request
book.by_page()  # and the handbook, to which every page has a link
gc.collect()
gc.freeze()  # the collector need not look at what stays for good again and again
