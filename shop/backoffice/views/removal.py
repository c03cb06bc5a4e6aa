"""Removing a product or a variant: deleted where nothing ever happened with it, archived otherwise. Both ask first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.backoffice.cells import reader_locale
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
_Count = Callable[[int], str]
_KEEPS: dict[type[Model], _Count] = {
    OrderLine: lambda n: ngettext("%(count)s order line", "%(count)s order lines", n),
    StockMovement: lambda n: ngettext("%(count)s stock movement", "%(count)s stock movements", n),
    TransferLine: lambda n: ngettext(
        "%(count)s transfer between locations", "%(count)s transfers between locations", n
    ),
    ReturnLine: lambda n: ngettext("%(count)s exchange", "%(count)s exchanges", n),
    Reservation: lambda n: ngettext("%(count)s reservation", "%(count)s reservations", n),
    Allocation: lambda n: ngettext("%(count)s allocation", "%(count)s allocations", n),
    BundleComponent: lambda n: ngettext("%(count)s bundle that contains it", "%(count)s bundles that contain it", n),
}
_Gone = tuple[type[Model], str, _Count]
_GOES: tuple[_Gone, ...] = (
    (Price, "variant__in", lambda n: ngettext("%(count)s price", "%(count)s prices", n)),
    (CartLine, "variant__in", lambda n: ngettext("%(count)s cart line", "%(count)s cart lines", n)),
    (
        BackInStockRequest,
        "variant__in",
        lambda n: ngettext("%(count)s back-in-stock request", "%(count)s back-in-stock requests", n),
    ),
    (
        BundleComponent,
        "bundle__in",
        lambda n: ngettext("%(count)s part of the bundle", "%(count)s parts of the bundle", n),
    ),
)


def remove_variant_page(request: HttpRequest, product_id: int, variant_id: int) -> HttpResponse:
    """Ask what is to become of a variant, with what goes; then delete or archive it."""
    variants = Variant.objects.select_related("product")
    variant = get_object_or_404(variants, pk=variant_id, product_id=product_id)
    rows = Variant.objects.filter(pk=variant.pk)
    back = reverse("admin:catalog_product_change", args=[product_id])

    def delete(by: By) -> Done:
        delete_variant(variant_id=variant.pk, by=by)
        return Done(_("%(name)s deleted.") % {"name": variant.sku}, back)

    def archive(by: By) -> Done:
        set_variant_status(variant_ids=[variant.pk], status=Variant.Status.ARCHIVED, by=by)
        return Done(_("%(name)s archived. It is no longer sold.") % {"name": variant.sku}, back)

    options = variant.label(reader_locale())
    context = {
        "title": _("Remove %(name)s?") % {"name": variant.sku},
        "what": f"{variant.product.name}{', ' if options else ''}{options}",
        "noun": _("variant"),
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
        return Done(_("%(name)s deleted.") % {"name": product.name}, reverse("admin:catalog_product_changelist"))

    def archive(by: By) -> Done:
        set_product_status(product_ids=[product.pk], status=Product.Status.ARCHIVED, by=by)
        return Done(_("%(name)s archived. It is no longer sold.") % {"name": product.name}, back)

    own = [
        _say(rows.count(), lambda n: ngettext("%(count)s variant", "%(count)s variants", n)),
        _say(
            OptionType.objects.filter(product=product).count(),
            lambda n: ngettext("%(count)s option", "%(count)s options", n),
        ),
        _say(
            Media.objects.filter(product=product).count(),
            lambda n: ngettext("%(count)s picture", "%(count)s pictures", n),
        ),
    ]
    context = {
        "title": _("Remove %(name)s?") % {"name": product.name},
        "what": product.name,
        "noun": _("product"),
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
    return [_say(count, _KEEPS.get(model, _other_rows)) for model, count in uses_of(variants=rows).items()]


def _goes(rows: QuerySet[Variant]) -> list[str]:
    """Return what goes with variants that are deleted, in words."""
    counts = ((model.objects.filter(**{path: rows}).count(), text) for model, path, text in _GOES)  # type: ignore[attr-defined]  # every model has objects
    return [said for count, text in counts if (said := _say(count, text))]


def _other_rows(count: int) -> str:
    return ngettext("%(count)s other record", "%(count)s other records", count)


def _say(count: int, text: _Count) -> str:
    if not count:
        return ""
    shown = _("%(count)s or more") % {"count": f"{count:,}"} if count == MANY else f"{count:,}"
    return text(count) % {"count": shown}
