"""Attempts to pay, each fact about them, and how often they were declined."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.rules import OPEN


class Payment(BaseModel):
    """One attempt to pay an order. `public_id` is also the idempotency key that the provider receives.

    It moves by the table in `payments.rules`. `refunded_minor` grows before the provider is asked to refund, so refunds
    can never exceed `captured_minor`. With `review` set, staff must look: something about it is not as it should be.
    """

    class Status(models.TextChoices):
        CREATED = "created", _("Created")
        REQUIRES_ACTION = "requires_action", _("Waiting for the buyer")
        PROCESSING = "processing", _("Being checked")
        AUTHORISED = "authorised", _("Authorised")
        CAPTURED = "captured", _("Paid")
        FAILED = "failed", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        VOIDED = "voided", _("Authorisation released")
        EXPIRED = "expired", _("Authorisation expired")
        DISPUTED = "disputed", _("Disputed")
        WON = "won", _("Dispute won")
        LOST = "lost", _("Dispute lost")

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="payments")
    public_id = models.CharField(_("public ID"), max_length=40, unique=True)
    provider = models.SlugField(verbose_name=_("provider"))
    method = models.CharField(
        _("method"), max_length=40, blank=True, help_text=_("What the buyer chose at the provider.")
    )
    provider_ref = models.CharField(_("reference at the provider"), max_length=120, blank=True)
    amount_minor = MinorField(_("amount"))
    authorised_minor = MinorField(_("authorised"), default=0, db_default=0)
    captured_minor = MinorField(_("captured"), default=0)
    refunded_minor = MinorField(_("refunded"), default=0)
    disputed_minor = MinorField(
        _("disputed"), default=0, db_default=0, help_text=_("Charged back by the buyer's bank.")
    )
    fee_minor = MinorField(_("fee"), default=0, db_default=0, help_text=_("The provider's fee."))
    currency = CurrencyField(verbose_name=_("currency"))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.CREATED)
    redirect_url = models.CharField(_("redirect URL"), max_length=2000, blank=True)
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    client_key = models.CharField(
        _("client key"), max_length=64, blank=True, db_default="", help_text=_("Who tried to pay, as a hash.")
    )
    review = models.CharField(
        _("review"), max_length=300, blank=True, db_default="", help_text=_("Why staff need to check it.")
    )
    expires_at = models.DateTimeField(
        _("expires at"), null=True, blank=True, help_text=_("When the authorisation expires.")
    )
    asked_at = models.DateTimeField(
        _("asked at"),
        null=True,
        blank=True,
        help_text=_("Since when a process has been starting it with the provider. No other process does so meanwhile."),
    )
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["id"]
        permissions = [("mark_paid", _("Record payments")), ("capture_payment", _("Capture payments"))]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], condition=~Q(provider_ref=""), name="payment_provider_ref"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payment_amount_gte_0"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
                name="refunded_lte_captured",
            ),
            models.CheckConstraint(
                condition=Q(disputed_minor__gte=0, disputed_minor__lte=F("captured_minor")),
                name="disputed_lte_captured",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=~Q(review=""), name="payment_review"),
            models.Index(fields=["id"], condition=Q(status__in=["authorised", "disputed"]), name="payment_undecided"),
            models.Index(fields=["id"], condition=Q(status__in=[*OPEN, "authorised"]), name="payment_unfinished"),
            models.Index(fields=["provider_ref"], opclasses=["varchar_pattern_ops"], name="payment_reference"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_unreached(self) -> bool:
        """Whether the provider may never have heard of it: nobody could pay by it yet."""
        return self.status in (self.Status.CREATED, self.Status.PROCESSING) and not self.provider_ref

    @property
    def refundable(self) -> Money:
        """What can still be given back; what a bank took back already is out of our hands."""
        return Money(max(0, self.captured_minor - self.refunded_minor - self.disputed_minor), self.currency)

    @property
    def lost_minor(self) -> int:
        """What the buyer owes again after a lost dispute: no more than had not been given back to them before."""
        is_lost = self.status == self.Status.LOST
        return min(self.disputed_minor, self.captured_minor - self.refunded_minor) if is_lost else 0

    @property
    def capturable(self) -> Money:
        """What is still held for us and can be taken."""
        is_authorised = self.status == self.Status.AUTHORISED
        return Money(max(0, self.authorised_minor - self.captured_minor) if is_authorised else 0, self.currency)


class PaymentTransaction(BaseModel):
    """One fact about a payment, append-only. `source` is unique, so that no fact is noted twice."""

    class Kind(models.TextChoices):
        AUTHORISE = "authorise", _("Authorised")
        CAPTURE = "capture", _("Captured")
        VOID = "void", _("Released")
        REFUND = "refund", _("Refunded")
        REFUND_FAILED = "refund_failed", _("Refund returned")
        CHARGEBACK = "chargeback", _("Charged back")
        CHARGEBACK_WON = "chargeback_won", _("Chargeback reversed")
        FEE = "fee", _("Fee")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=120, unique=True)
    amount_minor = MinorField()
    currency = CurrencyField()
    provider_ref = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gte=1), name="transaction_amount_positive")]

    def __str__(self) -> str:
        return self.source
