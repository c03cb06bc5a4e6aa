"""The search of the top bar: orders, products and customers by what people have at hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet, Value
from django.urls import reverse

from shop.accounts.models import Address, User, address_words, phone_backwards
from shop.catalog.models import Product, Variant
from shop.core.folded import Folded
from shop.fulfilment.models import Fulfilment, Return
from shop.fulfilment.models.withdrawals import Withdrawal
from shop.orders.models import Order, OrderAddress, OrderLine
from shop.payments.models import Payment, Refund, StatementLine

from .finding import MAX_WORDS, digits_of, find_ids
from .places import Place, find_places

_EACH = 8
_SEEN = (
    "orders.view_order", "fulfilment.view_return", "fulfilment.view_withdrawal", "catalog.view_product",
    "accounts.view_user",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, at most a few of each kind; kinds that the person may not see are empty."""

    query: str
    orders: list[Order]
    products: list[Product]
    customers: list[User]
    returns: list[Return]
    pages: list[Place]

    @property
    def is_empty(self) -> bool:
        return not (self.orders or self.products or self.customers or self.returns or self.pages)


def find(text: str, *, user: User | AnonymousUser) -> Results | str:
    """Return what matches, or the address of what is named by its number: an order (1042, #1042), a return (R1)."""
    text = text.replace("\x00", "").strip()[:100]
    sees = {kind: bool(text) and user.has_perm(kind) for kind in _SEEN}
    if address := _address_of(text, sees):
        return address
    orders, returns = Order.objects.none(), Return.objects.none()
    if sees["orders.view_order"] or sees["fulfilment.view_return"]:
        ids = _order_ids(text)  # once for both
        if sees["orders.view_order"]:
            orders = Order.objects.filter(pk__in=ids)
        if sees["fulfilment.view_return"]:
            returns = _returns(Return.objects.all(), text, ids)
    products = Product.objects.none()
    if sees["catalog.view_product"]:
        products = matching_products(Product.objects.all(), text)
    customers = User.objects.filter(matching_users(text)) if sees["accounts.view_user"] else User.objects.none()
    return Results(
        text,
        list(orders.order_by("-pk").prefetch_related("addresses")[:_EACH]),
        list(products.order_by("-pk").prefetch_related("media")[:_EACH]),
        list(customers.order_by("-pk")[:_EACH]),
        list(returns.order_by("-pk").select_related("order")[:_EACH]),
        find_places(text, user=user)[:_EACH],
    )


def _address_of(text: str, sees: dict[str, bool]) -> str:
    number = order_number(text)
    if number is not None and sees["orders.view_order"]:
        key = Order.objects.filter(number=number).values_list("pk", flat=True).first()
        if key is not None:
            return reverse("admin:orders_order_change", args=[key])
    numbered: tuple[tuple[str, type[Return | Withdrawal]], ...] = (("r", Return), ("w", Withdrawal))
    for letter, model in numbered:
        key = _numbered(letter, text)
        name = model._meta.model_name
        if key is not None and sees[f"fulfilment.view_{name}"] and model.objects.filter(pk=key).exists():
            return reverse(f"admin:fulfilment_{name}_change", args=[key])
    return ""


def order_number(text: str) -> int | None:
    """Return the number that a text such as "#1042" names, or None."""
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def matching_orders(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Keep the orders that have every word, in any order.

    A word is their number, the number of a return (R1), any part of the email address, the beginning of a word of
    name, company, city or postcode, a phone number, the beginning of a SKU, a parcel's number, or what a provider
    calls the payment.
    """
    return orders.filter(pk__in=_order_ids(text))


def _order_ids(text: str) -> list[int]:
    return find_ids(_tidy(text), _order_sources)


def matching_returns(returns: QuerySet[Return], text: str) -> QuerySet[Return]:
    """Keep the return of this number (R1), those with this parcel number, and those of orders that match."""
    return _returns(returns, text, _order_ids(text))


def _returns(returns: QuerySet[Return], text: str, order_ids: list[int]) -> QuerySet[Return]:
    number = _numbered("r", text.strip())
    if number is not None:
        return returns.filter(pk=number)
    parcel = Q(tracking_number__istartswith="".join(text.split()))
    return returns.filter(parcel | Q(order__in=order_ids))


def matching_withdrawals(rows: QuerySet[Withdrawal], text: str) -> QuerySet[Withdrawal]:
    """Keep the withdrawal of this number (W1), and those with these words in name, email or the order's number."""
    number = _numbered("w", text.strip())
    if number is not None:
        return rows.filter(pk=number)
    return rows.filter(pk__in=find_ids(_tidy(text), _withdrawal_sources))


def matching_lines(rows: QuerySet[StatementLine], text: str) -> QuerySet[StatementLine]:
    """Keep the lines of statements with every word of three letters or more in payer or purpose."""
    words = [word for word in _tidy(text).split() if len(word) > 2]
    return rows.filter(pk__in=find_ids(" ".join(words), _line_sources))


def matching_products(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Keep the products that have every word in name or brand, or as the beginning of a SKU or barcode."""
    return products.filter(pk__in=find_ids(_tidy(text), _product_sources))


def matching_users(text: str) -> Q:
    """Return the condition for customers with every word in their email, name, postcode, city or phone number."""
    return Q(pk__in=find_ids(_tidy(text), _user_sources))


def _tidy(text: str) -> str:
    """Put a phone number that is typed with spaces into one word, and take off what no index knows."""
    text = text.replace("\x00", "").strip()[:100]
    joined = "".join(text.split())
    return joined if digits_of(joined) else re.sub(r"[,;#\"]|(?<!\w)'|'(?!\w)", " ", text)  # O'Neil is one word


def about_variants(text: str, *, prefix: str = "") -> Q:
    """Return the condition for variants with every word in name or brand of the product, or as begun SKU or barcode.

    `prefix` leads from the rows that are asked for to the variant, such as "variant__".
    """
    text = _tidy(text)
    found = Q(**{f"{prefix}product__in": find_ids(text, _product_sources)})
    whole = "".join(text.split())
    for word in dict.fromkeys(text.split()[:MAX_WORDS]):
        named = Q(**{f"{prefix}product__name__holds": word}) | Q(**{f"{prefix}product__vendor__holds": word})
        codes = (_code_begins(code, prefix) for code in {word, whole})
        found &= reduce(or_, codes, named)
    return found


def _code_begins(word: str, prefix: str) -> Q:
    begins = Q(**{f"{prefix}sku__istartswith": word}) | Q(**{f"{prefix}barcode__startswith": word})
    return begins | Q(**{f"{prefix}source_sku": word})


def _order_sources(word: str) -> Iterator[tuple[str, QuerySet[Any]]]:
    number = order_number(word)
    if number is not None:
        yield "pk", Order.objects.filter(number=number)
    if (number := _numbered("r", word)) is not None:
        yield "order_id", Return.objects.filter(pk=number)
    if len(word) > 2:
        yield "pk", Order.objects.filter(email__icontains=word)
        yield "order_id", OrderLine.objects.filter(sku__istartswith=word)
    if query := _beginning(word):
        yield "order_id", OrderAddress.objects.annotate(words=address_words()).filter(words=query)
    if digits := digits_of(word):
        phones = OrderAddress.objects.annotate(digits=phone_backwards())
        yield "order_id", phones.filter(digits__startswith=digits[::-1])
    if len(word) > 4:
        yield "order_id", Fulfilment.objects.filter(tracking_number__istartswith=word)
        yield "order_id", Return.objects.filter(tracking_number__istartswith=word)
        yield "order_id", Payment.objects.filter(provider_ref__startswith=word)
        yield "payment__order_id", Refund.objects.filter(provider_ref__startswith=word)
        yield "pk", Order.objects.filter(public_id=word)
        yield "order_id", Payment.objects.filter(public_id=word)


def _product_sources(word: str) -> Iterator[tuple[str, QuerySet[Any]]]:
    if len(word) > 1:
        yield "pk", Product.objects.filter(name__holds=word)
        yield "pk", Product.objects.filter(vendor__holds=word)
    yield "product_id", Variant.objects.filter(sku__istartswith=word)
    yield "product_id", Variant.objects.filter(source_sku=word).exclude(source_sku="")
    if len(word) > 5:
        yield "product_id", Variant.objects.filter(barcode__startswith=word)


def _line_sources(word: str) -> Iterator[tuple[str, QuerySet[Any]]]:
    yield "pk", StatementLine.objects.filter(Q(payer__holds=word) | Q(purpose__holds=word))


def _withdrawal_sources(word: str) -> Iterator[tuple[str, QuerySet[Any]]]:
    named = Q(name__holds=word) | Q(email__holds=word) | Q(order_number__holds=word)
    yield "pk", Withdrawal.objects.filter(named)


def _user_sources(word: str) -> Iterator[tuple[str, QuerySet[Any]]]:
    yield "pk", User.objects.filter(email__icontains=word)
    yield "pk", User.objects.filter(Q(first_name__holds=word) | Q(last_name__holds=word))
    if query := _beginning(word):
        yield "user_id", Address.objects.annotate(words=address_words()).filter(words=query)
    if digits := digits_of(word):
        yield "user_id", Address.objects.annotate(digits=phone_backwards()).filter(digits__startswith=digits[::-1])


def _beginning(word: str) -> SearchQuery | None:
    """Return the query for words that begin like this; marks part them ("O'Neil-Smith" are three)."""
    if word.isascii() and len(word) < 2:
        return None  # what begins with one letter is a large part of everything
    parts = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", word))
    parts = [part for part in parts if len(part) > 1 or not part.isascii()] or parts
    text = Folded(Value(" & ".join(f"'{part}':*" for part in parts)))
    return SearchQuery(text, config="simple", search_type="raw") if parts else None


def _numbered(letter: str, word: str) -> int | None:
    found = re.fullmatch(rf"{letter}-?(\d{{1,18}})", word.strip(), re.IGNORECASE)
    return int(found[1]) if found else None
