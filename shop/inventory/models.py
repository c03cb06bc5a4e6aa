"""How much there is, where, and every movement that made it so."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Lower, Now
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Variant
from shop.catalog.rules import SKU_LENGTH
from shop.core.models import BaseModel


class Location(BaseModel):
    """A place that holds stock; a lower priority number is used first."""

    code = models.SlugField(verbose_name=_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["priority", "id"]

    def __str__(self) -> str:
        return self.name


_UNPROMISED = F("on_hand") - F("safety") - F("allocated") - F("reserved")


class StockLevel(BaseModel):
    """Units of a variant at a location.

    `on_hand` are there, `allocated` of them belong to placed orders that have not been shipped, `reserved` to orders
    that are being paid. These three change only by inserting a `StockMovement`; the database applies it. The CHECK
    makes an oversell impossible even when code is wrong: allocated + reserved ≤ on_hand + backorder_limit.

    `safety` units are kept back from sale; that is policy, not a promise, so it is not part of the CHECK (a broken
    mug can always be booked). `expected_on` dates what is sold before it is there. At `low_stock_at` sellable units
    or fewer, staff are told; without it nobody watches. `version` is raised by the database when a setting changes.

    `available` units can still be sold from here, and `ready` of them are there. The database works them out at each
    write and nothing else does; an object knows them after `save` or `refresh_from_db`, not after `bulk_update`.
    """

    variant = models.ForeignKey(
        Variant, verbose_name=_("variant"), on_delete=models.CASCADE, related_name="stock_levels"
    )
    location = models.ForeignKey(Location, verbose_name=_("location"), on_delete=models.PROTECT, related_name="levels")
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    allocated = models.PositiveIntegerField(_("allocated"), default=0, editable=False)
    reserved = models.PositiveIntegerField(_("reserved"), default=0, db_default=0, editable=False)
    safety = models.PositiveIntegerField(
        _("safety stock"), default=0, db_default=0, help_text=_("Safety stock: these units are not sold.")
    )
    backorder_limit = models.PositiveIntegerField(
        _("backorder limit"), default=0, help_text=_("How many units can be sold before they arrive.")
    )
    expected_on = models.DateField(_("expected on"), null=True, blank=True, help_text=_("When more stock is expected."))
    low_stock_at = models.PositiveIntegerField(
        _("low stock at"),
        null=True,
        blank=True,
        help_text=_("Notify staff when this many are left to sell. Leave empty to turn this off."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    available = models.GeneratedField(
        verbose_name=_("available"),
        expression=Greatest(Value(0), _UNPROMISED + F("backorder_limit")),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    ready = models.GeneratedField(
        verbose_name=_("ready"),
        expression=Greatest(Value(0), _UNPROMISED),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        constraints = [
            models.UniqueConstraint(fields=["variant", "location"], name="stock_variant_location"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_on_hand_not_negative"),
            models.CheckConstraint(condition=Q(allocated__gte=0), name="stock_allocated_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand") + F("backorder_limit") - F("allocated")),
                name="stock_never_oversold",
                violation_error_message=_("More units are allocated to orders than this would leave."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}@{self.location_id}: {self.on_hand}"

    @property
    def promised(self) -> int:
        """Units that are allocated to orders or reserved for them."""
        return self.allocated + self.reserved

    @property
    def least_on_hand(self) -> int:
        """How many units must be there for `stock_never_oversold` to hold."""
        return max(0, self.promised - self.backorder_limit)

    def least_limit(self, *, on_hand: int) -> int:
        """Return the least `backorder_limit` for which `stock_never_oversold` holds when so many units are there."""
        return max(0, self.promised - on_hand)


class Transfer(BaseModel):
    """Goods on their way from one location to another: nobody can buy them until they are received."""

    class Status(models.TextChoices):
        SENT = "sent", _("On the way")
        RECEIVED = "received", _("Received")
        CANCELLED = "cancelled", _("Cancelled")

    source = models.ForeignKey(Location, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Location, verbose_name=_("target"), on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.SENT)
    note = models.CharField(_("note"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_between_two"),
            models.CheckConstraint(
                condition=Q(status="sent", closed_at=None) | (~Q(status="sent") & Q(closed_at__isnull=False)),
                name="transfer_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class TransferLine(BaseModel):
    """Units of a variant in a transfer. What was sent and not received is lost, or was brought back."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, related_name="+")
    sku = models.CharField("SKU", max_length=SKU_LENGTH)
    quantity = models.PositiveIntegerField()
    quantity_received = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "variant"], name="transfer_line_variant"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="transfer_line_quantity"),
            models.CheckConstraint(
                condition=Q(quantity_received__lte=F("quantity")), name="transfer_received_lte_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class StockMovement(BaseModel):
    """One change of a stock level and its cause: append-only, and the sum of a level's movements is the level.

    Inserting a row is how stock changes: the database adds the three signed differences to the level
    (`migrations/sql/movements.sql`), and refuses to update or delete a row, so a level that ever moved stays. What
    writes a level directly (raw SQL) is recorded by the database as `direct`, which nobody else may insert.

    `order_line_key` and `actor_user_key` name rows of apps that may not be referred to from here, or that may be
    deleted while this stays. `actor_label` is set for staff only: a buyer is known by the order.
    """

    class Kind(models.TextChoices):
        RECEIVE = "receive", _("Received")
        RESERVE = "reserve", _("Reserved")
        UNRESERVE = "unreserve", _("Reservation ended")
        ALLOCATE = "allocate", _("Allocated")
        RELEASE = "release", _("Released")
        SHIP = "ship", _("Shipped")
        RETURN = "return", _("Returned")
        ADJUST = "adjust", _("Counted")
        DAMAGE = "damage", _("Damaged or lost")
        TRANSFER_OUT = "transfer_out", _("Transferred to another location")
        TRANSFER_IN = "transfer_in", _("Transferred from another location")
        DIRECT = "direct", _("Written directly")

    level = models.ForeignKey(
        StockLevel, verbose_name=_("level"), on_delete=models.PROTECT, db_index=False, related_name="movements"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    on_hand = models.IntegerField(_("on hand"), default=0, db_default=0)
    allocated = models.IntegerField(_("allocated"), default=0, db_default=0)
    reserved = models.IntegerField(_("reserved"), default=0, db_default=0)
    order_line_key = models.BigIntegerField(_("item"), null=True)
    transfer = models.ForeignKey(
        Transfer,
        verbose_name=_("transfer"),
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="movements",
    )
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    actor_label = models.CharField(_("actor"), max_length=254, blank=True, db_default="")
    actor_user_key = models.BigIntegerField(_("actor ID"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True, db_default="")
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["level", "-id"], name="movement_level"),
            models.Index(fields=["order_line_key"], condition=Q(order_line_key__isnull=False), name="movement_line"),
            models.Index(fields=["transfer"], condition=Q(transfer__isnull=False), name="movement_transfer"),
            # Selling makes millions of three kinds; the others are what somebody looks for.
            models.Index(
                fields=["kind", "-id"],
                condition=~Q(kind__in=["reserve", "allocate", "ship"]),
                name="movement_unusual",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["receive", "return", "transfer_in"], on_hand__gt=0, allocated=0, reserved=0)
                | Q(kind__in=["damage", "transfer_out"], on_hand__lt=0, allocated=0, reserved=0)
                | (Q(kind="adjust", allocated=0, reserved=0) & ~Q(on_hand=0))
                | Q(kind="reserve", on_hand=0, allocated=0, reserved__gt=0)
                | Q(kind="unreserve", on_hand=0, allocated=0, reserved__lt=0)
                | Q(kind="allocate", on_hand=0, allocated__gt=0, reserved=0)
                | Q(kind="allocate", on_hand=0, allocated__gt=0, reserved=0 - F("allocated"))
                | Q(kind="release", on_hand=0, allocated__lt=0, reserved=0)
                | Q(kind="ship", on_hand__lt=0, allocated=F("on_hand"), reserved=0)
                | Q(kind="direct"),
                name="movement_shape",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on_hand:+} {self.allocated:+} {self.reserved:+}"


class BackInStockRequest(BaseModel):
    """Somebody waits for a variant that is sold out. One open request per address and variant."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    locale = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                F("variant"), Lower("email"), condition=Q(notified_at=None), name="waits_once_per_variant"
            )
        ]
        indexes = [
            models.Index(fields=["variant", "notified_at"], name="back_in_stock_notified"),
            models.Index(Lower("email"), condition=Q(notified_at=None), name="back_in_stock_email"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} for {self.email}"


class StockDigest(BaseModel):
    """A day whose low-stock digest was made: the row keeps a second worker from making it again."""

    day = models.DateField(primary_key=True)
    levels = models.PositiveIntegerField(help_text=_("How many variants it listed."))

    def __str__(self) -> str:
        return str(self.day)
