"""Taking an order by telephone: staff type what the buyer says, the same operation as everywhere places it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from shop.backoffice.permissions import staff_of
from shop.backoffice.site import site
from shop.channels.queries import get_default_channel
from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice
from shop.checkout.operations import place_order
from shop.core.errors import DomainError, http_status
from shop.core.idempotency import Claim
from shop.core.ids import new_token
from shop.orders.models import Order
from shop.payments.providers import offered_providers
from shop.shipping.models import ShippingMethod

from .order_action import order_url

ROWS = 5
_ADDRESS = ("full_name", "company", "line1", "line2", "postcode", "city", "region", "country", "phone")


class LineForm(forms.Form):
    """A SKU and how many."""

    sku = forms.CharField(max_length=80, required=False, label="SKU")
    quantity = forms.IntegerField(min_value=1, max_value=999, required=False, initial=1)


LineFormSet = forms.formset_factory(LineForm, extra=ROWS, max_num=50)


class NewOrderForm(forms.Form):
    """Who buys, where it goes, how it is paid. What the domain checks is checked there."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=255)
    email = forms.EmailField(label="E-mail")
    full_name = forms.CharField(max_length=120)
    company = forms.CharField(max_length=120, required=False)
    line1 = forms.CharField(max_length=160, label="Address")
    line2 = forms.CharField(max_length=160, required=False, label="Address, line 2")
    postcode = forms.CharField(max_length=16)
    city = forms.CharField(max_length=80)
    region = forms.CharField(max_length=80, required=False)
    country = forms.ChoiceField()
    phone = forms.CharField(max_length=32, required=False)
    shipping_method = forms.ChoiceField(required=False, label="Delivery")
    payment = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel = get_default_channel()
        methods = ShippingMethod.objects.filter(is_active=True).values_list("code", "name")
        self.fields["country"].choices = [(code, code) for code in channel.countries]  # type: ignore[attr-defined]
        self.fields["country"].initial = channel.default_country
        self.fields["shipping_method"].choices = [("", "Standard for the country"), *dict(methods).items()]  # type: ignore[attr-defined]
        self.fields["payment"].choices = [  # type: ignore[attr-defined]
            (f"{provider.code}:{method.code}", method.label)
            for provider in offered_providers()
            for method in provider.methods
        ]
        self.fields["key"].initial = new_token()

    def refuse(self, error: DomainError) -> None:
        """Show why the order was refused, beside the field where it names one."""
        placed = False
        for name, text in error.fields.items():
            target = name if name in self.fields else None
            self.add_error(target, text if target else f"{name}: {text}")
            placed = True
        if not placed:
            self.add_error(None, error.message)


def new_order_page(request: HttpRequest) -> HttpResponse:
    """Show the form, or place the order; sending the form twice places one."""
    if not {"orders.view_order", "orders.add_order"} <= staff_of(request).permissions:
        raise PermissionDenied
    form, lines = NewOrderForm(request.POST or None), LineFormSet(request.POST or None, prefix="lines")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and lines.is_valid():
            try:
                order = _place(request, form.cleaned_data, [each.cleaned_data for each in lines.forms])
            except DomainError as error:
                form.refuse(error)
                status = http_status(error)
            else:
                return HttpResponseRedirect(order_url(order))
    page = {**site.each_context(request), "title": "New order", "form": form, "lines": lines}
    return render(request, "admin/orders/order/new.html", page, status=status)


def _place(request: HttpRequest, data: dict[str, Any], rows: list[dict[str, Any]]) -> Order:
    provider, _, method = data["payment"].partition(":")
    wanted = [LineInput(row["sku"].strip(), row.get("quantity") or 1) for row in rows if row.get("sku")]
    fingerprint = sha256(repr((sorted(data.items()), wanted)).encode()).hexdigest()
    actor = staff_of(request)
    placed = place_order(
        actor=actor,
        email=data["email"],
        shipping_address=AddressInput(**{name: data[name] for name in _ADDRESS}),
        payment=PaymentChoice(provider, method),
        lines=wanted,
        shipping_method=data["shipping_method"],
        claim=Claim(f"staff:{actor.user_id}", data["key"], fingerprint, keeps_answer=False),
        now=timezone.now(),
    )
    if placed.payment.redirect_url:
        messages.warning(request, "The buyer still has to confirm the payment.")
    else:
        messages.success(request, f"Order {placed.order} is placed.")
    return placed.order
