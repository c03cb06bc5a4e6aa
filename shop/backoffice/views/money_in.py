"""Money that comes in by staff's hand: taking what is held, and noting what the bank shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.fields import AmountField, DayInput
from shop.backoffice.order_money import awaited_transfer
from shop.checkout.operations import capture_payment, mark_paid
from shop.core.actor import By
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.queries import standing
from shop.payments.rules import Standing

from .order_action import OrderForm, act_on_order
from .order_page import order_response


class CaptureForm(OrderForm):
    """How much of what is held."""

    amount = AmountField(
        label=_("Amount"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True}),
    )
    is_final = forms.BooleanField(required=False, initial=True, label=_("Release the rest of the authorisation"))

    def __init__(self, *args: Any, money: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = self.order.currency  # type: ignore[attr-defined]
        self.initial["amount"] = min(money.authorised.amount_minor, money.due.amount_minor)


class PaidForm(OrderForm):
    """What the bank shows."""

    amount = AmountField(
        label=_("Amount"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True}),
    )
    reference = forms.CharField(
        label=_("Reference"), max_length=80, help_text=_("The reference on the bank statement. Each one counts once."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    booked_on = forms.DateField(label=_("Date received"), widget=DayInput)

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = self.order.currency  # type: ignore[attr-defined]
        self.initial["amount"] = payment.amount_minor - payment.captured_minor
        self.initial["booked_on"] = timezone.localdate()


def capture_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what is held, or take it."""
    order = get_object_or_404(Order, pk=order_id)
    money = standing(order)
    form = CaptureForm(request.POST or None, order=order, money=money)

    def capture(by: By) -> str:
        data = form.cleaned_data
        amount = Money(data["amount"], order.currency)
        capture_payment(order_id=order.pk, amount=amount, is_final=data["is_final"], by=by, version=data["version"])
        return gettext("%(amount)s captured.") % {"amount": amount.format(reader_locale())}

    template, title = "admin/orders/order/capture.html", gettext("Capture payment of %(order)s") % {"order": order}
    return act_on_order(request, order, form, capture, template=template, title=title, money=money)


def paid_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Note a transfer that the bank shows."""
    order = get_object_or_404(Order, pk=order_id)
    payment = awaited_transfer(order.payments.all())
    if payment is None:
        messages.error(request, gettext("This order has no bank transfer or invoice awaiting payment."))
        return order_response(request, order.pk, status=409)
    form = PaidForm(request.POST or None, order=order, payment=payment)

    def note(by: By) -> str:
        data = form.cleaned_data
        amount = Money(data["amount"], order.currency)
        done = mark_paid(
            payment_id=payment.pk,
            amount=amount,
            reference=data["reference"],
            booked_on=data["booked_on"],
            by=by,
        )
        return (
            gettext("%(amount)s recorded.") % {"amount": amount.format(reader_locale())}
            if done.is_new
            else gettext("This payment was already recorded.")
        )

    template, title = "admin/orders/order/paid.html", gettext("Record a payment for %(order)s") % {"order": order}
    return act_on_order(request, order, form, note, template=template, title=title, payment=payment)
