"""Outgoing mail: a row in the business transaction is what is owed, delivery happens afterwards."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.models import BaseModel


class MailMessage(BaseModel):
    """One email, complete; or, with `compose`, what it is to be made of when it is sent.

    `dedupe_key` makes queueing it twice impossible; `message_id` stays the same on retries. `sent_at` and `parked_at`
    empty means that it is still owed. `leased_until` (UTC) is set while a worker is sending it, so that a killed
    worker's message is picked up again.
    """

    dedupe_key = models.CharField(_("deduplication key"), max_length=120, unique=True)
    message_id = models.CharField(_("message ID"), max_length=120, unique=True)
    recipient = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    compose = models.JSONField(
        _("composed from"), null=True, blank=True, help_text=_("What the email is about, until it is written.")
    )
    html = models.TextField(_("HTML"), blank=True)
    unsubscribe_url = models.URLField(
        _("unsubscribe URL"),
        max_length=300,
        blank=True,
        db_default="",
        help_text=_("One-click unsubscribe address (RFC 8058). Emails about orders have none."),
    )
    created_at = models.DateTimeField(_("created at"))
    next_try_at = models.DateTimeField(_("next try at"))
    failing_since = models.DateTimeField(
        _("failing since"), null=True, blank=True, help_text=_("When sending first failed.")
    )
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    parked_at = models.DateTimeField(
        _("parked at"), null=True, blank=True, help_text=_("When we stopped trying to send it.")
    )
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, parked_at=None),
                name="mail_owed",
            ),
            models.Index(fields=["id"], condition=models.Q(sent_at=None, parked_at=None), name="mail_oldest_owed"),
            models.Index(fields=["-id"], condition=~models.Q(parked_at=None), name="mail_parked"),
            models.Index(OpClass(Upper("recipient"), "text_pattern_ops"), name="mail_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject or (gettext("Email to %(recipient)s") % {"recipient": self.recipient})
