"""Giving money back: units, delivery, an allowance, or any mix; and trying again what the provider refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from shop.backoffice.fields import AmountField
from shop.backoffice.permissions import staff_of
from shop.core.money import Money
from shop.fulfilment.operations import CreditLine, Refunded, refund_order, retry_refund
from shop.fulfilment.queries import worth_of
from shop.orders.models import Order, OrderLine
from shop.payments.models import CreditNoteLine, Refund

from .order_action import VersionedForm, act, find_order, order_url, show_form
from .order_page import MoneyBox, money_box

_PAGE = "admin/orders/order/refund.html"


@dataclass(frozen=True, slots=True)
class Credit:
    """What a refund form asks for: what the buyer no longer owes, and how much of that goes back."""

    lines: dict[int, CreditLine]
    shipping: Money
    allowance: Money
    total: Money
    goes_back: Money


class RefundForm(VersionedForm):
    """Units by line, delivery, an allowance, and why. `seen` is what the button said."""

    shipping = AmountField(required=False, label="Delivery")
    allowance = AmountField(required=False, label="Allowance", help_text="For example for a scratch.")
    reason = forms.CharField(max_length=150, required=False, help_text="The buyer reads it in the mail.")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, money: MoneyBox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.money, order = money, self.order
        self.shipping_left = Money(order.shipping_minor - order.shipping_credited_minor, order.currency)
        for name in ("shipping", "allowance"):
            self.fields[name].currency = order.currency  # type: ignore[attr-defined]
        rows = CreditNoteLine.objects.filter(order_line__order=order).values_list("order_line_id", "quantity")
        gone: dict[int, int] = {}
        for line_id, units in rows:
            gone[line_id] = gone.get(line_id, 0) + units
        left = [(line, line.quantity - gone.get(line.pk, 0)) for line in OrderLine.objects.filter(order=order)]
        self.lines = [(line, units) for line, units in left if units]
        for line, units in self.lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                min_value=0,
                max_value=units,
                initial=0,
                required=False,
                label=f"Refund of {line.name}",
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def rows(self) -> list[tuple[OrderLine, int, forms.BoundField]]:
        """Each line that is not credited yet, how many units of it, and its field."""
        return [(line, units, self[f"line_{line.pk}"]) for line, units in self.lines]

    def clean_shipping(self) -> int:
        minor: int = self.cleaned_data["shipping"] or 0
        if minor > self.shipping_left.amount_minor:
            raise forms.ValidationError(f"At most {self.shipping_left.format()} of it are left.")
        return minor

    def credit(self) -> Credit:
        """Return what was asked for, with what it is worth."""
        data, currency = self.cleaned_data, self.order.currency
        units = {line.pk: data.get(f"line_{line.pk}") or 0 for line, _ in self.lines}
        chosen = {key: count for key, count in units.items() if count}
        worth = (
            sum(one.amount_minor for one in worth_of(units=chosen) if one.order_id == self.order.pk) if chosen else 0
        )
        shipping, allowance = data["shipping"], data["allowance"] or 0
        total = worth + shipping + allowance
        standing = self.order.total_minor - self.order.credited_minor
        kept = self.money.paid.amount_minor - self.money.refunded.amount_minor
        back = min(self.money.refundable.amount_minor, max(0, kept - standing + total))
        amounts = (Money(minor, currency) for minor in (shipping, allowance, total, back))
        return Credit({key: CreditLine(count) for key, count in chosen.items()}, *amounts)


def refund_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, say what goes back, or give it back."""
    order = find_order(request, order_id, permission="orders.refund_order")
    money = money_box(order)
    form = RefundForm(request.POST or None, order=order, money=money)
    credit = form.credit() if request.method == "POST" and form.is_valid() else None
    if credit is not None and form.cleaned_data["seen"] != credit.total.amount_minor:
        return _preview(request, order, form, money, credit)

    def refund() -> str:
        assert credit is not None, "the form is valid"
        given = refund_order(
            order_id=order.pk,
            lines=credit.lines,
            shipping=credit.shipping or None,
            allowance=credit.allowance or None,
            reason=form.cleaned_data["reason"],
            actor=staff_of(request),
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )
        return _told(order, given)

    return act(
        request,
        order=order,
        form=form,
        template=_PAGE,
        title=f"Refund order {order}",
        action=refund,
        context={"money": money, "credit": credit},
    )


def retry_refund_page(request: HttpRequest, order_id: int, refund_id: int) -> HttpResponse:
    """Ask the provider once more (POST only) and go back to the order."""
    order = find_order(request, order_id, permission="orders.refund_order")
    if not Refund.objects.filter(pk=refund_id, payment__order=order).exists():
        raise Http404
    refund = retry_refund(refund_id=refund_id, actor=staff_of(request), now=timezone.now())
    level = messages.ERROR if refund.status == Refund.Status.FAILED else messages.SUCCESS
    messages.add_message(request, level, _told(order, Refunded(None, [refund])))
    return HttpResponseRedirect(order_url(order))


def _preview(request: HttpRequest, order: Order, form: RefundForm, money: MoneyBox, credit: Credit) -> HttpResponse:
    """Show the same form with what it comes to; a wrong or old one is told by the operation then."""
    typed = {name: value for name, value in request.POST.items() if name in form.fields}
    shown = RefundForm(order=order, money=money, initial=typed)
    shown.initial.update({"version": request.POST.get("version", ""), "seen": credit.total.amount_minor})
    context = {"order": order, "form": shown, "money": money, "credit": credit}
    return show_form(request, template=_PAGE, title=f"Refund order {order}", context=context)


def _told(order: Order, given: Refunded) -> str:
    failed = [refund for refund in given.refunds if refund.status == Refund.Status.FAILED]
    if failed:
        return f"The refund is booked, but the provider refused: {failed[0].failure} Try again below."
    back = Money(sum(refund.amount_minor for refund in given.refunds), order.currency)
    if not back and given.note is not None:
        return (
            f"{Money(given.note.total_minor, order.currency).format()} credited; nothing was paid that could go back."
        )
    return f"{back.format()} refunded."
