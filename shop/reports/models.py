"""Results of checks that the shop runs over itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop.core.formats import format_datetime
from shop.core.models import BaseModel


class ScheduledCheck(BaseModel):
    """One run of `verify`: what broke a rule, as [{code, title, is_attention, count, examples}]."""

    ran_at = models.DateTimeField(_("ran at"))
    duration_ms = models.PositiveIntegerField(_("duration in milliseconds"))
    broken = models.PositiveIntegerField(_("broken"), help_text=_("Checks that failed."))
    attention = models.PositiveIntegerField(_("attention"), help_text=_("Checks that need attention."))
    findings = models.JSONField(_("findings"), default=list)

    class Meta:
        verbose_name = _("scheduled check")
        verbose_name_plural = _("scheduled checks")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["ran_at"], name="check_ran")]

    def __str__(self) -> str:
        return format_datetime(self.ran_at, get_language() or "")
