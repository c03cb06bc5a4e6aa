"""The page of a stock level: what is there and why, booking what arrived, was counted or broke, and its settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shop.backoffice.fields import DayInput
from shop.backoffice.movements import told_movements
from shop.backoffice.permissions import by_staff, staff_of
from shop.backoffice.site import site
from shop.backoffice.stock_rows import StockRows
from shop.core.acting import because
from shop.core.errors import DomainError, Forbidden, InvalidInput, http_status
from shop.core.idempotency import Claim
from shop.core.ids import new_token
from shop.inventory.models import BackInStockRequest, Location, StockLevel, StockMovement
from shop.inventory.operations import adjust_stock, receive_stock, set_stock_settings
from shop.inventory.operations.counting import MAX_UNITS
from shop.inventory.queries import list_levels

from .order_action import typed_reason

MAY_CHANGE = "inventory.change_stocklevel"
_SHOWN = 15  # movements on a level's page


class BookForm(forms.Form):
    """What happened to a shelf. `shown` is the count that the page showed: sales in between stay sold."""

    what = forms.ChoiceField(
        label="What happened",
        choices=[("receive", "Goods arrived"), ("adjust", "Counted: there are now"), ("damage", "Damaged or lost")],
        widget=forms.RadioSelect,
        initial="receive",
    )
    units = forms.IntegerField(
        min_value=0,
        max_value=MAX_UNITS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(
        max_length=200,
        required=False,
        label="Reason or delivery note",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shown = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    key = forms.CharField(widget=forms.HiddenInput, max_length=255)


class SettingsForm(forms.ModelForm[StockLevel]):
    """What a level promises; `version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = StockLevel
        fields = ("safety", "backorder_limit", "expected_on", "low_stock_at")
        labels = {
            "safety": "Kept back", "backorder_limit": "Back-orders up to", "expected_on": "More expected on",
            "low_stock_at": "Running low at",
        }  # fmt: skip
        help_texts = {
            "safety": "These are not sold.", "backorder_limit": "So many may be sold before they are there.",
            "expected_on": "Buyers of back-orders read this day.",
            "low_stock_at": "From then on staff get a mail. Left empty, nobody does.",
        }  # fmt: skip
        widgets = {"expected_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """Leave it to the operation to judge the row as it is by then."""


def level_page(request: HttpRequest, level_id: int) -> HttpResponse:
    """Show a level; book something, or change its settings."""
    level = _find(level_id)
    may_change = MAY_CHANGE in staff_of(request).permissions
    book = BookForm(initial={"shown": level.on_hand, "key": new_token()})
    settings, status = SettingsForm(instance=level), 200
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        status = 422
        if "settings" in request.POST:
            settings = SettingsForm(request.POST, instance=level)
            form, action = cast("forms.Form", settings), partial(_set, request, level, settings)
        else:
            form = book = BookForm(request.POST)
            action = partial(_book, request, level, book)
        if form.is_valid():
            status = attempt(request, form, action)
            if status == 200:
                return HttpResponseRedirect(request.path)
        level = _find(level_id)
    variant = level.variant
    context = {
        "title": variant.product.name,
        "level": level,
        "options": ", ".join(value.value for value in variant.option_values.all()),
        "others": list_levels().filter(variant=variant).exclude(pk=level.pk).select_related("location"),
        "waiting": BackInStockRequest.objects.filter(variant=variant, notified_at=None).count(),
        "book": book,
        "settings": settings,
        "failed": next((form for form in (book, settings) if form.errors), None),
        "may_change": may_change,
        "movements": told_movements(StockMovement.objects.filter(level=level).order_by("-pk")[:_SHOWN]),
        "opts": StockLevel._meta,
    }
    page = {**site.each_context(request), **context}
    return render(request, "admin/inventory/stocklevel/level.html", page, status=status)


def _find(level_id: int) -> StockLevel:
    level = list_levels().select_related("variant__product", "location").filter(pk=level_id).first()
    if level is None:
        raise Http404
    return level


def receive_page(request: HttpRequest) -> HttpResponse:
    """Book a whole delivery: scan or type, one line after another, then book it at once."""
    if MAY_CHANGE not in staff_of(request).permissions:
        raise PermissionDenied
    rows = StockRows(request.POST if request.method == "POST" else None)
    form = PlaceForm(request.POST or None)
    status = 200
    if request.method == "POST" and "book" in request.POST:
        status = 422
        units = rows.units()
        if not rows.rows:
            form.add_error(None, "Scan or type at least one line.")
        if form.is_valid() and units:
            place: Location = form.cleaned_data["location"]
            note: str = form.cleaned_data["note"]

            def book() -> str:
                receive_stock(
                    location_id=place.pk, received=units, by=by_staff(request), note=note,
                    claim=rows.claim(request, place.pk, note),
                )  # fmt: skip
                return f"{_count(sum(units.values()), 'unit')} of {_count(len(units), 'SKU')} booked at {place}."

            status = attempt(request, form, book)
            if status == 200:
                return HttpResponseRedirect(request.path)
    elif request.method == "POST":
        form = PlaceForm(initial={name: request.POST.get(name, "") for name in ("location", "note")})
    context = {"title": "Receive goods", "form": form, "rows": rows, "opts": StockLevel._meta}
    return render(request, "admin/inventory/receive.html", {**site.each_context(request), **context}, status=status)


class PlaceForm(forms.Form):
    """Where goods arrived."""

    location = forms.ModelChoiceField(Location.objects.all(), empty_label=None)
    note = forms.CharField(
        max_length=200, required=False, label="Delivery note", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def attempt(request: HttpRequest, form: forms.Form, action: Callable[[], str]) -> int:
    """Run an operation and tell what it did; a refusal stands in the form. Returns the status."""
    try:
        with because(typed_reason(form)):
            messages.success(request, action())
    except Forbidden as error:
        raise PermissionDenied from error
    except DomainError as error:
        for name, text in error.fields.items():
            form.add_error(name if name in form.fields else None, text)
        if not error.fields:
            form.add_error("version" if error.kind == "stale" else None, error.message)
        return http_status(error)
    return 200


def _book(request: HttpRequest, level: StockLevel, form: BookForm) -> str:
    data, by = form.cleaned_data, by_staff(request)
    what, units, note = data["what"], data["units"], data["note"]
    fingerprint = sha256(f"{level.pk} {what} {units} {data['shown']} {note}".encode()).hexdigest()
    claim = Claim(f"staff:{by.actor.user_id}", data["key"], fingerprint, keeps_answer=False)
    if what == "receive":
        receive_stock(
            location_id=level.location_id, received={level.variant_id: units}, by=by, note=note,
            claim=claim,
        )  # fmt: skip
        return f"{units:,} booked in."
    if units == 0 and what == "damage":
        raise InvalidInput(fields={"units": "Enter how many broke or were lost."})
    difference = units - data["shown"] if what == "adjust" else -units
    if difference == 0:
        return f"Counted: there are {units:,}, as expected."
    adjust_stock(
        location_id=level.location_id,
        variant_id=level.variant_id,
        difference=difference,
        reason=what,
        by=by,
        note=note,
        claim=claim,
    )
    return f"Counted: {difference:+,}." if what == "adjust" else f"{units:,} booked out."


def _set(request: HttpRequest, level: StockLevel, form: SettingsForm) -> str:
    data = form.cleaned_data
    with because(request.POST.get("_reason", "")):
        set_stock_settings(
            level_id=level.pk, safety=data["safety"], backorder_limit=data["backorder_limit"],
            expected_on=data["expected_on"], low_stock_at=data["low_stock_at"], by=by_staff(request),
            version=data["version"],
        )  # fmt: skip
    return "Saved."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
