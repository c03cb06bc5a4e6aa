"""The web server's entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.config.settings")
django_application = get_wsgi_application()
_ = get_resolver().url_patterns  # imports every view now, instead of while the first visitor of each process waits

from shop.config.front import Front  # noqa: E402
from shop.core.changes import changes  # noqa: E402

application = Front(django_application)
changes.follow()
