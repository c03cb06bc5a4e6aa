"""Paying for an order that waits: one that the shop wrote, one whose payment was not finished, or a change of one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.checkout.operations import NothingToPay, OrderChanged, PaymentDeclined, PriceChanged, amount_due, pay_order
from shop.core.clients import client_address
from shop.core.errors import DomainError, NotFound, http_status
from shop.core.money import Money
from shop.orders.models import Order
from shop.orders.queries import get_order_by_token, order_path, waiting_change
from shop.payments.models import Payment
from shop.payments.providers import payment_method_of
from shop.payments.rules import OPEN
from shop.storefront.checkout_page import payment_options
from shop.storefront.forms.pay import PayForm
from shop.storefront.htmx import go_to, render_page

_PAGE = "storefront/order/pay.html"


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be paid and how, or begin to pay it. Where nothing is to be paid, the order's page says why."""
    order = _payable_order(token)
    due = amount_due(order=order, now=timezone.now())
    if not due:
        return go_to(request, order_path(order))
    form = PayForm(request.POST if request.method == "POST" else None, currency=order.currency)
    if request.method != "POST":
        return _answer_pay(request, order, token, due, form)
    if not form.is_valid():
        return _answer_pay(request, order, token, due, form, status=422)
    try:
        placed = pay_order(
            order_id=order.pk,
            payment=form.choice,
            expected=form.seen,
            change=form.cleaned_data["change"],
            client=client_address(request),
            now=timezone.now(),
        )
    except NothingToPay:
        return go_to(request, order_path(order))
    except DomainError as error:
        return _show_pay_refusal(request, order, token, form, error)
    return go_to(request, placed.payment.redirect_url or order_path(placed.order))


def _show_pay_refusal(
    request: HttpRequest, order: Order, token: str, form: PayForm, error: DomainError
) -> HttpResponse:
    due = amount_due(order=_payable_order(token), now=timezone.now())
    match error:
        case PriceChanged():
            text = _("The amount is now %(amount)s. Please check it and pay again.")
            form.add_error(None, text % {"amount": due.format(order.locale)})
        case OrderChanged():
            form.add_error(None, _("What you are paying for has changed. Please check it and pay again."))
        case PaymentDeclined():
            form.add_error("payment", f"{error.message} {_('Please try again or choose another payment method.')}")
        case _:
            form.add_error("payment", error.message)
    status = 422 if error.kind == "payment" else http_status(error)
    return _answer_pay(request, order, token, due, form, status=status, refused=error)


def _answer_pay(
    request: HttpRequest,
    order: Order,
    token: str,
    due: Money,
    form: PayForm,
    *,
    status: int = 200,
    refused: DomainError | None = None,
) -> HttpResponse:
    options = payment_options()
    before = Payment.objects.filter(order=order, status__in=OPEN).order_by("pk").last()
    others = [option.value for option in options if not before or option.value.partition(":")[0] != before.provider]
    first = (others or [option.value for option in options] or [""])[0]
    context: dict[str, Any] = {
        "order": order,
        "token": token,
        "locale": order.locale,
        "due": due,
        "change": waiting_change(order),
        "form": form,
        "payments": options,
        "payment": form["payment"].value() or first,
        "earlier": payment_method_of(before) if before else "",
    }
    return render_page(request, _PAGE, context, status=status, refused=refused)


def _payable_order(token: str) -> Order:
    try:
        return get_order_by_token(token=token)
    except NotFound as error:
        raise Http404 from error
