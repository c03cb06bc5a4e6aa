"""Results of checks that the shop runs over itself."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from shop.core.models import BaseModel


class ScheduledCheck(BaseModel):
    """One run of `verify`: what broke a rule, as [{code, title, is_attention, count, examples}]."""

    ran_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    broken = models.PositiveIntegerField(help_text="Rules that did not hold.")
    attention = models.PositiveIntegerField(help_text="Rules after which somebody should look.")
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["ran_at"], name="check_ran")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.ran_at):%-d %B %Y, %H:%M}"
