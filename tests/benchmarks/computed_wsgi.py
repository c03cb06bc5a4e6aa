"""The shop where each page is computed anew, as a first hit is: Django without the finished answers in front of it."""

from shop.config.wsgi import django_application as application
from shop.core.changes import changes

changes.follow()

__all__ = ["application"]
