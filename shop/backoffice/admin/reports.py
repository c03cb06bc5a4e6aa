"""What the shop found when it checked itself over."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import chip, number, when
from shop.backoffice.site import site
from shop.reports.models import ScheduledCheck

from .base import ReadOnly, StaffAdmin


@admin.register(ScheduledCheck, site=site)
class ScheduledCheckAdmin(ReadOnly, StaffAdmin[ScheduledCheck]):
    heading, noun, plural = _("Checks"), _("check"), _("checks")
    list_display = ("ran", "result", "took")
    actions = None
    readonly_fields = ("ran_at",)
    fieldsets = ((None, {"fields": ("ran_at",)}),)
    change_form_template = "admin/reports/scheduledcheck/change_form.html"

    @admin.display(description=_("Date"), ordering="ran_at")
    def ran(self, check: ScheduledCheck) -> SafeString:
        return when(check.ran_at)

    @admin.display(description=_("Result"))
    def result(self, check: ScheduledCheck) -> SafeString:
        if check.broken:
            return chip(gettext("%(number)s failed") % {"number": check.broken}, "bad")
        return chip(gettext("Needs attention"), "warn") if check.attention else chip(gettext("Passed"), "ok")

    @admin.display(description=_("Duration"))
    def took(self, check: ScheduledCheck) -> str:
        return f"{number(check.duration_ms)} ms"
