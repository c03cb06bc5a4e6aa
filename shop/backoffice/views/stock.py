"""The page of a stock level: what is there and why, booking what arrived, was counted or broke, and its settings."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.fields import DayInput
from shop.backoffice.forms import StaffForm, act, claim_of
from shop.backoffice.movements import told_movements
from shop.backoffice.site import site
from shop.backoffice.stock_rows import StockRows
from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.core.ids import new_token
from shop.inventory.models import BackInStockRequest, Location, StockLevel, StockMovement
from shop.inventory.operations import adjust_stock, receive_stock, set_stock_settings
from shop.inventory.operations.counting import MAX_UNITS
from shop.inventory.queries import list_levels

_CHANGE = "inventory.change_stocklevel"
_SHOWN = 15  # movements on a level's page


class BookForm(StaffForm):
    """What happened to a stock level. `shown` is the count that the page showed: sales in between stay sold."""

    what = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("receive", _("Stock received")),
            ("adjust", _("Counted: new quantity")),
            ("damage", _("Damaged or lost")),
        ],
        widget=forms.RadioSelect,
        initial="receive",
    )
    units = forms.IntegerField(
        label=_("Units"),
        min_value=0,
        max_value=MAX_UNITS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(
        max_length=200,
        required=False,
        label=_("Reason or delivery note"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shown = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    key = forms.CharField(widget=forms.HiddenInput, max_length=255)


class SettingsForm(StaffForm, forms.ModelForm[StockLevel]):
    """What a level promises; `version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = StockLevel
        fields = ("safety", "backorder_limit", "expected_on", "low_stock_at")
        labels = {
            "safety": _("Safety stock"), "backorder_limit": _("Back-orders up to"),
            "expected_on": _("Restock expected on"), "low_stock_at": _("Low stock at"),
        }  # fmt: skip
        help_texts = {
            "safety": _("These units are not sold."), "backorder_limit": _("How many can be sold before they arrive."),
            "expected_on": _("Shown to buyers of back-orders."),
            "low_stock_at": _("Staff get an email at this level. Leave empty for no email."),
        }  # fmt: skip
        widgets = {"expected_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """Leave it to the operation to judge the row as it is by then."""


class PlaceForm(StaffForm):
    """Where goods arrived."""

    location = forms.ModelChoiceField(Location.objects.all(), label=_("Location"), empty_label=None)
    note = forms.CharField(
        max_length=200, required=False, label=_("Delivery note"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def level_page(request: HttpRequest, level_id: int) -> HttpResponse:
    """Show a level; book something, or change its settings."""
    level = _level(level_id)
    book = BookForm(initial={"shown": level.on_hand, "key": new_token()})
    settings = SettingsForm(instance=level)
    if request.method != "POST":
        return _level_page(request, level, book, settings)
    if not request.user.has_perm(_CHANGE):
        raise PermissionDenied
    form: StaffForm
    if "settings" in request.POST:
        form = settings = SettingsForm(request.POST, instance=level)
        operation = partial(_set, level, settings)
    else:
        form = book = BookForm(request.POST)
        operation = partial(_book, level, book)

    def show(status: int) -> HttpResponse:
        return _level_page(request, _level(level_id), book, settings, status)

    return act(request, form, operation, back_to=request.path, show=show)


def _level_page(
    request: HttpRequest, level: StockLevel, book: BookForm, settings: SettingsForm, status: int = 200
) -> HttpResponse:
    variant = level.variant
    context = {
        "title": variant.product.name,
        "level": level,
        "options": variant.label(reader_locale()),
        "others": list_levels().filter(variant=variant).exclude(pk=level.pk).select_related("location"),
        "waiting": BackInStockRequest.objects.filter(variant=variant, notified_at=None).count(),
        "book": book,
        "settings": settings,
        "failed": next((form for form in (book, settings) if form.errors), None),
        "may_change": request.user.has_perm(_CHANGE),
        "movements": told_movements(StockMovement.objects.filter(level=level).order_by("-pk")[:_SHOWN]),
        "opts": StockLevel._meta,
    }
    return site.render(request, "admin/inventory/stocklevel/level.html", context, status=status)


def _level(level_id: int) -> StockLevel:
    return get_object_or_404(list_levels().select_related("variant__product", "location"), pk=level_id)


def receive_page(request: HttpRequest) -> HttpResponse:
    """Book a whole delivery: scan or type, one line after another, then book it at once."""
    rows = StockRows(request.POST if request.method == "POST" else None)
    typed = {name: request.POST[name] for name in PlaceForm.base_fields if name in request.POST}
    form = PlaceForm(request.POST) if "book" in request.POST else PlaceForm(initial=typed)

    def show(status: int) -> HttpResponse:
        context = {"title": gettext("Receive stock"), "form": form, "rows": rows, "opts": StockLevel._meta}
        return site.render(request, "admin/inventory/receive.html", context, status=status)

    if "book" not in request.POST:
        return show(200)
    units = rows.units()
    if not rows.rows:
        form.add_error(None, gettext("Scan or enter at least one item."))
    if not units:
        return show(422)

    def book(by: By) -> str:
        place: Location = form.cleaned_data["location"]
        note: str = form.cleaned_data["note"]
        claim = claim_of(rows.key, by, request.path, place.pk, note, rows.typed)
        receive_stock(location_id=place.pk, received=units, by=by, note=note, claim=claim)
        return gettext("%(units)s of %(skus)s received at %(location)s.") % {
            "units": _units(sum(units.values())),
            "skus": ngettext("%(number)s SKU", "%(number)s SKUs", len(units)) % {"number": f"{len(units):,}"},
            "location": place,
        }

    return act(request, form, book, back_to=request.path, show=show)


def _book(level: StockLevel, form: BookForm, by: By) -> str:
    data = form.cleaned_data
    what, units, note = data["what"], data["units"], data["note"]
    claim = claim_of(data["key"], by, level.pk, what, units, data["shown"], note)
    if what == "receive":
        receive_stock(
            location_id=level.location_id, received={level.variant_id: units}, by=by, note=note,
            claim=claim,
        )  # fmt: skip
        return gettext("%(units)s received.") % {"units": _units(units)}
    if units == 0 and what == "damage":
        raise InvalidInput(fields={"units": gettext("Enter how many were damaged or lost.")})
    difference = units - data["shown"] if what == "adjust" else -units
    if difference == 0:
        return gettext("Counted %(units)s, as expected.") % {"units": _units(units)}
    adjust_stock(
        location_id=level.location_id,
        variant_id=level.variant_id,
        difference=difference,
        reason=what,
        by=by,
        note=note,
        claim=claim,
    )
    if what == "adjust":
        return gettext("Counted: %(difference)s.") % {"difference": f"{difference:+,}"}
    return gettext("%(units)s removed.") % {"units": _units(units)}


def _set(level: StockLevel, form: SettingsForm, by: By) -> str:
    set_stock_settings(level_id=level.pk, by=by, **form.cleaned_data)
    return gettext("Saved.")


def _units(number: int) -> str:
    return ngettext("%(number)s unit", "%(number)s units", number) % {"number": f"{number:,}"}
