"""The history of everything; what is in it is written by triggers, so it can only be read."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.backoffice.site import site
from shop.history.models import HistoryEntry

from .base import ReadOnly, StaffAdmin


@admin.register(HistoryEntry, site=site)
class HistoryEntryAdmin(ReadOnly, StaffAdmin[HistoryEntry]):
    """Its list has no count and no page numbers, so that millions of entries are as fast as ten."""

    heading, noun, plural = _("History"), _("entry"), _("entries")
