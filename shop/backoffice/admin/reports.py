"""What the shop found when it checked itself over."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from shop.backoffice.cells import chip, when
from shop.backoffice.site import site
from shop.reports.models import ScheduledCheck

from .base import ReadOnly, StaffAdmin


@admin.register(ScheduledCheck, site=site)
class ScheduledCheckAdmin(ReadOnly, StaffAdmin[ScheduledCheck]):
    heading, noun = "Checks", "check"
    list_display = ("ran", "result", "took")
    actions = None
    readonly_fields = ("ran_at",)
    fieldsets = ((None, {"fields": ("ran_at",)}),)
    change_form_template = "admin/reports/scheduledcheck/change_form.html"

    @admin.display(description="When", ordering="ran_at")
    def ran(self, check: ScheduledCheck) -> SafeString:
        return when(check.ran_at)

    @admin.display(description="Result")
    def result(self, check: ScheduledCheck) -> SafeString:
        if check.broken:
            return chip(f"{check.broken} failed", "bad")
        return chip("Look", "warn") if check.attention else chip("All holds", "ok")

    @admin.display(description="Took")
    def took(self, check: ScheduledCheck) -> str:
        return f"{check.duration_ms:,} ms"
