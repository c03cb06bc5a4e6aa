"""Removing a product or a variant: deleted where nothing ever happened with it, archived otherwise. Both ask first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from shop.backoffice.forms import Done, StaffForm, act
from shop.backoffice.site import site
from shop.cart.models import CartLine
from shop.catalog.models import BundleComponent, Media, OptionType, Product, Variant
from shop.catalog.operations import delete_product, delete_variant, set_product_status, set_variant_status
from shop.catalog.queries import MANY, uses_of
from shop.core.actor import By
from shop.fulfilment.models import ReturnLine
from shop.inventory.models import BackInStockRequest, StockMovement, TransferLine
from shop.orders.models import Allocation, OrderLine, Reservation
from shop.pricing.models import Price
from shop.search.operations import refresh_stale

# What keeps it, and what would go with it, as people say it.
_KEEPS: dict[type[Model], tuple[str, str]] = {
    OrderLine: ("line of an order", "lines of orders"),
    StockMovement: ("movement of its stock", "movements of its stock"),
    TransferLine: ("transfer between locations", "transfers between locations"),
    ReturnLine: ("exchange", "exchanges"),
    Reservation: ("reservation", "reservations"),
    Allocation: ("allocation", "allocations"),
    BundleComponent: ("bundle that it is a part of", "bundles that it is a part of"),
}
_Gone = tuple[type[Model], str, str, str]
_GOES: tuple[_Gone, ...] = (
    (Price, "variant__in", "price", "prices"),
    (CartLine, "variant__in", "line in a shopper’s cart", "lines in shoppers’ carts"),
    (BackInStockRequest, "variant__in", "person who waits for it", "people who wait for it"),
    (BundleComponent, "bundle__in", "part of the bundle", "parts of the bundle"),
)


def remove_variant_page(request: HttpRequest, product_id: int, variant_id: int) -> HttpResponse:
    """Ask what is to become of a variant, with what goes; then delete or archive it."""
    variants = Variant.objects.select_related("product")
    variant = get_object_or_404(variants, pk=variant_id, product_id=product_id)
    rows = Variant.objects.filter(pk=variant.pk)
    back = reverse("admin:catalog_product_change", args=[product_id])

    def delete(by: By) -> Done:
        delete_variant(variant_id=variant.pk, by=by)
        return Done(f"{variant.sku} is deleted.", back)

    def archive(by: By) -> Done:
        set_variant_status(variant_ids=[variant.pk], status=Variant.Status.ARCHIVED, by=by)
        return Done(f"{variant.sku} is archived: it is not sold any more.", back)

    options = ", ".join(value.value for value in variant.option_values.all())
    context = {
        "title": f"Remove {variant.sku}?",
        "what": f"{variant.product.name}{', ' if options else ''}{options}",
        "noun": "variant",
        "keeps": _keeps(rows),
        "goes": _goes(rows),
        "is_archived": variant.status == Variant.Status.ARCHIVED,
        "may_archive": True,
        "back": back,
    }
    return _removal_page(request, context, delete=delete, archive=archive)


def remove_product_page(request: HttpRequest, product_id: int) -> HttpResponse:
    """Ask what is to become of a product, with what goes; then delete or archive it."""
    product = get_object_or_404(Product, pk=product_id)
    rows = Variant.objects.filter(product=product)
    back = reverse("admin:catalog_product_change", args=[product.pk])

    def delete(by: By) -> Done:
        delete_product(product_id=product.pk, by=by)
        return Done(f"{product.name} is deleted.", reverse("admin:catalog_product_changelist"))

    def archive(by: By) -> Done:
        set_product_status(product_ids=[product.pk], status=Product.Status.ARCHIVED, by=by)
        return Done(f"{product.name} is archived: it is not sold any more.", back)

    own = [
        _say(rows.count(), "variant", "variants"),
        _say(OptionType.objects.filter(product=product).count(), "option", "options"),
        _say(Media.objects.filter(product=product).count(), "picture", "pictures"),
    ]
    context = {
        "title": f"Remove {product.name}?",
        "what": product.name,
        "noun": "product",
        "keeps": _keeps(rows),
        "goes": [text for text in own if text] + _goes(rows),
        "is_archived": product.status == Product.Status.ARCHIVED,
        "may_archive": request.user.has_perm("catalog.change_product"),
        "back": back,
    }
    return _removal_page(request, context, delete=delete, archive=archive)


def _removal_page(
    request: HttpRequest, context: dict[str, Any], *, delete: Callable[[By], Done], archive: Callable[[By], Done]
) -> HttpResponse:
    form = StaffForm({})
    context |= {"form": form, "may_delete": request.user.has_perm("catalog.delete_product"), "opts": Product._meta}

    def show(status: int) -> HttpResponse:
        return site.render(request, "admin/catalog/product/remove.html", context, status=status)

    chosen = next((verb for name, verb in (("delete", delete), ("archive", archive)) if name in request.POST), None)
    if chosen is None:
        return show(200)

    def remove(by: By) -> Done:
        done = chosen(by)
        refresh_stale()
        return done

    return act(request, form, remove, back_to=context["back"], show=show)


def _keeps(rows: QuerySet[Variant]) -> list[str]:
    """Return what keeps variants from being deleted, in words."""
    return [
        _say(count, *_KEEPS.get(model, ("other row", "other rows"))) for model, count in uses_of(variants=rows).items()
    ]


def _goes(rows: QuerySet[Variant]) -> list[str]:
    """Return what goes with variants that are deleted, in words."""
    counts = ((model.objects.filter(**{path: rows}).count(), one, many) for model, path, one, many in _GOES)  # type: ignore[attr-defined]  # every model has objects
    return [text for count, one, many in counts if (text := _say(count, one, many))]


def _say(count: int, one: str, many: str) -> str:
    if not count:
        return ""
    return f"{count:,}{' or more' if count == MANY else ''} {one if count == 1 else many}"
