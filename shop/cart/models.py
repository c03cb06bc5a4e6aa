"""Carts: what a shopper means to buy. A cart reserves nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Variant
from shop.channels.models import Channel
from shop.core.fields import CurrencyField
from shop.core.models import BaseModel

MAX_QUANTITY = 99  # per line; an order above that is a talk with the shop, not a web form
STAFF_MAX_QUANTITY = 100_000  # per line that staff write: that talk's outcome
MAX_LINES = 50
KEPT_DAYS = 60  # so long a cart that nobody touches is kept, with what was typed for it


class Cart(BaseModel):
    """A guest's cart is found by the SHA-256 of a random token in a cookie, a customer's by the user.

    open → completed (an order took it) | merged (its lines moved into the customer's cart at login).
    `typed` is what was typed in the checkout so far, {field: text}: kept while the cart is open, for nobody else.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        COMPLETED = "completed", _("Completed")
        MERGED = "merged", _("Merged")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    currency = CurrencyField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    typed = models.JSONField(default=dict, db_default={}, blank=True)

    class Meta:
        indexes = [models.Index(fields=["updated_at"], condition=~Q(status="completed"), name="cart_untouched")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel"],
                condition=Q(status="open", user__isnull=False),
                name="one_open_cart_per_user",
            )
        ]

    def __str__(self) -> str:
        return gettext("Cart %(number)s") % {"number": self.pk}


class CartLine(BaseModel):
    """A variant and how many of it."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_variant"),
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY), name="cart_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
