"""How much there is, and where."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shop.catalog.models import Variant
from shop.core.models import BaseModel


class Location(BaseModel):
    """A place that holds stock; a lower priority number is used first."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    priority = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["priority", "id"]

    def __str__(self) -> str:
        return self.name


class StockLevel(BaseModel):
    """Units of a variant at a location.

    `on_hand` are there, `allocated` of them belong to orders that have not been shipped. The CHECK makes an
    oversell impossible even when code is wrong: allocated ≤ on_hand + backorder_limit.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="stock_levels")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="levels")
    on_hand = models.PositiveIntegerField(default=0)
    allocated = models.PositiveIntegerField(default=0, editable=False)
    backorder_limit = models.PositiveIntegerField(default=0, help_text="How many may be sold before they are there.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "location"], name="stock_variant_location"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_on_hand_not_negative"),
            models.CheckConstraint(condition=Q(allocated__gte=0), name="stock_allocated_not_negative"),
            models.CheckConstraint(
                condition=Q(allocated__lte=F("on_hand") + F("backorder_limit")),
                name="stock_never_oversold",
                violation_error_message="More units are allocated to orders than this leaves.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}@{self.location_id}: {self.on_hand}"

    @property
    def available(self) -> int:
        """Units that can still be sold from here."""
        return self.on_hand + self.backorder_limit - self.allocated
