"""What providers tell unasked: stored before anything is done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core.models import BaseModel


class ProviderEvent(BaseModel):
    """The inbox: what a provider told us by webhook, stored before anything is done about it.

    An event is a hint to read the payment anew, so doubles, delays and a wrong order do no harm.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        IGNORED = "ignored", _("Not about us")
        PARKED = "parked", _("Failed too often")

    provider = models.SlugField(verbose_name=_("provider"))
    event_id = models.CharField(_("event ID"), max_length=120)
    kind = models.CharField(_("kind"), max_length=80)
    reference = models.CharField(
        _("reference"), max_length=120, blank=True, help_text=_("The payment it refers to, if any.")
    )
    payload = models.JSONField(_("payload"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    failing_since = models.DateTimeField(
        _("failing since"), null=True, blank=True, help_text=_("When processing first failed.")
    )
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received at"))
    processed_at = models.DateTimeField(_("processed at"), null=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(outcome="waiting"), name="provider_event_waiting"),
            models.Index(fields=["outcome", "-id"], condition=~Q(outcome="done"), name="provider_event_unusual"),
            models.Index(fields=["reference"], opclasses=["varchar_pattern_ops"], name="provider_event_reference"),
            models.Index(fields=["event_id"], opclasses=["varchar_pattern_ops"], name="provider_event_id"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
