"""Stock: what is there, what of it orders hold, what can still be sold. Only the first is typed by people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import chip, hidden_text, number, reader_locale, stock_count, thumb, when
from shop.backoffice.filters import StateFilter, TabFilter
from shop.backoffice.permissions import by_staff
from shop.backoffice.search import about_variants
from shop.backoffice.site import site
from shop.inventory.models import Location, StockLevel, StockMovement, Transfer, TransferLine
from shop.inventory.queries import ON_SALE, OWED, RUNNING_LOW, SOLD_OUT, list_levels
from shop.inventory.rules import LOW_STOCK
from shop.inventory.steps import StockChange, correct_counts

from .base import ReadOnly, StaffAdmin


class OnHandForm(forms.ModelForm[StockLevel]):
    """The count of a row, with what the page showed beside it: sales in between stay sold."""

    on_hand = forms.IntegerField(
        label=_("On hand"),
        min_value=0,
        max_value=1_000_000,
        show_hidden_initial=True,
        widget=forms.NumberInput(attrs={"aria-label": _("On hand")}),
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
    title = _("stock")
    parameter_name = "stock"
    states = (("low", _("Low stock")), ("out", _("Sold out")), ("owed", _("Back-ordered")))

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "owed":
            return rows.filter(OWED)
        return rows.filter(ON_SALE, RUNNING_LOW if value == "low" else SOLD_OUT)


class LocationFilter(StateFilter):
    title = _("location")
    parameter_name = "location"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Location.objects.values_list("pk", "name")]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(location_id=int(value))


@admin.register(StockLevel, site=site)
class StockLevelAdmin(StaffAdmin[StockLevel]):
    heading = _("Stock")
    list_display = (
        "picture", "product", "location",
        "on_hand", "in_orders", "paying", "kept_back", "can_be_sold", "ahead", "expected",
    )  # fmt: skip
    list_display_links = ("product",)
    list_editable = ("on_hand",)
    list_filter = (StockTabs, LocationFilter)
    list_select_related = ("variant__product", "location")
    search_fields = ("variant__sku", "variant__barcode", "variant__product__name")
    search_help_text = _("Product, SKU or barcode")
    ordering = ("variant__product__name", "variant__position", "variant_id", "location__priority")
    actions = None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[StockLevel], search_term: str
    ) -> tuple[QuerySet[StockLevel], bool]:
        text = search_term.strip()
        return (queryset.filter(about_variants(text, prefix="variant__")) if text else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockLevel]:
        """Return the levels of what has stock: bundles have none."""
        return list_levels().prefetch_related("variant__product__media", "variant__option_values")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return OnHandForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here: a variant gets its own when it is saved."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StockLevel | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: StockLevel, form: Any, change: bool) -> None:
        """Book the difference instead of the total."""
        changes = [StockChange(obj.variant_id, form.change())]
        correct_counts(location_id=obj.location_id, changes=changes, by=by_staff(request), note=gettext("Stock page"))

    @admin.display(description=hidden_text(_("Picture")))
    def picture(self, level: StockLevel) -> SafeString:
        return thumb(next(iter(level.variant.product.media.all()), None))

    @admin.display(description=_("Product"), ordering="variant__product__name")
    def product(self, level: StockLevel) -> SafeString:
        options = level.variant.label(reader_locale())
        text = f"{options} · {level.variant.sku}" if options else level.variant.sku
        place = format_html('<span class="phone-only"> · {}</span>', level.location)  # its column is hidden there
        return format_html("<strong>{}</strong> <small>{}{}</small>", level.variant.product.name, text, place)

    @admin.display(description=_("Allocated"), ordering="allocated")
    def in_orders(self, level: StockLevel) -> int | str:
        return level.allocated or "–"

    @admin.display(description=_("Reserved"), ordering="reserved")
    def paying(self, level: StockLevel) -> int | str:
        return level.reserved or "–"

    @admin.display(description=_("Safety stock"), ordering="safety")
    def kept_back(self, level: StockLevel) -> int | str:
        return level.safety or "–"

    @admin.display(description=_("Available"), ordering="available")
    def can_be_sold(self, level: StockLevel) -> SafeString | str:
        if not level.variant.track_stock:
            return gettext("not tracked")
        low = LOW_STOCK if level.low_stock_at is None else level.low_stock_at
        ahead = level.available - level.ready  # what is sold before it is there makes nothing less low
        return stock_count(level.available, low=low + ahead)

    @admin.display(description=_("Back-orders"), ordering="backorder_limit")
    def ahead(self, level: StockLevel) -> str:
        if not level.backorder_limit:
            return "–"
        least, limit = level.least_limit(on_hand=level.on_hand), level.backorder_limit
        return gettext("%(least)s of %(limit)s") % {"least": number(least), "limit": number(limit)}

    @admin.display(description=_("Expected"), ordering=F("expected_on").asc(nulls_last=True))
    def expected(self, level: StockLevel) -> str:
        return date_format(level.expected_on, "j M Y") if level.expected_on else "–"


@admin.register(StockMovement, site=site)
class StockMovementAdmin(ReadOnly, StaffAdmin[StockMovement]):
    """Its list has no count and no page numbers, so that millions are as fast as ten."""

    heading, noun, plural = _("Stock movements"), _("movement"), _("movements")


class TransferTabs(TabFilter):
    title = _("status")
    parameter_name = "status"
    states = Transfer.Status.choices

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(status=value)


@admin.register(Transfer, site=site)
class TransferAdmin(StaffAdmin[Transfer]):
    list_display = ("route", "units", "state", "sent", "note")
    list_display_links = ("route",)
    list_filter = (TransferTabs,)
    list_select_related = ("source", "target")
    search_fields = ("lines__sku", "note")
    search_help_text = _("SKU or note")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transfer]:
        lines = TransferLine.objects.filter(transfer=OuterRef("pk")).order_by().values("transfer")
        return super().get_queryset(request).annotate(sum=Subquery(lines.annotate(n=Sum("quantity")).values("n")))

    def has_delete_permission(self, request: HttpRequest, obj: Transfer | None = None) -> bool:
        return False

    @admin.display(description=_("Transfer"), ordering="pk")
    def route(self, transfer: Transfer) -> SafeString:
        return format_html(
            "<strong>{}</strong> <small>{}</small>", transfer, gettext("No. %(number)s") % {"number": transfer.pk}
        )

    @admin.display(description=_("Units"), ordering="sum")
    def units(self, transfer: Any) -> str:
        return number(transfer.sum or 0)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, transfer: Transfer) -> SafeString:
        tones = {"sent": "warn", "received": "ok", "cancelled": ""}
        return chip(transfer.get_status_display(), tones[transfer.status])  # type: ignore[arg-type]

    @admin.display(description=_("Sent"), ordering="sent_at")
    def sent(self, transfer: Transfer) -> SafeString:
        return when(transfer.sent_at)


@admin.register(Location, site=site)
class LocationAdmin(StaffAdmin[Location]):
    list_display = ("name", "code", "priority", "variants")
    actions = None
    fields = ("name", "code", "priority")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        return super().get_queryset(request).annotate(count=Count("levels", filter=Q(levels__on_hand__gt=0)))

    @admin.display(description=_("Variants in stock"))
    def variants(self, location: Any) -> int:
        return int(location.count)
