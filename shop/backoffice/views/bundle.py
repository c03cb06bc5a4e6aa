"""What a variant is made of: other variants, whose stock it shares."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from shop.backoffice.permissions import staff_of
from shop.backoffice.site import site
from shop.backoffice.stock_rows import StockRows
from shop.catalog.models import BundleComponent, Product, Variant
from shop.catalog.operations import MAX_PER_PIECE, set_bundle
from shop.inventory.queries import availability_of

from .stock import attempt


def bundle_page(request: HttpRequest, product_id: int, variant_id: int) -> HttpResponse:
    """Show the parts of a variant and how many can be made; scan or type them, and save."""
    actor = staff_of(request)
    if not {"catalog.view_product", "catalog.change_product"} & actor.permissions:
        raise PermissionDenied
    variant = Variant.objects.select_related("product").filter(pk=variant_id, product_id=product_id).first()
    if variant is None:
        raise Http404
    parts = BundleComponent.objects.filter(bundle=variant).values_list("component__sku", "quantity")
    rows, form, status = StockRows(initial=dict(parts)), forms.Form({}), 200
    if request.method == "POST":
        if "catalog.change_product" not in actor.permissions:
            raise PermissionDenied
        rows = StockRows(request.POST)
        if "book" in request.POST:
            units, status = rows.units(of_bundles=True, most=MAX_PER_PIECE), 422
            if units is not None:

                def save() -> str:
                    set_bundle(variant_id=variant.pk, components=units, actor=actor)
                    return f"{variant.sku} is made of {len(units)} parts." if units else f"{variant.sku} is no bundle."

                status = attempt(request, form, save)
                if status == 200:
                    return HttpResponseRedirect(request.path)
    context = {
        "title": f"Parts of {variant.product.name}",
        "variant": variant,
        "options": ", ".join(value.value for value in variant.option_values.all()),
        "rows": rows,
        "form": form,
        "stock": availability_of(variant_ids=[variant.pk], today=timezone.now().date())[variant.pk],
        "may_change": "catalog.change_product" in actor.permissions,
        "back": reverse("admin:catalog_product_change", args=[product_id]),
        "opts": Product._meta,
    }
    page = {**site.each_context(request), **context}
    return render(request, "admin/catalog/product/bundle.html", page, status=status)
