"""Parcels: which units of an order leave the house, and how far they got."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from shop.core.models import BaseModel
from shop.fulfilment.carriers import find_tracking_page
from shop.inventory.models import Location
from shop.orders.models import Order, OrderLine


class Fulfilment(BaseModel):
    """One parcel, from one location. It moves by the table in `fulfilment.rules`.

    Until it is sent it holds its units on the order lines (`quantity_held`): nobody packs or cancels them twice.
    A parcel that `replaces` another brings the same units again: it counts in stock, but not twice on the order.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PICKING = "picking", _("Being picked")
        PACKED = "packed", _("Packed")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Unpacked")
        LOST = "lost", _("Lost")
        RETURNED_TO_SENDER = "returned_to_sender", _("Returned undelivered")

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="fulfilments")
    public_id = models.CharField(_("public ID"), max_length=40, unique=True)
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Empty: stock is not tracked."),
    )
    replaces = models.OneToOneField(
        "self", verbose_name=_("replaces"), on_delete=models.PROTECT, null=True, related_name="replacement"
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.SHIPPED, db_default=Status.SHIPPED
    )
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    tracking_url = models.URLField(_("tracking URL"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), null=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["id"]
        indexes = [models.Index(OpClass(Upper("tracking_number"), "text_pattern_ops"), name="fulfilment_tracking")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "picking", "packed", "cancelled"], shipped_at=None)
                | Q(status__in=["shipped", "delivered", "lost", "returned_to_sender"], shipped_at__isnull=False),
                name="parcel_shipped_at",
            )
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.public_id

    @property
    def tracking_page(self) -> str:
        """The address where the parcel can be followed: what staff gave, else its carrier's page, else nothing."""
        return self.tracking_url or find_tracking_page(number=self.tracking_number, carrier=self.carrier)


class FulfilmentLine(BaseModel):
    """How many units of an order line are in the parcel."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="fulfilment_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fulfilment", "order_line"], name="fulfilment_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="fulfilment_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
