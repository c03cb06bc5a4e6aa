"""Giving money back, and trying again what the provider refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from shop.backoffice.fields import AmountField
from shop.backoffice.permissions import staff_of
from shop.core.money import Money
from shop.fulfilment.operations import refund_order, retry_refund
from shop.payments.models import Refund

from .order_action import VersionedForm, act, find_order, order_url
from .order_page import MoneyBox, money_box


class RefundForm(VersionedForm):
    """How much goes back and why; everything that can be refunded is filled in."""

    amount = AmountField(
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True})
    )
    reason = forms.CharField(max_length=150, required=False, help_text="The buyer reads it in the mail.")

    def __init__(self, *args: Any, money: MoneyBox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.money = money
        self.fields["amount"].currency = self.order.currency  # type: ignore[attr-defined]
        self.initial["amount"] = money.refundable.amount_minor

    def clean_amount(self) -> Money:
        minor: int = self.cleaned_data["amount"]
        if minor == 0:
            raise forms.ValidationError("Enter an amount above zero.")
        if minor > self.money.refundable.amount_minor:
            raise forms.ValidationError(f"At most {self.money.refundable.format()} can be refunded.")
        return Money(minor, self.order.currency)


def refund_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, or give the money back."""
    order = find_order(request, order_id, permission="orders.refund_order")
    money = money_box(order)
    form = RefundForm(request.POST or None, order=order, money=money)

    def refund() -> str:
        data = form.cleaned_data
        done = refund_order(
            order_id=order.pk,
            allowance=data["amount"],
            reason=data["reason"],
            actor=staff_of(request),
            now=timezone.now(),
            version=data["version"],
        )
        return _told(data["amount"], done.refunds)

    return act(
        request,
        order=order,
        form=form,
        template="admin/orders/order/refund.html",
        title=f"Refund order {order}",
        action=refund,
        context={"money": money},
    )


def retry_refund_page(request: HttpRequest, order_id: int, refund_id: int) -> HttpResponse:
    """Ask the provider once more (POST only) and go back to the order."""
    order = find_order(request, order_id, permission="orders.refund_order")
    if not Refund.objects.filter(pk=refund_id, payment__order=order).exists():
        raise Http404
    refund = retry_refund(refund_id=refund_id, actor=staff_of(request), now=timezone.now())
    amount = Money(refund.amount_minor, refund.currency)
    level = messages.SUCCESS if refund.status == Refund.Status.SUCCEEDED else messages.ERROR
    messages.add_message(request, level, _told(amount, [refund]))
    return HttpResponseRedirect(order_url(order))


def _told(amount: Money, refunds: list[Refund]) -> str:
    failed = [refund for refund in refunds if refund.status == Refund.Status.FAILED]
    if failed:
        return (
            f"The refund of {amount.format()} is booked, but the provider refused: {failed[0].failure} Try again below."
        )
    return f"{amount.format()} refunded."
