"""The shop where each page is computed anew, as a first hit is: Django without the finished answers in front of it.

The process follows changes as the shop's does, for the values that it keeps beside answers.
"""

from shop.config.wsgi import django_application
from shop.core.changes import changes


def application(environ, start_response):
    if not changes.live():
        changes.follow()
    return django_application(environ, start_response)
