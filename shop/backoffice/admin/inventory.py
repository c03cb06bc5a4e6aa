"""Stock: what is there, what of it orders hold, what can still be sold. Only the first is typed by people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.backoffice.cells import stock_count, thumb
from shop.backoffice.filters import StateFilter, TabFilter
from shop.backoffice.permissions import staff_of
from shop.backoffice.site import site
from shop.inventory.models import Location, StockLevel
from shop.inventory.queries import FREE
from shop.inventory.steps import Change, change_on_hand
from shop.reports.queries import LOW_STOCK

from .base import StaffAdmin


class OnHandForm(forms.ModelForm[StockLevel]):
    """The count of a row, with what the page showed beside it: sales in between stay sold."""

    on_hand = forms.IntegerField(
        min_value=0,
        max_value=1_000_000,
        show_hidden_initial=True,
        widget=forms.NumberInput(attrs={"aria-label": "On hand"}),
    )

    class Meta:
        model = StockLevel
        fields = ("on_hand",)

    def change(self) -> int:
        """By how much the count was changed from what the page showed."""
        shown = self.data.get(self.add_initial_prefix("on_hand"), "")
        base = int(shown) if shown.isascii() and shown.isdigit() else self.initial["on_hand"]
        return int(self.cleaned_data["on_hand"]) - base


class StockTabs(TabFilter):
    title = "stock"
    parameter_name = "stock"
    states = (("low", "Running low"), ("out", "Sold out"))

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        sold = rows.filter(variant__track_stock=True, variant__product__status="active")
        if value == "out":
            return sold.filter(free__lte=0)
        return sold.filter(free__gt=0, free__lte=LOW_STOCK)


class LocationFilter(StateFilter):
    title = "location"
    parameter_name = "location"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Location.objects.values_list("pk", "name")]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(location_id=int(value))


@admin.register(StockLevel, site=site)
class StockLevelAdmin(StaffAdmin[StockLevel]):
    heading = "Stock"
    list_display = ("picture", "product", "sku", "location", "on_hand", "held", "free")
    list_display_links = ("product",)
    list_editable = ("on_hand",)
    list_filter = (StockTabs, LocationFilter)
    list_select_related = ("variant__product", "location")
    search_fields = ("variant__sku", "variant__product__name")
    search_help_text = "Product or SKU"
    ordering = ("variant__product__name", "variant__position", "variant_id", "location__priority")
    actions = None
    form = OnHandForm
    fields = ("product", "sku", "location", "on_hand", "held", "free")
    readonly_fields = ("product", "sku", "location", "held", "free")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockLevel]:
        rows = super().get_queryset(request).annotate(free=FREE)
        return rows.prefetch_related("variant__product__media", "variant__option_values")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return OnHandForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here: a variant gets its own when it is saved."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StockLevel | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: StockLevel, form: Any, change: bool) -> None:
        """Book the difference instead of the total."""
        changes = [Change(obj.variant_id, form.change())]
        change_on_hand(
            location_id=obj.location_id, changes=changes, actor=staff_of(request), now=timezone.now(), note="Stock page"
        )

    @admin.display(description=format_html('<span class="vh">{}</span>', "Picture"))
    def picture(self, level: StockLevel) -> SafeString:
        return thumb(next(iter(level.variant.product.media.all()), None))

    @admin.display(description="Product", ordering="variant__product__name")
    def product(self, level: StockLevel) -> SafeString:
        options = ", ".join(value.value for value in level.variant.option_values.all())
        return format_html("<strong>{}</strong> <small>{}</small>", level.variant.product.name, options)

    @admin.display(description="SKU", ordering="variant__sku")
    def sku(self, level: StockLevel) -> str:
        return level.variant.sku

    @admin.display(description="In orders", ordering="allocated")
    def held(self, level: StockLevel) -> int:
        return level.promised

    @admin.display(description="Can be sold", ordering="free")
    def free(self, level: StockLevel) -> SafeString | str:
        return stock_count(level.available, low=LOW_STOCK) if level.variant.track_stock else "not counted"


@admin.register(Location, site=site)
class LocationAdmin(StaffAdmin[Location]):
    list_display = ("name", "code", "priority", "variants")
    actions = None
    fields = ("name", "code", "priority")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        return super().get_queryset(request).annotate(count=Count("levels", filter=Q(levels__on_hand__gt=0)))

    @admin.display(description="Variants in stock")
    def variants(self, location: Any) -> int:
        return int(location.count)
