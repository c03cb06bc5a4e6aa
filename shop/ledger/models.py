"""The ledger: every movement of money as a journal that balances. Nothing here is ever changed or deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money
from shop.orders.models import Order


class Journal(BaseModel):
    """One business fact in the ledger. `source` names it and is unique, so nothing is booked twice.

    The database refuses a commit in which a journal does not sum to zero in each currency, and refuses to update or
    delete a row (`migrations/sql`). A mistake is corrected by another journal.
    """

    class Kind(models.TextChoices):
        SALE = "sale", _("Sale")
        AUTHORISATION = "authorisation", _("Authorisation")
        RELEASE = "release", _("Authorisation released")
        CAPTURE = "capture", _("Payment received")
        FEE = "fee", _("Provider's fee")
        CREDIT = "credit", _("Credit note")
        REFUND = "refund", _("Refund")
        CHARGEBACK = "chargeback", _("Chargeback")
        CHARGEBACK_WON = "chargeback_won", _("Chargeback won")
        WRITE_OFF = "write_off", _("Write-off")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=120, unique=True)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, null=True, related_name="journals"
    )
    memo = models.CharField(_("memo"), max_length=200, blank=True)
    actor_label = models.CharField(_("actor"), max_length=254, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")
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
        RECEIVABLE = "receivable", _("Owed by buyers")
        CLEARING = "clearing", _("Money at providers")
        BANK = "bank", _("Money in the bank")
        SALES = "sales", _("Sales, without tax")
        SHIPPING = "shipping_income", _("Shipping income, without tax")
        TAX = "tax_payable", _("Tax owed")
        FEES = "fees", _("Providers' fees")
        ALLOWANCES = "allowances", _("Allowances, without tax")
        CHARGEBACKS = "chargebacks", _("Chargebacks")
        WRITE_OFFS = "write_offs", _("Written off")
        AUTHORISED = "authorised", _("Authorised, not captured (memo)")
        AUTHORISED_OFFSET = "authorised_offset", _("Offset of authorisations (memo)")

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="entries")
    account = models.CharField(max_length=20, choices=Account.choices)
    amount_minor = MinorField()
    currency = CurrencyField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["account", "currency"], name="entry_account")]
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="entry_not_zero")]

    def __str__(self) -> str:
        return f"{self.account} {Money(self.amount_minor, self.currency)} {self.currency}"
