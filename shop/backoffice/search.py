"""The search of the top bar: orders, products and customers by what people have at hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from shop.accounts.models import User
from shop.catalog.models import Product, Variant
from shop.orders.models import Order, OrderAddress, OrderLine

_EACH = 8


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, at most a few of each kind; kinds that the person may not see are empty."""

    query: str
    orders: list[Order]
    products: list[Product]
    customers: list[User]

    @property
    def is_empty(self) -> bool:
        return not (self.orders or self.products or self.customers)


def find(text: str, *, user: User | AnonymousUser) -> Results | int:
    """Return what matches, or the key of the order whose number was typed ("1042" or "#1042")."""
    text = text.replace("\x00", "").strip()[:100]
    sees_orders = user.has_perm("orders.view_order")
    number = order_number(text)
    if number is not None and sees_orders:
        order = Order.objects.filter(number=number).values_list("pk", flat=True).first()
        if order is not None:
            return order
    orders = matching_orders(Order.objects.all(), text) if text and sees_orders else Order.objects.none()
    products = Product.objects.none()
    if text and user.has_perm("catalog.view_product"):
        products = matching_products(Product.objects.all(), text)
    customers = User.objects.none()
    if text and user.has_perm("accounts.view_user"):
        customers = User.objects.filter(matching_users(text))
    return Results(
        text,
        list(orders.order_by("-pk").prefetch_related("addresses")[:_EACH]),
        list(products.prefetch_related("media")[:_EACH]),
        list(customers.order_by("-pk")[:_EACH]),
    )


def order_number(text: str) -> int | None:
    """Return the number that a text such as "#1042" names, or None."""
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def matching_orders(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Keep the orders with this number, e-mail, name or SKU."""
    named = OrderAddress.objects.filter(order=OuterRef("pk"), full_name__icontains=text)
    bought = OrderLine.objects.filter(order=OuterRef("pk"), sku__iexact=text)
    match = Q(email__icontains=text) | Q(Exists(named)) | Q(Exists(bought))
    number = order_number(text)
    return orders.filter(match if number is None else match | Q(number=number))


def matching_products(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Keep the products with this in name, maker or the beginning of a SKU."""
    has_sku = Variant.objects.filter(product=OuterRef("pk"), sku__istartswith=text)
    return products.filter(Q(name__icontains=text) | Q(vendor__icontains=text) | Q(Exists(has_sku)))


def matching_users(text: str) -> Q:
    """Return the condition for customers with this in their e-mail or name."""
    words = [Q(first_name__icontains=word) | Q(last_name__icontains=word) for word in text.split()[:5]]
    name = words[0] if words else Q()
    for word in words[1:]:
        name &= word
    return Q(email__icontains=text) | name
