"""Orders: what was bought, frozen. Everything that could change elsewhere is copied when the order is placed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

from shop.accounts.models import PostalAddress
from shop.catalog.models import Product, Variant
from shop.channels.models import Channel
from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money
from shop.inventory.models import StockLevel


class Order(BaseModel):
    """An order. What was sold never changes: total = subtotal + shipping, tax is inside the total.

    An edit adds lines (and so to the total); whatever the buyer no longer owes is a credit note, summed up in
    `credited_minor`. `status`, `payment_status` and `fulfilment_status` move only by the tables in `orders.rules`.
    `version` is raised by the database at each change of the row (its ETag).
    `cart_key` names the cart it came from and is unique among orders that still stand, so a cart is bought once.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PENDING = "pending", "Awaiting payment"
        PLACED = "placed", "Placed"
        ON_HOLD = "on_hold", "On hold"
        CLOSED = "closed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"

    class PaymentStatus(models.TextChoices):
        UNPAID = "unpaid", "Unpaid"
        AUTHORISED = "authorised", "Authorised"
        PARTIALLY_PAID = "partially_paid", "Partially paid"
        PAID = "paid", "Paid"
        OVERPAID = "overpaid", "Overpaid"
        PARTIALLY_REFUNDED = "partially_refunded", "Partially refunded"
        REFUNDED = "refunded", "Refunded"
        DISPUTED = "disputed", "Disputed"

    class FulfilmentStatus(models.TextChoices):
        NONE_NEEDED = "none_needed", "Nothing to send"
        UNFULFILLED = "unfulfilled", "Not sent yet"
        PARTIAL = "partial", "Partly sent"
        FULFILLED = "fulfilled", "Sent"
        DELIVERED = "delivered", "Delivered"
        PARTIALLY_RETURNED = "partially_returned", "Partly returned"
        RETURNED = "returned", "Returned"

    public_id = models.CharField(max_length=40, unique=True, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("orders_number_seq"), function="nextval")
    )
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    cart_key = models.BigIntegerField(null=True, editable=False)
    email = models.EmailField()
    locale = models.CharField(max_length=12)
    currency = CurrencyField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    payment_status = models.CharField(max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.UNPAID)
    fulfilment_status = models.CharField(
        max_length=20, choices=FulfilmentStatus.choices, default=FulfilmentStatus.UNFULFILLED
    )
    subtotal_minor = MinorField()
    shipping_minor = MinorField()
    tax_minor = MinorField(help_text="The tax inside the total.")
    total_minor = MinorField()
    credited_minor = MinorField(default=0, db_default=0, editable=False)
    shipping_credited_minor = MinorField(default=0, db_default=0, editable=False)
    shipping_code = models.CharField(max_length=50)
    shipping_name = models.CharField(max_length=80)
    shipping_tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    shipping_tax_minor = MinorField()
    arrives_from = models.DateField(null=True)
    arrives_until = models.DateField(null=True)
    payment_deadline = models.DateTimeField(
        help_text="Unpaid after this, the order expires and its stock is free again."
    )
    pays_by_link = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="A declined payment leaves it open until the deadline.",
    )
    created_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        ordering = ["-id"]
        permissions = [
            ("ship_order", "Can send parcels"),
            ("cancel_order", "Can cancel orders"),
            ("refund_order", "Can refund money"),
            ("hold_order", "Can put orders on hold"),
            ("edit_order", "Can change placed orders"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_minor=F("subtotal_minor") + F("shipping_minor")), name="order_total_adds_up"
            ),
            models.CheckConstraint(condition=Q(subtotal_minor__gte=0, shipping_minor__gte=0), name="order_money_gte_0"),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0, tax_minor__lte=F("total_minor")), name="order_tax_in_total"
            ),
            models.CheckConstraint(
                condition=Q(credited_minor__gte=0, credited_minor__lte=F("total_minor")), name="order_credit_lte_total"
            ),
            models.CheckConstraint(
                condition=Q(shipping_credited_minor__gte=0, shipping_credited_minor__lte=F("shipping_minor")),
                name="order_shipping_credit_lte",
            ),
            models.UniqueConstraint(
                fields=["cart_key"],
                condition=Q(cart_key__isnull=False) & ~Q(status__in=["cancelled", "expired"]),
                name="cart_bought_once",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="order_user"),
            models.Index(fields=["created_at"], name="order_created"),
            models.Index(fields=["payment_deadline"], condition=Q(status="pending"), name="order_pending"),
            models.Index(Lower("email"), name="order_email_ci"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def total(self) -> Money:
        """What the buyer pays, tax and shipping included."""
        return Money(self.total_minor, self.currency)


class OrderLine(BaseModel):
    """A snapshot of one bought variant, tax included in its amounts; `options` are [name, value] pairs."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    sku = models.CharField("SKU", max_length=80)
    name = models.CharField(max_length=200)
    options = models.JSONField(default=list)
    picture = models.JSONField(null=True, help_text="path, widths, tint and alt of the picture when it was bought.")
    product_slug = models.CharField(max_length=200, blank=True)
    components = models.JSONField(
        default=list, db_default=[], help_text="Of a bundle: variant_id, sku, name and quantity of each part."
    )
    weight_grams = models.PositiveIntegerField(default=0)
    quantity = models.PositiveIntegerField()
    quantity_fulfilled = models.PositiveIntegerField(default=0)
    quantity_cancelled = models.PositiveIntegerField(default=0)
    quantity_held = models.PositiveIntegerField(
        default=0, db_default=0, help_text="In a parcel that has not left, or in a change that is not paid."
    )
    quantity_delivered = models.PositiveIntegerField(default=0, db_default=0, help_text="Of those sent, arrived.")
    quantity_returned = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Of those sent, back in the house."
    )
    quantity_returning = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Of those sent, in a return or withdrawal that is under way."
    )
    withdrawal_exempt = models.CharField(
        max_length=8, choices=Product.Exemption.choices, blank=True, db_default="",
        help_text="Why it can not be withdrawn from, as the buyer was told.",
    )  # fmt: skip
    unit_minor = MinorField()
    total_minor = MinorField()
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    tax_minor = MinorField()
    credited_minor = MinorField(default=0, db_default=0, editable=False)
    change = models.ForeignKey(
        "OrderChange", on_delete=models.PROTECT, null=True, editable=False, related_name="added_lines"
    )

    class Meta:
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
    expires_at = models.DateTimeField(help_text="The order's payment deadline when it was made.")

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


class OrderAddress(PostalAddress):
    """Where an order goes and who is billed, copied."""

    class Kind(models.TextChoices):
        SHIPPING = "shipping", "Shipping"
        BILLING = "billing", "Billing"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "kind"], name="order_address_kind")]


class OrderEvent(BaseModel):
    """The timeline: append-only, written in the same transaction as what it tells of."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)
    message = models.CharField(max_length=300)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(max_length=254, blank=True)
    actor_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.message


class OrderChange(BaseModel):
    """An edit of a placed order: what it was before, what it is after, and the difference (positive: to pay).

    `actions` is what was asked for. Added lines carry the change; lines that existed are never rewritten, what is
    taken from them is a credit note. While a difference waits to be paid, only the additions are on the order and their
    stock is reserved; the rest follows with the payment. Unpaid at `expires_at`, the additions are taken back.
    """

    class Status(models.TextChoices):
        AWAITING_PAYMENT = "awaiting_payment", "Waiting for payment"
        APPLIED = "applied", "Applied"
        LAPSED = "lapsed", "Not paid: undone"
        WITHDRAWN = "withdrawn", "Withdrawn"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="changes")
    public_id = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=16, choices=Status.choices)
    actions = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    difference_minor = MinorField()
    shipping_added_minor = MinorField(default=0)
    currency = CurrencyField()
    note = models.CharField(max_length=200, blank=True)
    actor_label = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status="awaiting_payment"), name="one_open_change_per_order"
            ),
            models.CheckConstraint(
                condition=~Q(status="awaiting_payment") | Q(expires_at__isnull=False, difference_minor__gt=0),
                name="open_change_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="awaiting_payment"), name="order_change_waiting")
        ]

    def __str__(self) -> str:
        return self.public_id


class OrderNote(BaseModel):
    """What staff tell each other about an order. Buyers never see it."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    author_label = models.CharField(max_length=254)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:80]
