"""Giving money back: units, delivery, an allowance, or any mix; and trying again what the provider refused."""

from __future__ import annotations

from typing import Any, TypedDict

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from shop.backoffice.fields import AmountField
from shop.backoffice.permissions import by_staff
from shop.core.errors import DomainError, StaleVersion
from shop.core.money import Money
from shop.fulfilment.operations import Amounts, CreditLine, OrderRefund, preview_refund, refund_order, retry_refund
from shop.orders.models import Order, OrderLine
from shop.payments.models import Refund
from shop.payments.queries import parts_of, standing
from shop.payments.rules import AmountChanged, Standing

from .order_action import VersionedForm, act, find_order, order_url, show_form

_PAGE = "admin/orders/order/refund.html"


class RefundForm(VersionedForm):
    """Units by line, delivery, an allowance, and why. `seen` is what the page said that it comes to."""

    shipping = AmountField(required=False, label="Delivery")
    allowance = AmountField(required=False, label="Allowance", help_text="For example for a scratch.")
    reason = forms.CharField(max_length=150, required=False, help_text="The buyer reads it in the mail.")
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = self.order
        self.shipping_left = Money(order.shipping_minor - order.shipping_credited_minor, order.currency)
        for name in ("shipping", "allowance"):
            self.fields[name].currency = order.currency  # type: ignore[attr-defined]
        rows = list(OrderLine.objects.filter(order=order))
        left = [(line, part.units_left) for line, part in zip(rows, parts_of(rows), strict=True)]
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

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        data, currency = self.cleaned_data, self.order.currency
        units = {line.pk: data.get(f"line_{line.pk}") or 0 for line, _ in self.lines}
        return {
            "lines": {key: CreditLine(count) for key, count in units.items() if count},
            "shipping": Money(data["shipping"], currency) if data["shipping"] else None,
            "allowance": Money(data["allowance"], currency) if data["allowance"] else None,
        }


class Wanted(TypedDict):
    """What a refund names."""

    lines: dict[int, CreditLine]
    shipping: Money | None
    allowance: Money | None


def refund_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, say what goes back, or give it back: exactly what was shown."""
    order = find_order(request, order_id, permission="orders.refund_order")
    form = RefundForm(request.POST or None, order=order)
    credit, refused = _preview(order, form) if request.method == "POST" and form.is_valid() else (None, None)
    money = standing(order)
    if credit is not None and form.cleaned_data["seen"] != _seen(credit):
        return _show(request, order, form, money, credit)

    def refund() -> str:
        if refused is not None:
            raise refused
        given = refund_order(
            order_id=order.pk,
            **form.wanted(),
            reason=form.cleaned_data["reason"],
            by=by_staff(request),
            version=form.cleaned_data["version"],
            expected=credit,
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
    seen = request.POST.get("seen", "")
    expected = Money(int(seen), order.currency) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else None
    try:
        refund = retry_refund(refund_id=refund_id, by=by_staff(request), expected=expected)
    except AmountChanged as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(order_url(order))
    level = messages.ERROR if refund.status == Refund.Status.FAILED else messages.SUCCESS
    messages.add_message(request, level, _told(order, OrderRefund(None, [refund])))
    return HttpResponseRedirect(order_url(order))


def _preview(order: Order, form: RefundForm) -> tuple[Amounts | None, DomainError | None]:
    """Return what it comes to, or why the operation would refuse it: an old page first of all."""
    if form.cleaned_data["version"] != order.version:
        return None, StaleVersion()
    try:
        return preview_refund(order=order, **form.wanted()), None
    except DomainError as error:
        return None, error


def _seen(credit: Amounts) -> str:
    return f"{credit.credited.amount_minor} {credit.goes_back.amount_minor}"


def _show(request: HttpRequest, order: Order, form: RefundForm, money: Standing, credit: Amounts) -> HttpResponse:
    """Show the same form with what it comes to; a wrong or old one is told by the operation then."""
    typed = {name: value for name, value in request.POST.items() if name in form.fields}
    shown = RefundForm(order=order, initial=typed)
    shown.initial.update({"version": request.POST.get("version", ""), "seen": _seen(credit)})
    context = {"order": order, "form": shown, "money": money, "credit": credit}
    return show_form(request, template=_PAGE, title=f"Refund order {order}", context=context)


def _told(order: Order, given: OrderRefund) -> str:
    failed = [refund for refund in given.refunds if refund.status == Refund.Status.FAILED]
    if failed:
        return f"The refund is booked, but the provider refused: {failed[0].failure} Try again below."
    back = Money(sum(refund.amount_minor for refund in given.refunds), order.currency)
    if not back and given.note is not None:
        return (
            f"{Money(given.note.total_minor, order.currency).format()} credited; nothing was paid that could go back."
        )
    return f"{back.format()} refunded."
