"""The ledger; what is in it is never changed, so there is nothing to do here but read."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.backoffice.site import site
from shop.ledger.models import Journal

from .base import ReadOnly, StaffAdmin


@admin.register(Journal, site=site)
class JournalAdmin(ReadOnly, StaffAdmin[Journal]):
    """Its list has no count and no page numbers, so that millions of journals are as fast as ten."""

    heading, noun, plural = _("Accounting"), _("journal entry"), _("journal entries")
