"""What a variant is made of: other variants, whose stock it shares."""

from __future__ import annotations

import re
from functools import partial

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.backoffice.cells import reader_locale
from shop.backoffice.changes import tell
from shop.backoffice.forms import StaffForm, act
from shop.backoffice.site import site
from shop.backoffice.stock_rows import StockRows
from shop.catalog.models import BundleComponent, Product, Variant
from shop.catalog.operations import MAX_PER_PIECE, set_bundle
from shop.core.actor import By
from shop.core.errors import StaleVersion
from shop.history.queries import list_family_entries
from shop.inventory.queries import availability_of

_CHANGE = "catalog.change_product"
_SHOWN = re.compile(r"([0-9]{1,18}=[0-9]{1,9}(,|$))*")


class PartsForm(StaffForm):
    """What the page showed: "12=2,15=1" for two of variant 12 and one of 15."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)


def bundle_page(request: HttpRequest, product_id: int, variant_id: int) -> HttpResponse:
    """Show the parts of a variant and how many can be made; scan or type them, and save."""
    variants = Variant.objects.select_related("product")
    variant = get_object_or_404(variants, pk=variant_id, product_id=product_id)
    parts = BundleComponent.objects.filter(bundle=variant).order_by("pk")
    if request.method != "POST":
        rows = StockRows(initial=dict(parts.values_list("component__sku", "quantity")))
        return _bundle_page(request, variant, rows, PartsForm(initial={"version": _parts_text(parts)}))
    if not request.user.has_perm(_CHANGE):
        raise PermissionDenied
    rows, form = StockRows(request.POST), PartsForm(request.POST)
    if "book" not in request.POST:
        return _bundle_page(request, variant, rows, form)
    units = rows.units(of_bundles=True, most=MAX_PER_PIECE)
    if units is None:
        return _bundle_page(request, variant, rows, form, 422)

    def save(by: By) -> str:
        try:
            set_bundle(
                variant_id=variant.pk, components=units, by=by, seen=_parse_parts(request.POST.get("version", ""))
            )
        except StaleVersion as error:
            form.data = {"version": _parts_text(parts)}  # saved again, it goes on top
            raise StaleVersion(_meanwhile(request, variant, parts)) from error
        if not units:
            return _("%(sku)s is not a bundle.") % {"sku": variant.sku}
        text = ngettext("%(sku)s has %(number)s part.", "%(sku)s has %(number)s parts.", len(units))
        return text % {"sku": variant.sku, "number": len(units)}

    return act(request, form, save, back_to=request.path, show=partial(_bundle_page, request, variant, rows, form))


def _bundle_page(
    request: HttpRequest, variant: Variant, rows: StockRows, form: PartsForm, status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Parts of %(product)s") % {"product": variant.product.name},
        "variant": variant,
        "options": variant.label(reader_locale()),
        "rows": rows,
        "form": form,
        "stock": availability_of(variant_ids=[variant.pk], today=timezone.localdate())[variant.pk],
        "may_change": request.user.has_perm(_CHANGE),
        "back": reverse("admin:catalog_product_change", args=[variant.product_id]),
        "opts": Product._meta,
    }
    return site.render(request, "admin/catalog/product/bundle.html", context, status=status)


def _parts_text(parts: QuerySet[BundleComponent]) -> str:
    return ",".join(f"{key}={units}" for key, units in parts.values_list("component_id", "quantity"))


def _parse_parts(text: str) -> dict[int, int]:
    """Return what a page showed. Raises: StaleVersion for what no page ever said."""
    if not _SHOWN.fullmatch(text):
        raise StaleVersion
    pairs = (part.split("=") for part in text.split(",") if part)
    return {int(key): int(units) for key, units in pairs}


def _meanwhile(request: HttpRequest, variant: Variant, parts: QuerySet[BundleComponent]) -> str:
    """Return who changed it to what."""
    now = ", ".join(f"{units} × {sku}" for sku, units in parts.values_list("component__sku", "quantity"))
    entries = list_family_entries(table="catalog_variant", row_id=variant.pk, limit=10)
    newest = [entry for entry in entries if entry.table_name == "catalog_bundlecomponent"][:1]
    who = next((block.who for block in tell(newest, request=request)), _("Someone"))
    text = _(
        "%(who)s changed this while you were editing: it now contains %(parts)s. Save again to apply your changes."
    )
    return text % {"who": who, "parts": now or _("nothing")}
