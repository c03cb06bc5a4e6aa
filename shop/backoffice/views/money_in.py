"""Money that comes in by staff's hand: taking what is held, and noting what the bank shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shop.backoffice.fields import AmountField, DayInput
from shop.backoffice.order_money import awaited_transfer
from shop.backoffice.permissions import by_staff
from shop.checkout.operations import capture_payment, mark_paid
from shop.core.money import Money
from shop.payments.models import Payment
from shop.payments.queries import standing
from shop.payments.rules import Standing

from .order_action import VersionedForm, act, find_order
from .order_page import order_response


class CaptureForm(VersionedForm):
    """How much of what is held."""

    amount = AmountField(
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True})
    )
    is_final = forms.BooleanField(required=False, initial=True, label="Let go of the rest")

    def __init__(self, *args: Any, money: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = self.order.currency  # type: ignore[attr-defined]
        self.initial["amount"] = min(money.authorised.amount_minor, money.due.amount_minor)


class PaidForm(VersionedForm):
    """What the bank shows."""

    amount = AmountField(
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True})
    )
    reference = forms.CharField(
        max_length=80, help_text="As the bank statement names the transfer; each counts once.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    booked_on = forms.DateField(label="Booked on", widget=DayInput)

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = self.order.currency  # type: ignore[attr-defined]
        self.initial["amount"] = payment.amount_minor - payment.captured_minor
        self.initial["booked_on"] = timezone.localdate()


def capture_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what is held, or take it."""
    order = find_order(request, order_id, permission="payments.capture_payment")
    money = standing(order)
    form = CaptureForm(request.POST or None, order=order, money=money)

    def capture() -> str:
        data = form.cleaned_data
        amount = Money(data["amount"], order.currency)
        capture_payment(
            order_id=order.pk,
            amount=amount,
            is_final=data["is_final"],
            by=by_staff(request),
            version=data["version"],
        )
        return f"{amount.format()} captured."

    return act(
        request,
        order=order,
        form=form,
        template="admin/orders/order/capture.html",
        title=f"Capture the payment of {order}",
        action=capture,
        context={"money": money},
    )


def paid_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Note a transfer that the bank shows."""
    order = find_order(request, order_id, permission="payments.mark_paid")
    payment = awaited_transfer(order.payments.all())
    if payment is None:
        messages.error(request, "No transfer or invoice of this order waits for money.")
        return order_response(request, order.pk, status=409)
    form = PaidForm(request.POST or None, order=order, payment=payment)

    def note() -> str:
        data = form.cleaned_data
        amount = Money(data["amount"], order.currency)
        done = mark_paid(
            payment_id=payment.pk,
            amount=amount,
            reference=data["reference"],
            booked_on=data["booked_on"],
            by=by_staff(request),
        )
        return f"{amount.format()} noted." if done.is_new else "This transfer was noted before."

    return act(
        request,
        order=order,
        form=form,
        template="admin/orders/order/paid.html",
        title=f"Note a transfer for {order}",
        action=note,
        context={"payment": payment},
    )
