"""What was bought, and the stock that is held for it."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product, Variant
from shop.catalog.rules import SKU_LENGTH
from shop.core.fields import MinorField
from shop.core.models import BaseModel
from shop.inventory.models import StockLevel

from .orders import Order


class OrderLine(BaseModel):
    """A snapshot of one bought variant, tax included in its amounts; `options` are [name, value] pairs."""

    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        Variant, verbose_name=_("variant"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    sku = models.CharField(_("SKU"), max_length=SKU_LENGTH)
    name = models.CharField(_("name"), max_length=200)
    options = models.JSONField(_("options"), default=list)
    picture = models.JSONField(
        _("picture"), null=True, help_text=_("path, widths, tint and alt of the picture when it was bought.")
    )
    product_slug = models.CharField(_("product slug"), max_length=200, blank=True)
    components = models.JSONField(
        _("components"),
        default=list,
        db_default=[],
        help_text=_("Of a bundle: variant_id, sku, name and quantity of each part."),
    )
    weight_grams = models.PositiveIntegerField(_("weight in grams"), default=0)
    quantity = models.PositiveIntegerField(_("quantity"))
    quantity_fulfilled = models.PositiveIntegerField(_("quantity fulfilled"), default=0)
    quantity_cancelled = models.PositiveIntegerField(_("quantity cancelled"), default=0)
    quantity_held = models.PositiveIntegerField(
        _("quantity held"),
        default=0,
        db_default=0,
        help_text=_("In a parcel that has not shipped, or in a change that is not paid for."),
    )
    quantity_delivered = models.PositiveIntegerField(
        _("quantity delivered"), default=0, db_default=0, help_text=_("Shipped units that have arrived.")
    )
    quantity_returned = models.PositiveIntegerField(
        _("quantity returned"), default=0, db_default=0, help_text=_("Shipped units that have been returned.")
    )
    quantity_returning = models.PositiveIntegerField(
        _("quantity returning"), default=0, db_default=0, help_text=_("Shipped units in an open return or withdrawal.")
    )
    withdrawal_exempt = models.CharField(
        _("withdrawal exempt"), max_length=8, choices=Product.Exemption.choices, blank=True, db_default="",
        help_text=_("Why there is no right of withdrawal, as stated to the buyer."),
    )  # fmt: skip
    unit_minor = MinorField(_("unit price"))
    total_minor = MinorField(_("total"))
    tax_rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=4)
    tax_minor = MinorField(_("tax"))
    credited_minor = MinorField(_("credited"), default=0, db_default=0, editable=False)
    change = models.ForeignKey(
        "OrderChange",
        verbose_name=_("change"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="added_lines",
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.CheckConstraint(condition=Q(quantity__gte=1, unit_minor__gte=0), name="order_line_quantity"),
            models.CheckConstraint(
                condition=Q(total_minor=F("unit_minor") * F("quantity")), name="order_line_total_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("quantity_fulfilled") + F("quantity_cancelled")),
                name="order_line_done_lte_qty",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("quantity_fulfilled") + F("quantity_cancelled") + F("quantity_held")),
                name="order_line_held_lte_open",
            ),
            models.CheckConstraint(
                condition=Q(quantity_delivered__lte=F("quantity_fulfilled")), name="order_line_delivered_lte_sent"
            ),
            models.CheckConstraint(
                condition=Q(quantity_fulfilled__gte=F("quantity_returned") + F("quantity_returning")),
                name="order_line_back_lte_sent",
            ),
            models.CheckConstraint(
                condition=Q(credited_minor__gte=0, credited_minor__lte=F("total_minor")),
                name="order_line_credit_lte_total",
            ),
        ]
        indexes = [models.Index(OpClass(Upper("sku"), "text_pattern_ops"), name="order_line_sku")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def open_quantity(self) -> int:
        """Units that have neither been sent nor cancelled."""
        return self.quantity - self.quantity_fulfilled - self.quantity_cancelled

    @property
    def free_quantity(self) -> int:
        """Open units that neither a parcel nor an unpaid change holds: these may be packed, cancelled or changed."""
        return self.open_quantity - self.quantity_held

    @property
    def returnable_quantity(self) -> int:
        """Units that are with the buyer and in no return or withdrawal."""
        return self.quantity_fulfilled - self.quantity_returned - self.quantity_returning

    @property
    def options_text(self) -> str:
        """The chosen options in one line, "Glaze: Rust, Size: L"."""
        return ", ".join(f"{name}: {value}" for name, value in self.options)


class Reservation(BaseModel):
    """Units of a stock level that a pending order holds while it is paid; of a bundle line, those of its parts.

    Placing the order turns them into allocations; when it lapses or is cancelled they are free again.
    """

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="reservations")
    level = models.ForeignKey(StockLevel, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    expires_at = models.DateTimeField(help_text=_("The order's payment deadline when it was made."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "level"], name="reservation_line_level"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="reservation_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.level_id} for {self.line_id}"


class Allocation(BaseModel):
    """Units of a stock level that belong to a placed order's line (a bundle's: its parts) until sent or released."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="allocations")
    level = models.ForeignKey(StockLevel, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "level"], name="allocation_line_level"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="allocation_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.level_id} for {self.line_id}"
