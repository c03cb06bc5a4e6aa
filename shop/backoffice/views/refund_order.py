"""Giving money back: units, delivery, an allowance, or any mix; and trying again what the provider refused."""

from __future__ import annotations

from typing import Any, TypedDict

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.fields import AmountField, units_field
from shop.backoffice.forms import Done, act, attempt
from shop.backoffice.site import site
from shop.core.actor import By
from shop.core.errors import StaleVersion
from shop.core.money import Money
from shop.fulfilment.operations import Amounts, CreditLine, OrderRefund, preview_refund, refund_order, retry_refund
from shop.orders.models import Order, OrderLine
from shop.payments.models import Refund
from shop.payments.queries import parts_of, standing

from .order_action import OrderForm, order_url
from .order_page import act_at_once


class RefundForm(OrderForm):
    """Units by line, delivery, an allowance, and why. `seen` is what the page said that it comes to."""

    shipping = AmountField(required=False, label=_("Delivery"))
    allowance = AmountField(required=False, label=_("Allowance"), help_text=_("For example, for a scratch."))
    reason = forms.CharField(
        label=_("Reason"), max_length=150, required=False, help_text=_("Included in the email to the buyer.")
    )
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
            field = units_field(
                gettext("Refund of %(sku)s") % {"sku": line.name}, most=units, initial=0, required=False
            )
            self.fields[f"line_{line.pk}"] = field

    def rows(self) -> list[tuple[OrderLine, int, forms.BoundField]]:
        """Each line that is not credited yet, how many units of it, and its field."""
        return [(line, units, self[f"line_{line.pk}"]) for line, units in self.lines]

    def clean_shipping(self) -> int:
        minor: int = self.cleaned_data["shipping"] or 0
        if minor > self.shipping_left.amount_minor:
            raise forms.ValidationError(
                gettext("You can refund %(most)s at most.") % {"most": self.shipping_left.format(reader_locale())}
            )
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
    order = get_object_or_404(Order, pk=order_id)
    form, money = RefundForm(request.POST or None, order=order), standing(order)
    credit: Amounts | None = None

    def show(status: int) -> HttpResponse:
        context = {
            "title": gettext("Refund order %(order)s") % {"order": order},
            "order": order,
            "form": form,
            "money": money,
            "credit": credit,
        }
        return site.render(request, "admin/orders/order/refund.html", context, status=status)

    def refund(by: By) -> str:
        data = form.cleaned_data
        given = refund_order(
            order_id=order.pk,
            **form.wanted(),
            reason=data["reason"],
            by=by,
            version=data["version"],
            expected=credit,
        )
        return _refund_message(order, given)

    if request.method == "POST" and form.is_valid():
        credit, status = attempt(request, form, lambda _by: _preview(order, form))
        if credit is None:
            return show(status)
        if form.cleaned_data["seen"] != _seen(credit):
            form = _with_seen(request, form, credit)
            return show(200)
    return act(request, form, refund, back_to=order_url(order), show=show)


def retry_refund_page(request: HttpRequest, order_id: int, refund_id: int) -> HttpResponse:
    """Ask the provider once more (POST only) and go back to the order."""
    refund = get_object_or_404(Refund.objects.select_related("payment__order"), pk=refund_id, payment__order=order_id)
    order, seen = refund.payment.order, request.POST.get("seen", "")
    expected = Money(int(seen), order.currency) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else None

    def retry(by: By) -> Done:
        done = retry_refund(refund_id=refund_id, by=by, expected=expected)
        level = messages.ERROR if done.status == Refund.Status.FAILED else messages.SUCCESS
        return Done(_refund_message(order, OrderRefund(None, [done])), level=level)

    return act_at_once(request, order, retry)


def _preview(order: Order, form: RefundForm) -> Amounts:
    """Return what it comes to. Raises what the operation would refuse it for: an old page first of all."""
    if form.cleaned_data["version"] != order.version:
        raise StaleVersion
    return preview_refund(order=order, **form.wanted())


def _seen(credit: Amounts) -> str:
    return f"{credit.credited.amount_minor} {credit.goes_back.amount_minor}"


def _with_seen(request: HttpRequest, form: RefundForm, credit: Amounts) -> RefundForm:
    """Return the same form, which says what was shown; a wrong or old version is told by the operation then."""
    typed = {name: value for name, value in request.POST.items() if name in form.fields}
    shown = RefundForm(order=form.order, initial=typed)
    shown.initial.update({"version": request.POST.get("version", ""), "seen": _seen(credit)})
    return shown


def _refund_message(order: Order, given: OrderRefund) -> str:
    failed = [refund for refund in given.refunds if refund.status == Refund.Status.FAILED]
    if failed:
        return gettext("The refund is recorded, but the provider refused it: %(reason)s Try again below.") % {
            "reason": failed[0].failure
        }
    back = Money(sum(refund.amount_minor for refund in given.refunds), order.currency)
    if not back and given.note is not None:
        return gettext("%(amount)s credited. There was nothing to refund.") % {
            "amount": Money(given.note.total_minor, order.currency).format(reader_locale())
        }
    return gettext("%(amount)s refunded.") % {"amount": back.format(reader_locale())}
