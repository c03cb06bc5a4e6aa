"""What a buyer no longer owes, and the money that goes back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.orders.models import Order, OrderLine

from .payments import Payment


class CreditNote(BaseModel):
    """What the buyer of an order no longer owes: lines, shipping, and an allowance. Never changed.

    total = lines + shipping + allowance; tax is inside. The allowance lowers what is left of lines and shipping:
    allowance = Σ lines' `allowance_minor` + `shipping_allowance_minor`. Money that was already paid goes back by its
    refunds.
    """

    class Kind(models.TextChoices):
        CANCEL = "cancel", _("Cancelled")
        REFUND = "refund", _("Refund")
        RETURN = "return", _("Return")
        WITHDRAWAL = "withdrawal", _("Withdrawal")
        EDIT = "edit", _("Order changed")
        WRITE_OFF = "write_off", _("Written off")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credit_notes")
    public_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=200, blank=True)
    shipping_minor = MinorField(default=0)
    allowance_minor = MinorField(default=0)
    shipping_allowance_minor = MinorField(default=0, db_default=0)
    tax_minor = MinorField()
    total_minor = MinorField()
    currency = CurrencyField()
    actor_label = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shipping_minor__gte=0, allowance_minor__gte=0, total_minor__gte=1),
                name="credit_note_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0, tax_minor__lte=F("total_minor")), name="credit_note_tax_in_total"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class CreditNoteLine(BaseModel):
    """A line of an order, or a part of it, that is credited. With quantity 0 it is a reduction of its price.

    `allowance_minor` is the line's share of the note's allowance; `tax_minor` is inside both amounts.
    """

    note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="credits")
    quantity = models.PositiveIntegerField()
    amount_minor = MinorField()
    allowance_minor = MinorField(default=0, db_default=0)
    tax_minor = MinorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "order_line"], name="credit_note_line_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, allowance_minor__gte=0) & ~Q(amount_minor=0, allowance_minor=0),
                name="credit_note_line_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"


class Refund(BaseModel):
    """Money given back through one payment, by the table in `payments.rules`.

    Its amount is booked on the payment first. A failed refund keeps it and waits for staff, who may send it again:
    each time the provider receives another id (`send_id`), so that nothing but a person sends money twice.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        SENT = "sent", _("On its way")
        SUCCEEDED = "succeeded", _("Refunded")
        FAILED = "failed", _("Failed")

    payment = models.ForeignKey(Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="refunds")
    note = models.ForeignKey(
        CreditNote, verbose_name=_("note"), on_delete=models.PROTECT, null=True, related_name="refunds"
    )
    public_id = models.CharField(_("public ID"), max_length=40, unique=True)
    amount_minor = MinorField(_("amount"))
    currency = CurrencyField(verbose_name=_("currency"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.REQUESTED)
    provider_ref = models.CharField(_("reference at the provider"), max_length=120, blank=True)
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=1, db_default=1, help_text=_("Number of attempts."))
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gte=1), name="refund_amount_positive")]
        indexes = [
            models.Index(fields=["id"], condition=Q(status__in=["requested", "sent"]), name="refund_unfinished"),
            models.Index(fields=["id"], condition=Q(status="failed"), name="refund_failed"),
            models.Index(fields=["provider_ref"], opclasses=["varchar_pattern_ops"], name="refund_reference"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def send_id(self) -> str:
        """Under which id the provider receives it."""
        return self.public_id if self.tries == 1 else f"{self.public_id}:{self.tries}"
