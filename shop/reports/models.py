"""Results of checks that the shop runs over itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop.core.formats import format_datetime
from shop.core.models import BaseModel


class ScheduledCheck(BaseModel):
    """One run of `verify`: what broke a rule, as [{code, title, is_attention, count, examples}]."""

    ran_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    broken = models.PositiveIntegerField(help_text=_("Checks that failed."))
    attention = models.PositiveIntegerField(help_text=_("Checks that need attention."))
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["ran_at"], name="check_ran")]

    def __str__(self) -> str:
        return format_datetime(self.ran_at, get_language() or "")
