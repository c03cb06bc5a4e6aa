"""The records of banks and providers, compared with ours."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop.core.fields import CurrencyField, MinorField
from shop.core.folded import Folded
from shop.core.formats import format_date, parse_locale
from shop.core.models import BaseModel
from shop.core.money import Money

from .payments import Payment


class StatementLine(BaseModel):
    """Money that came in by a bank statement, once for each line. It belongs to a payment, or waits for staff.

    `fingerprint` covers all that the bank says, and which of several equal lines of a statement it is.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be assigned")
        BOOKED = "booked", _("Booked")
        IGNORED = "ignored", _("Not for an order")

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    booked_on = models.DateField(_("booked on"))
    amount_minor = MinorField(_("amount"))
    currency = CurrencyField(verbose_name=_("currency"))
    payer = models.CharField(_("payer"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statement_lines",
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("Why it was not recorded automatically.")
    )
    actor_label = models.CharField(_("actor"), max_length=254, blank=True)
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("statement line")
        verbose_name_plural = _("statement lines")
        ordering = ["-booked_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=1), name="statement_line_positive"),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(payment__isnull=False), name="statement_line_booked_on_payment"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="open"), name="statement_line_open"),
            models.Index(fields=["-booked_on", "-id"], name="statement_line_booked"),
            GinIndex(
                *(OpClass(Folded(field), "gin_trgm_ops") for field in ("payer", "purpose")),
                name="statement_line_folded",
            ),
        ]

    def __str__(self) -> str:
        locale = str(parse_locale(get_language() or ""))
        amount = Money(self.amount_minor, self.currency).format(locale)
        return f"{format_date(self.booked_on, locale, 'medium')}, {amount}"


class ReconcileRun(BaseModel):
    """One comparison of a provider's records with ours: what it looked at and what came of it."""

    provider = models.SlugField()
    since = models.DateTimeField()
    is_daily = models.BooleanField(default=False)
    seen = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0, help_text=_("Payments that were brought up to date."))
    failure = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["provider", "-started_at"], name="reconcile_run_latest")]

    def __str__(self) -> str:
        return f"{self.provider} since {self.since}"


class ReconciliationItem(BaseModel):
    """A difference between a provider's records and ours that the shop could not settle: staff must look at it."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", _("Payment without an order")
        AMOUNT = "amount", _("Different amount")
        MISSING = "missing", _("Unknown to the provider")

    provider = models.SlugField(verbose_name=_("provider"))
    reference = models.CharField(_("reference"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    detail = models.CharField(_("detail"), max_length=300)
    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), on_delete=models.PROTECT, null=True, blank=True, related_name="differences"
    )
    found_at = models.DateTimeField(_("found at"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference", "kind"],
                condition=Q(resolved_at__isnull=True),
                name="reconciliation_item_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}: {self.detail}"
