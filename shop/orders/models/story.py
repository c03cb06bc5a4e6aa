"""What happens to an order: its timeline, its edits, and what staff note."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel

from .orders import Order


class OrderEvent(BaseModel):
    """The timeline: append-only, written in the same transaction as what it tells of."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)
    message = models.CharField(max_length=300)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(max_length=254, blank=True)
    actor_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(kind="payment.too_many_declines"), name="event_too_many_declines"
            )
        ]

    def __str__(self) -> str:
        return self.message


class OrderChange(BaseModel):
    """An edit of a placed order: what it was before, what it is after, and the difference (positive: to pay).

    `actions` is what was asked for. Added lines carry the change; lines that existed are never rewritten, what is
    taken from them is a credit note. While a difference waits to be paid, only the additions are on the order and their
    stock is reserved; the rest follows with the payment. Unpaid at `expires_at`, the additions are taken back.
    """

    class Status(models.TextChoices):
        AWAITING_PAYMENT = "awaiting_payment", _("Waiting for payment")
        APPLIED = "applied", _("Applied")
        LAPSED = "lapsed", _("Not paid: undone")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="changes")
    public_id = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=16, choices=Status.choices)
    actions = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    difference_minor = MinorField()
    shipping_added_minor = MinorField(default=0)
    currency = CurrencyField()
    note = models.CharField(max_length=200, blank=True)
    actor_label = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status="awaiting_payment"), name="one_open_change_per_order"
            ),
            models.CheckConstraint(
                condition=~Q(status="awaiting_payment") | Q(expires_at__isnull=False, difference_minor__gt=0),
                name="open_change_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="awaiting_payment"), name="order_change_waiting")
        ]

    def __str__(self) -> str:
        return self.public_id


class OrderNote(BaseModel):
    """What staff tell each other about an order. Buyers never see it."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    author_label = models.CharField(max_length=254)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:80]
