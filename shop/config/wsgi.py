# ruff: noqa: E402  # imports are what the collector is off for
"""The web server's entry point."""

import gc
import os

gc.disable()  # what a start makes stays: looking through it again and again is a tenth of the start

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.config.settings")
django_application = get_wsgi_application()
_ = get_resolver().url_patterns  # imports every view now, instead of while the first visitor of each process waits

from shop.config.front import Front

application = Front(django_application)

gc.freeze()  # nor does a collection look through it later
gc.enable()
