"""Parcels: which units of an order left the house."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shop.core.models import BaseModel
from shop.orders.models import Order, OrderLine


class Fulfilment(BaseModel):
    """One parcel that was sent."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="fulfilments")
    public_id = models.CharField(max_length=40, unique=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    tracking_url = models.URLField(max_length=300, blank=True)
    shipped_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.tracking_number or self.public_id


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
