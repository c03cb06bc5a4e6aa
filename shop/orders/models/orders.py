"""Orders, and where they go: what was sold never changes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import PostalAddress, address_words, phone_backwards
from shop.channels.models import Channel
from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money


class Order(BaseModel):
    """An order. What was sold never changes: total = subtotal + shipping, tax is inside the total.

    An edit adds lines (and so to the total); whatever the buyer no longer owes is a credit note, summed up in
    `credited_minor`. `status`, `payment_status` and `fulfilment_status` move only by the tables in `orders.rules`.
    `version` is raised by the database at each change of the row (its ETag).
    `cart_key` names the cart it came from and is unique among orders that still stand, so a cart is bought once.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PENDING = "pending", _("Awaiting payment")
        PLACED = "placed", _("Placed")
        ON_HOLD = "on_hold", _("On hold")
        CLOSED = "closed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    class PaymentStatus(models.TextChoices):
        UNPAID = "unpaid", _("Unpaid")
        AUTHORISED = "authorised", _("Authorised")
        PARTIALLY_PAID = "partially_paid", _("Partially paid")
        PAID = "paid", _("Paid")
        OVERPAID = "overpaid", _("Overpaid")
        PARTIALLY_REFUNDED = "partially_refunded", _("Partially refunded")
        REFUNDED = "refunded", _("Refunded")
        DISPUTED = "disputed", _("Disputed")

    class FulfilmentStatus(models.TextChoices):
        NONE_NEEDED = "none_needed", _("Nothing to ship")
        UNFULFILLED = "unfulfilled", _("Not shipped yet")
        PARTIAL = "partial", _("Partly shipped")
        FULFILLED = "fulfilled", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        PARTIALLY_RETURNED = "partially_returned", _("Partly returned")
        RETURNED = "returned", _("Returned")

    public_id = models.CharField(_("public ID"), max_length=40, unique=True, editable=False)
    number = models.BigIntegerField(
        _("number"), unique=True, editable=False, db_default=Func(Value("orders_number_seq"), function="nextval")
    )
    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
    )
    cart_key = models.BigIntegerField(_("cart key"), null=True, editable=False)
    email = models.EmailField(_("email"))
    locale = models.CharField(_("locale"), max_length=12)
    currency = CurrencyField(verbose_name=_("currency"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PENDING)
    payment_status = models.CharField(
        _("payment status"), max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.UNPAID
    )
    fulfilment_status = models.CharField(
        _("fulfilment status"), max_length=20, choices=FulfilmentStatus.choices, default=FulfilmentStatus.UNFULFILLED
    )
    subtotal_minor = MinorField(_("subtotal"))
    shipping_minor = MinorField(_("shipping"))
    tax_minor = MinorField(_("tax"), help_text=_("The tax inside the total."))
    total_minor = MinorField(_("total"))
    credited_minor = MinorField(_("credited"), default=0, db_default=0, editable=False)
    shipping_credited_minor = MinorField(_("shipping credited"), default=0, db_default=0, editable=False)
    shipping_code = models.CharField(_("shipping code"), max_length=50)
    shipping_name = models.CharField(_("shipping name"), max_length=80)
    shipping_tax_rate = models.DecimalField(_("shipping tax rate"), max_digits=6, decimal_places=4)
    shipping_tax_minor = MinorField(_("shipping tax"))
    arrives_from = models.DateField(_("arrives from"), null=True)
    arrives_until = models.DateField(_("arrives until"), null=True)
    payment_deadline = models.DateTimeField(
        _("payment deadline"), help_text=_("If the order is not paid by then, it expires and its stock is released.")
    )
    pays_by_link = models.BooleanField(
        _("pays by link"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("After a declined payment, the order can still be paid until the deadline."),
    )
    awaits_confirmation = models.BooleanField(
        _("awaits confirmation"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("The email address is not confirmed yet. Until then, stock is reserved for a short time only."),
    )
    created_at = models.DateTimeField(_("created at"))
    placed_at = models.DateTimeField(_("placed at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"))
    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-id"]
        permissions = [
            ("ship_order", _("Send parcels")),
            ("cancel_order", _("Cancel orders")),
            ("refund_order", _("Refund money")),
            ("hold_order", _("Put orders on hold")),
            ("edit_order", _("Change placed orders")),
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
            models.Index(
                fields=["id"], condition=Q(awaits_confirmation=True, status="pending"), name="order_unconfirmed"
            ),
            # What staff look for and work through, newest first.
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="order_email_part"),
            models.Index(fields=["status", "-id"], name="order_status"),
            models.Index(fields=["payment_status", "-id"], name="order_payment_status"),
            models.Index(fields=["fulfilment_status", "-id"], name="order_fulfilment_status"),
            models.Index(fields=["total_minor", "-id"], name="order_total"),
            models.Index(fields=["placed_at"], name="order_placed"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def total(self) -> Money:
        """What the buyer pays, tax and shipping included."""
        return Money(self.total_minor, self.currency)


class OrderAddress(PostalAddress):
    """Where an order goes and who is billed, copied."""

    class Kind(models.TextChoices):
        SHIPPING = "shipping", _("Shipping")
        BILLING = "billing", _("Billing")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "kind"], name="order_address_kind")]
        indexes = [
            GinIndex(address_words(), name="order_address_folded"),
            models.Index(OpClass(phone_backwards(), "text_pattern_ops"), name="order_address_phone"),
        ]
