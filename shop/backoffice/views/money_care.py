"""Money that needs a person: debts given up, holds let go, refunds sent by hand, and payments to be looked at."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
from shop.checkout.operations import release_payment
from shop.core.actor import By
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.operations import close_review, confirm_refund, write_off
from shop.payments.queries import standing

from .order_action import OrderForm, act_on_order

_REASONS = (_("Too small to pursue"), _("Rounding at the bank"), _("Goodwill"), _("The buyer is insolvent"))


class WriteOffForm(OrderForm):
    """Why. `seen` is the amount on the button."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=150, help_text=_("Recorded in the ledger. The buyer does not see it."),
        widget=forms.TextInput(attrs={"autofocus": True, "list": "reasons", "autocomplete": "off"}),
    )  # fmt: skip


class ReviewForm(OrderForm):
    """`seen` is what was wrong when the page was shown, so that nothing newer is put aside unread."""

    seen = forms.CharField(max_length=300, strip=False, widget=forms.HiddenInput)


def write_off_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask why, or give up what is still owed."""
    order = get_object_or_404(Order, pk=order_id)
    left = standing(order).to_write_off
    form = WriteOffForm(request.POST or None, order=order, initial={"seen": left.amount_minor})

    def give_up(by: By) -> str:
        data = form.cleaned_data
        note = write_off(
            order_id=order.pk,
            reason=data["reason"],
            by=by,
            expected=Money(data["seen"] or 0, order.currency),
            version=data["version"],
        )
        return gettext("%(amount)s written off.") % {
            "amount": Money(note.total_minor, note.currency).format(reader_locale())
        }

    template, title = (
        "admin/orders/order/write_off.html",
        gettext("Write off the amount due for %(order)s") % {"order": order},
    )
    return act_on_order(request, order, form, give_up, template=template, title=title, left=left, reasons=_REASONS)


def release_payment_page(request: HttpRequest, order_id: int, payment_id: int) -> HttpResponse:
    """Ask, or let go of what is held."""
    order = get_object_or_404(Order, pk=order_id)
    payment = get_object_or_404(Payment, pk=payment_id, order=order)
    form = OrderForm(request.POST or None, order=order)

    def let_go(by: By) -> str:
        done = release_payment(payment_id=payment.pk, by=by, version=form.cleaned_data["version"])
        if done.status == Payment.Status.AUTHORISED:
            return gettext("We asked the provider to release it. It has not done so yet.")
        return gettext("%(amount)s released.") % {"amount": payment.capturable.format(reader_locale())}

    template, title = (
        "admin/orders/order/release_payment.html",
        gettext("Release the authorisation of %(order)s") % {"order": order},
    )
    return act_on_order(request, order, form, let_go, template=template, title=title, payment=payment)


def confirm_refund_page(request: HttpRequest, order_id: int, refund_id: int) -> HttpResponse:
    """Note that a refund was transferred: one click on the order, or this page where something came between."""
    order = get_object_or_404(Order, pk=order_id)
    refund = get_object_or_404(Refund.objects.select_related("payment"), pk=refund_id, payment__order=order)
    form = OrderForm(request.POST or None, order=order)

    def confirm(by: By) -> str:
        confirm_refund(refund_id=refund.pk, by=by, version=form.cleaned_data["version"])
        return gettext("%(amount)s recorded as refunded.") % {
            "amount": Money(refund.amount_minor, refund.currency).format(reader_locale())
        }

    template, title = "admin/orders/order/confirm_refund.html", gettext("Mark as refunded")
    return act_on_order(request, order, form, confirm, template=template, title=title, refund=refund)


def review_page(request: HttpRequest, order_id: int, payment_id: int) -> HttpResponse:
    """Note that somebody looked at a payment: one click on the order, or this page where something came between."""
    order = get_object_or_404(Order, pk=order_id)
    payment = get_object_or_404(Payment, pk=payment_id, order=order)
    if request.method == "GET" and not payment.review:
        raise Http404
    form = ReviewForm(request.POST or None, order=order, initial={"seen": payment.review})

    def close(by: By) -> str:
        close_review(payment_id=payment.pk, by=by, seen=form.cleaned_data["seen"])
        return gettext("Marked as reviewed.")

    template, title = "admin/orders/order/review.html", gettext("Review a payment of %(order)s") % {"order": order}
    return act_on_order(request, order, form, close, template=template, title=title, payment=payment)
