"""Money that came in and went back. The provider is asked outside of transactions; these rows are what we know."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money
from shop.orders.models import Order


class Payment(BaseModel):
    """One attempt to pay an order. `public_id` is also the idempotency key that the provider receives.

    created → requires_action | processing → captured | failed | cancelled; only forward, see `payments.rules`.
    `refunded_minor` grows before the provider is asked to refund, so refunds can never exceed `captured_minor`.
    """

    class Status(models.TextChoices):
        CREATED = "created", "Created"
        REQUIRES_ACTION = "requires_action", "Waiting for the buyer"
        PROCESSING = "processing", "Being checked"
        CAPTURED = "captured", "Paid"
        FAILED = "failed", "Declined"
        CANCELLED = "cancelled", "Cancelled"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    public_id = models.CharField(max_length=40, unique=True)
    provider = models.SlugField()
    method = models.CharField(max_length=40, blank=True, help_text="What the buyer chose at the provider.")
    provider_ref = models.CharField(max_length=120, blank=True)
    amount_minor = MinorField()
    captured_minor = MinorField(default=0)
    refunded_minor = MinorField(default=0)
    currency = CurrencyField()
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.CREATED)
    redirect_url = models.CharField(max_length=500, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], condition=~Q(provider_ref=""), name="payment_provider_ref"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payment_amount_gte_0"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
                name="refunded_lte_captured",
            ),
            models.CheckConstraint(condition=Q(captured_minor__lte=F("amount_minor")), name="captured_lte_amount"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def refundable(self) -> Money:
        """What can still be given back."""
        return Money(self.captured_minor - self.refunded_minor, self.currency)


class Refund(BaseModel):
    """Money given back. Its amount is booked on the payment first; a failed refund keeps it and can be repeated."""

    class Status(models.TextChoices):
        REQUESTED = "requested", "Requested"
        SUCCEEDED = "succeeded", "Refunded"
        FAILED = "failed", "Failed"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    public_id = models.CharField(max_length=40, unique=True)
    amount_minor = MinorField()
    currency = CurrencyField()
    reason = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.REQUESTED)
    provider_ref = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gte=1), name="refund_amount_positive")]

    def __str__(self) -> str:
        return self.public_id


class TestCharge(BaseModel):
    """The books of the built-in test provider: what a real provider would keep on its side."""

    __test__ = False  # not a test class, whatever its name says to pytest

    reference = models.CharField(max_length=40, unique=True)
    amount_minor = MinorField()
    refunded_minor = MinorField(default=0)
    currency = CurrencyField()
    status = models.CharField(max_length=16)
    return_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded_minor__lte=F("amount_minor")), name="test_charge_refund_lte_amount"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class TestRefund(BaseModel):
    """A refund in the books of the test provider."""

    __test__ = False

    reference = models.CharField(max_length=40, unique=True)
    charge = models.ForeignKey(TestCharge, on_delete=models.CASCADE, related_name="refunds")
    amount_minor = MinorField()

    def __str__(self) -> str:
        return self.reference
