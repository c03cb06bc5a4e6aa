"""The right to withdraw from a contract (Directive 2011/83/EU, Articles 9 to 16): declared, never asked for."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.core.fields import MinorField
from shop.core.folded import Folded
from shop.core.models import BaseModel
from shop.fulfilment.carriers import find_tracking_page
from shop.orders.models import Order, OrderLine
from shop.payments.models import CreditNote

from .returns import Condition

PERIOD_OVER = "9(1)"
# Why there is no right of withdrawal, by article of the directive.
GROUNDS = [(PERIOD_OVER, _("Declared after the withdrawal period ended")), *Product.Exemption.choices]


class Withdrawal(BaseModel):
    """A declaration as it was made, and what follows from it, by the table in `fulfilment.rules`.

    `statement` is what was declared, word for word, and never changes. Without `order` nobody knows yet which contract
    it is about: it is as effective. `is_proven`: made by the account or with the signed link of the order.
    Staff cannot reject it; that a line is exempt is a record on the line, with its legal ground.
    """

    class Status(models.TextChoices):
        DECLARED = "declared", _("Declared")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        GOODS_BACK = "goods_back", _("Items returned")
        PROOF_OF_SENDING = "proof_of_sending", _("Sent back")
        REFUNDED = "refunded", _("Refunded")
        CLOSED = "closed", _("Closed")

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, null=True, related_name="withdrawals"
    )
    public_id = models.CharField(_("public ID"), max_length=40, unique=True)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.DECLARED)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email"), help_text=_("Where the receipt was sent."))
    order_number = models.CharField(_("order number"), max_length=40, help_text=_("As it was typed."))
    goods = models.CharField(
        _("goods"), max_length=1000, blank=True, help_text=_("Which items, as typed. Empty: all of them.")
    )
    statement = models.TextField(_("statement"))
    is_proven = models.BooleanField(_("proven"))
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    close_note = models.CharField(
        _("close note"), max_length=300, blank=True, help_text=_("Why staff closed it without a refund.")
    )
    refund_minor = MinorField(_("refund"), default=0, help_text=_("Total credited to the buyer."))
    notes = models.ManyToManyField(CreditNote, verbose_name=_("notes"), related_name="withdrawals")
    declared_at = models.DateTimeField(_("declared at"))
    refund_due_on = models.DateField(_("refund due on"), help_text=_("The last day of the refund, Article 13(1)."))
    period_ended_on = models.DateField(
        _("period ended on"), null=True, help_text=_("The last day of the withdrawal period, if it was over.")
    )
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["refund_due_on"],
                condition=~Q(status__in=["refunded", "closed"]),
                name="withdrawal_open",
            ),
            models.Index(fields=["email", "-declared_at"], name="withdrawal_email"),
            GinIndex(
                *(OpClass(Folded(field), "gin_trgm_ops") for field in ("name", "email", "order_number")),
                name="withdrawal_folded",
            ),
        ]

    @property
    def may_be_forged(self) -> bool:
        """Whether it was declared without login and nothing has followed from it yet."""
        rows = self.lines.all()
        is_untouched = self.status == self.Status.ACKNOWLEDGED and not self.is_proven
        return is_untouched and not any(
            row.quantity_cancelled or row.quantity_received or row.quantity_credited for row in rows
        )

    def __str__(self) -> str:
        return f"W{self.pk}"

    @property
    def tracking_page(self) -> str:
        """The address where the parcel back can be followed, where its number tells whose it is."""
        return find_tracking_page(number=self.tracking_number)


class WithdrawalLine(BaseModel):
    """Units of an order line that the buyer withdrew from.

    `quantity_cancelled` of them never left the house, `quantity_claimed` come back (the line counts them too, in
    `quantity_returning`). The rest is not decided: not sent yet, and staff must look before it is cancelled.
    """

    owner = models.ForeignKey(Withdrawal, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="withdrawal_lines")
    quantity = models.PositiveIntegerField()
    quantity_cancelled = models.PositiveIntegerField(default=0)
    quantity_claimed = models.PositiveIntegerField(default=0)
    quantity_credited = models.PositiveIntegerField(default=0)
    quantity_received = models.PositiveIntegerField(default=0)
    quantity_restocked = models.PositiveIntegerField(default=0)
    condition = models.CharField(max_length=10, choices=Condition.choices, blank=True)
    deduction_minor = MinorField(default=0, help_text=_("For value lost through handling, Article 14(2)."))
    exemption = models.CharField(max_length=8, choices=GROUNDS, blank=True)
    exemption_note = models.CharField(max_length=300, blank=True)
    exemption_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "order_line"], name="withdrawal_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="withdrawal_line_quantity"),
            models.CheckConstraint(
                condition=Q(
                    quantity__gte=F("quantity_cancelled") + F("quantity_claimed"),
                    quantity_received__lte=F("quantity_claimed"),
                    quantity_restocked__lte=F("quantity_received"),
                    quantity_credited__lte=F("quantity_cancelled") + F("quantity_claimed"),
                ),
                name="withdrawal_line_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"

    @property
    def undecided(self) -> int:
        """Units that were not sent and are not cancelled: staff look first."""
        return 0 if self.exemption else self.quantity - self.quantity_cancelled - self.quantity_claimed

    @property
    def awaited(self) -> int:
        """Units that are still to come back."""
        return 0 if self.exemption else self.quantity_claimed - self.quantity_received

    @property
    def uncredited(self) -> int:
        """Units that are cancelled or come back and were not credited."""
        return 0 if self.exemption else self.quantity_cancelled + self.quantity_claimed - self.quantity_credited
