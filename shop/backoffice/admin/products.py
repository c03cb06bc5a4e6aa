"""The product page: details, pictures, options and variants with price and stock, saved in one transaction.

Django's edit page owns that transaction. Plain catalogue rows are saved by their forms; prices, stock and options go
through the steps of their apps. After the commit the search documents are made anew.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import amount, hidden_text, product_chip, stock_count, thumb
from shop.backoffice.filters import StateFilter, TabFilter
from shop.backoffice.permissions import by_staff
from shop.backoffice.search import matching_products
from shop.backoffice.site import site
from shop.backoffice.views.product_status import change_status, missing_to_sell
from shop.catalog.models import BundleComponent, Media, OptionType, Product, Variant
from shop.catalog.queries import category_tree, uses_of
from shop.catalog.steps import settle_options
from shop.channels.queries import get_default_channel
from shop.inventory.models import Location, StockLevel
from shop.inventory.rules import LOW_STOCK
from shop.pricing.models import Price
from shop.search.operations import refresh_stale

from .base import PartOf, PlainWidgets, StaffAdmin
from .product_forms import MediaForm, OptionForm, ProductForm
from .product_saving import add_combinations, add_pictures, doubtful_barcodes, save_values, save_variants
from .variant_forms import VariantForm, VariantFormSet
from .variant_table import Grid


class _PartOfProduct(PlainWidgets, PartOf):
    whole = "catalog.product"

    def get_extra(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> int:
        """Return how many empty rows to show: the script adds rows itself, without it "?rows=3" does."""
        asked = request.GET.get("rows", "")
        if asked.isascii() and asked.isdigit():
            return min(int(asked), 20)
        return 0 if obj else 1


class OptionInline(_PartOfProduct, admin.StackedInline[OptionType, Product]):
    model = OptionType
    form = OptionForm
    template = "admin/catalog/product/options.html"
    verbose_name_plural = _("Options")
    readonly_fields = ("values_text",)

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> tuple[str, ...]:
        """Return the fields; people who may only look read the values instead of a form field."""
        if obj and not self.has_change_permission(request, obj):
            return ("name", "values_text")
        return ("name", "values", "position")

    @admin.display(description=_("Values"))
    def values_text(self, option: OptionType) -> str:
        return ", ".join(value.value for value in option.values.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[OptionType]:
        return super().get_queryset(request).prefetch_related("values")


class MediaInline(_PartOfProduct, admin.StackedInline[Media, Product]):
    model = Media
    form = MediaForm
    fields = ("alt", "position")
    max_num = 0  # new ones come by upload
    template = "admin/catalog/product/pictures.html"


class VariantInline(_PartOfProduct, admin.StackedInline[Variant, Product]):
    model = Variant
    form = VariantForm
    formset = VariantFormSet  # type: ignore[assignment]  # its forms are VariantForms
    fields = (
        "sku", "price", "compare_at", "on_hand", "barcode", "weight_grams", "media", "track_stock", "position",
        "status",
    )  # fmt: skip
    template = "admin/catalog/product/variants.html"

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.currency = get_default_channel().currency
        formset.read_only = not self.has_change_permission(request, obj) and obj is not None
        formset.may_count = request.user.has_perm("inventory.change_stocklevel")
        formset.grid = Grid.of(request)
        return formset


_FORM_ONLY = ("new_pictures",)  # fields of the form that the product itself does not have


class StatusTabs(TabFilter):
    title = _("status")
    parameter_name = "status"
    states = Product.Status.choices

    def narrow(self, rows: QuerySet[Product], value: str) -> QuerySet[Product]:
        return rows.filter(status=value)


class CategoryFilter(StateFilter):
    """Everything below a category."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        nodes = category_tree().by_path.values()
        return [(str(node.id), "\u2003" * (len(node.trail) - 1) + node.name) for node in nodes]

    def narrow(self, rows: QuerySet[Product], value: str) -> QuerySet[Product]:
        node = category_tree().by_id[int(value)]
        below = [node]
        for each in below:
            below.extend(each.children)
        return rows.filter(category_id__in=[each.id for each in below])


class StockFilter(StateFilter):
    """By what can be sold of all variants together."""

    title = _("stock")
    parameter_name = "stock"
    states = (("in", _("In stock")), ("low", _("%(number)s or fewer") % {"number": LOW_STOCK}), ("out", _("Sold out")))

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        match value:
            case "in":
                return rows.filter(available__gt=0)
            case "low":
                return rows.filter(available__gt=0, available__lte=LOW_STOCK)
            case _:
                return rows.filter(available__lte=0, has_bundle=False)


@admin.register(Product, site=site)
class ProductAdmin(StaffAdmin[Product]):
    form = ProductForm
    inlines = (OptionInline, MediaInline, VariantInline)
    list_display = ("picture", "title", "status_chip", "category", "price_from", "stock")
    list_display_links = ("title",)
    list_filter = (StatusTabs, CategoryFilter, StockFilter)
    list_select_related = ("category",)
    search_fields = ("name",)  # switches the search on; `get_search_results` says what it means
    search_help_text = _("Name, brand or SKU")
    actions = ("publish", "unpublish", "archive")
    change_form_template = "admin/catalog/product/change_form.html"
    fieldsets = (
        (_("Details"), {"fields": ("name", "description", "attributes")}),
        (_("Status"), {"fields": ("status", "released_on"), "classes": ("side",)}),
        (
            _("Organisation"),
            {"fields": ("category", "vendor", "tags", "tax_class", "withdrawal_exempt"), "classes": ("side",)},
        ),
        (_("Search"), {"fields": ("slug", "seo_title", "seo_description"), "classes": ("side",)}),
        (_("Add pictures"), {"fields": ("new_pictures",), "classes": ("pictures",)}),
    )

    # ---- the list -----------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """Return products with their lowest price and what can be sold of them, in one query."""
        currency = get_default_channel().currency
        prices = Price.objects.filter(variant__product=OuterRef("pk"), currency=currency).order_by()
        levels = StockLevel.objects.filter(variant__product=OuterRef("pk"), variant__track_stock=True).order_by()
        return (
            super()
            .get_queryset(request)
            .annotate(
                cheapest=Subquery(prices.values("variant__product").annotate(n=Min("amount_minor")).values("n")),
                currency=Value(currency),
                available=Subquery(levels.values("variant__product").annotate(n=Sum("available")).values("n")),
                has_bundle=Exists(BundleComponent.objects.filter(bundle__product=OuterRef("pk"))),
            )
            .prefetch_related("media")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        return (matching_products(queryset, search_term.strip()) if search_term.strip() else queryset), False

    @admin.display(description=hidden_text(_("Picture")))
    def picture(self, product: Product) -> SafeString:
        return thumb(next(iter(product.media.all()), None))

    @admin.display(description=_("Product"), ordering="name")
    def title(self, product: Product) -> SafeString:
        if not product.vendor:
            return format_html("<strong>{}</strong>", product.name)
        return format_html("<strong>{}</strong> <small>{}</small>", product.name, product.vendor)

    @admin.display(description=_("Status"), ordering="status")
    def status_chip(self, product: Product) -> SafeString:
        return product_chip(product.status, product.get_status_display())

    @admin.display(description=_("Price from"), ordering="cheapest")
    def price_from(self, product: Any) -> str:
        return amount(product.cheapest, product.currency)

    @admin.display(description=_("Stock"), ordering=Coalesce("available", 0))
    def stock(self, product: Any) -> SafeString | str:
        if product.has_bundle:
            return gettext("bundle")
        if product.available is None:
            return gettext("not tracked")
        return stock_count(product.available, low=LOW_STOCK)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        return change_status(request, queryset, Product.Status.ACTIVE)

    @admin.action(description=_("Unpublish"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        return change_status(request, queryset, Product.Status.DRAFT)

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        return change_status(request, queryset, Product.Status.ARCHIVED)

    # ---- the page -----------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> Any:
        """Leave out what is no column for people who may only look."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {**options, "fields": tuple(name for name in options["fields"] if name not in _FORM_ONLY)})
            for title, options in self.fieldsets
        ]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Let the button say what it leads to: what has a past is archived, only the rest can be deleted."""
        product = context.get("original")
        if product is not None and self.has_delete_permission(request, product):
            has_past = bool(uses_of(variants=Variant.objects.filter(product=product)))
            is_over = has_past and product.status == Product.Status.ARCHIVED
            context = {
                **context,
                "delete_label": gettext("Archive") if has_past else gettext("Delete"),
                "show_delete": not is_over,
            }
        if product is not None and product.status == Product.Status.ACTIVE:
            lacks = missing_to_sell(Product.objects.filter(pk=product.pk))
            context = {**context, "lacks": lacks.get(product.pk, "")}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        add_pictures(obj, form.cleaned_data["new_pictures"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save options, pictures and variants, and have the search documents made anew after the commit."""
        product = form.instance
        super().save_related(request, form, formsets, change)
        chosen = {
            each.instance.pk: each.chosen_values()
            for formset in formsets
            if isinstance(formset, VariantFormSet)
            for each in formset.saved_forms
        }
        settle_options(product_id=product.pk, chosen=chosen)
        for barcode, digit in doubtful_barcodes(formsets):
            text = gettext(
                "The barcode %(barcode)s is not a valid GTIN, which would end with %(digit)s. "
                "It is saved, but not shared with search engines."
            ) % {"barcode": barcode, "digit": digit}
            self.message_user(request, text, messages.WARNING)
        if "_add_variants" in request.POST:
            place = Location.objects.values_list("pk", flat=True).first()  # the first to be used, as on the page
            count = add_combinations(product, location_id=place, by=by_staff(request))
            self.message_user(
                request,
                ngettext("%(count)s variant added.", "%(count)s variants added.", count) % {"count": count},
                messages.SUCCESS,
            )
        transaction.on_commit(refresh_stale, robust=True)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if isinstance(formset, VariantFormSet):
            save_variants(formset, by=by_staff(request))
            return
        super().save_formset(request, form, formset, change)
        if formset.model is OptionType:
            save_values(formset)

    def response_change(self, request: HttpRequest, obj: Product) -> HttpResponse:
        """Stay on the page after adding variants, which want SKUs, prices and stock; and on the same page of them."""
        if "_add_variants" in request.POST:
            return HttpResponseRedirect(request.path)
        response = super().response_change(request, obj)
        if (number := request.POST.get("_variants", "")).isdecimal():
            return HttpResponseRedirect(request.path + Grid.of(request).url(number[:6]))
        return HttpResponseRedirect(request.get_full_path()) if "_continue" in request.POST else response
