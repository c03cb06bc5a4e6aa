"""Goods that come back because the shop agreed to it (RMA): for money, or for something else."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Variant
from shop.catalog.rules import SKU_LENGTH
from shop.core.fields import MinorField
from shop.core.models import BaseModel
from shop.core.money import Money
from shop.fulfilment.carriers import find_tracking_page
from shop.orders.models import Order, OrderLine
from shop.payments.models import CreditNote


class Condition(models.TextChoices):
    """How goods look when they are back. What is damaged is never sold again."""

    NEW = "new", _("As new")
    OPENED = "opened", _("Opened or used")
    DAMAGED = "damaged", _("Damaged")


class Return(BaseModel):
    """A return or an exchange, by the table in `fulfilment.rules`. Its version is raised by the database.

    The units of its lines are counted in `OrderLine.quantity_returning` until they are back or it has ended.
    `replacement` is the order that an exchange sends out; what was credited is in `notes`.
    """

    class Kind(models.TextChoices):
        RETURN = "return", _("Refund")
        EXCHANGE = "exchange", _("Exchange")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        IN_TRANSIT = "in_transit", _("On its way back")
        RECEIVED = "received", _("Partly received")
        INSPECTED = "inspected", _("Inspected")
        REFUNDED = "refunded", _("Refunded")
        EXCHANGED = "exchanged", _("Exchanged")
        CREDITED = "credited", _("Credited")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="returns")
    public_id = models.CharField(_("public ID"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.REQUESTED)
    comment = models.CharField(_("comment"), max_length=1000, blank=True, help_text=_("What the buyer wrote."))
    instructions = models.CharField(
        _("instructions"), max_length=1000, blank=True, help_text=_("How to send it back. The buyer reads this.")
    )
    refusal = models.CharField(
        _("refusal"), max_length=300, blank=True, help_text=_("Why it was rejected. The buyer reads this.")
    )
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    deduction_minor = MinorField(_("deduction"), default=0, help_text=_("Deducted for return shipping."))
    refund_minor = MinorField(_("refund"), default=0, help_text=_("Total credited to the buyer."))
    replacement = models.OneToOneField(
        Order, verbose_name=_("replacement"), on_delete=models.PROTECT, null=True, related_name="replaces"
    )
    sends_at_once = models.BooleanField(
        _("sends at once"),
        default=False,
        db_default=False,
        help_text=_("Ship the new items before the returned ones arrive."),
    )
    notes = models.ManyToManyField(CreditNote, verbose_name=_("notes"), related_name="returns")
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("handle_return", _("Handle returns and withdrawals"))]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(status__in=["requested", "approved", "in_transit", "received", "inspected"]),
                name="return_open",
            ),
            models.Index(OpClass(Upper("tracking_number"), "text_pattern_ops"), name="return_tracking"),
        ]

    def __str__(self) -> str:
        return f"R{self.pk}"

    @property
    def tracking_page(self) -> str:
        """The address where the parcel back can be followed, where its number tells whose it is."""
        return find_tracking_page(number=self.tracking_number)

    @property
    def refund(self) -> Money:
        """What the buyer was credited."""
        return Money(self.refund_minor, self.order.currency)


class ReturnLine(BaseModel):
    """Units of an order line that come back. `wanted` is what an exchange gives for them, `replacement` its line."""

    class Reason(models.TextChoices):
        NOT_LIKED = "not_liked", _("I don't like it")
        WRONG_SIZE = "wrong_size", _("Wrong size or colour")
        NOT_AS_SHOWN = "not_as_shown", _("Not as shown")
        WRONG_ITEM = "wrong_item", _("Wrong item received")
        FAULTY = "faulty", _("Broken or faulty")
        OTHER = "other", _("Another reason")

    owner = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=16, choices=Reason.choices)
    quantity_received = models.PositiveIntegerField(default=0)
    quantity_restocked = models.PositiveIntegerField(default=0)
    condition = models.CharField(max_length=10, choices=Condition.choices, blank=True)
    wanted = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, related_name="+")
    wanted_sku = models.CharField(max_length=SKU_LENGTH, blank=True)
    replacement = models.OneToOneField(OrderLine, on_delete=models.PROTECT, null=True, related_name="replaced")
    cheaper_minor = MinorField(default=0, help_text=_("How much less the new items cost in total."))

    dearer_minor: int = 0  # of a unit; kept in the replacement's line

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "order_line"], name="return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_line_quantity"),
            models.CheckConstraint(
                condition=Q(quantity_received__lte=F("quantity"), quantity_restocked__lte=F("quantity_received")),
                name="return_line_received_lte",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"

    @property
    def awaited(self) -> int:
        """Units that are still to come back."""
        return self.quantity - self.quantity_received
