"""The records of the built-in test provider."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel


class TestCharge(BaseModel):
    """The records of the built-in test provider: what a real provider would keep on its side."""

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
    """A refund in the records of the test provider."""

    __test__ = False

    reference = models.CharField(max_length=40, unique=True)
    charge = models.ForeignKey(TestCharge, on_delete=models.CASCADE, related_name="refunds")
    amount_minor = MinorField()

    def __str__(self) -> str:
        return self.reference
