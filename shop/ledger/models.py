"""The books: every movement of money as a journal that balances. Nothing here is ever changed or deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money
from shop.orders.models import Order


class Journal(BaseModel):
    """One business fact in the books. `source` names it and is unique, so nothing is booked twice.

    The database refuses a commit in which a journal does not sum to zero in each currency, and refuses to update or
    delete a row (`migrations/sql`). A mistake is corrected by another journal.
    """

    class Kind(models.TextChoices):
        SALE = "sale", "Sale"
        AUTHORISATION = "authorisation", "Authorisation"
        RELEASE = "release", "Authorisation released"
        CAPTURE = "capture", "Payment received"
        FEE = "fee", "Provider's fee"
        CREDIT = "credit", "Credit note"
        REFUND = "refund", "Money paid back"
        CHARGEBACK = "chargeback", "Chargeback"
        CHARGEBACK_WON = "chargeback_won", "Chargeback won"
        WRITE_OFF = "write_off", "Write-off"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=120, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="journals")
    memo = models.CharField(max_length=200, blank=True)
    actor_label = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["created_at"], name="journal_created"),
            # Each order makes the other two.
            models.Index(fields=["kind", "-id"], condition=~Q(kind__in=["sale", "capture"]), name="journal_unusual"),
        ]

    def __str__(self) -> str:
        return self.source


class Entry(BaseModel):
    """One side of a journal: a debit is positive, a credit negative, in minor units."""

    class Account(models.TextChoices):
        RECEIVABLE = "receivable", "Owed by buyers"
        CLEARING = "clearing", "Money at providers"
        BANK = "bank", "Money in the bank"
        SALES = "sales", "Sales, without tax"
        SHIPPING = "shipping_income", "Shipping income, without tax"
        TAX = "tax_payable", "Tax owed"
        FEES = "fees", "Providers' fees"
        ALLOWANCES = "allowances", "Allowances, without tax"
        CHARGEBACKS = "chargebacks", "Money taken back by banks"
        WRITE_OFFS = "write_offs", "Written off"
        AUTHORISED = "authorised", "Authorised, not captured (memo)"
        AUTHORISED_OFFSET = "authorised_offset", "Offset of authorisations (memo)"

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=20, choices=Account.choices)
    amount_minor = MinorField()
    currency = CurrencyField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["account", "currency"], name="entry_account")]
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="entry_not_zero")]

    def __str__(self) -> str:
        return f"{self.account} {Money(self.amount_minor, self.currency).format()}"
