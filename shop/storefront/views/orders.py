"""An order's page, opened by its signed link; and how to have that link sent again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.cart.operations import merge_guest_cart
from shop.checkout.operations import abandon_payment, amount_due, settle_payment
from shop.checkout.order_view import OrderView
from shop.core.errors import DomainError, NotFound
from shop.fulfilment.operations import cancel_unpaid_order
from shop.orders.models import Order
from shop.orders.operations import mail_order_link
from shop.orders.queries import get_order_by_token, order_path, order_token, pay_path
from shop.payments.models import Payment
from shop.payments.providers import get_provider
from shop.payments.rules import OPEN
from shop.storefront.forms.orders import LookupForm
from shop.storefront.htmx import go_to, render_page, wants_fragment
from shop.storefront.order_page import show_order
from shop.storefront.return_progress import by_buyer
from shop.storefront.shopper import cart_token_of, user_id_of

_PAGE = "storefront/order/order.html"


@require_safe
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Where an order stands, for whoever holds its link; `?looks=0` for who has just come back from paying."""
    return render_page(request, _PAGE, show_order(_order_of_token(token), looks=_looks(request)))


@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that changes, asked for while a payment is open.

    For who has come back from paying the provider is asked each time, so that they need not wait for its webhook.
    """
    found, looks = _order_of_token(token), _looks(request)
    if not wants_fragment(request):
        return HttpResponseRedirect(order_path(found))
    if looks is not None:
        found, looks = _settled(found), looks + 1
    return render_page(request, _PAGE, show_order(found, looks=looks), fragment="order-status-answer")


@require_safe
def returned(request: HttpRequest, token: str) -> HttpResponse:
    """Where the payment provider sends the buyer back to: learn what happened, then go where it makes sense.

    A declined buyer, and one who turned back (`?cancel=1`), finds the checkout as it was. Reloading this address asks
    the provider again, no more.
    """
    found = _order_of_token(token)
    if "cancel" in request.GET and (payment := _left(found)) is not None:
        found = abandon_payment(payment_id=payment.pk, now=timezone.now())
    else:
        found = _settled(found)
    if found.status == Order.Status.CANCELLED and found.placed_at is None:
        if (user_id := user_id_of(request)) is not None:  # a guest's cart, given back to who has logged in meanwhile
            merge_guest_cart(user_id=user_id, token=cart_token_of(request), now=timezone.now())
        return go_to(request, f"{reverse('checkout')}?{urlencode({'retry': token})}")
    if amount_due(order=found, now=timezone.now()) and not found.payments.filter(status__in=OPEN).exists():
        return go_to(request, pay_path(found))  # declined, or given up: the order waits to be paid another way
    looks = f"?looks={_looks(request) or 0}" if found.status == Order.Status.PENDING else ""
    return go_to(request, order_path(found) + looks)


@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel an order that waits to be paid, as it was seen (`version`)."""
    found = _order_of_token(token)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    try:
        cancel_unpaid_order(order_id=found.pk, by=by_buyer(request, found), version=version)
        messages.success(request, _("Your order has been cancelled."))  # its page says what of the money
    except DomainError as error:
        messages.error(request, error.message)
    return go_to(request, order_path(found))


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Have an order's link mailed again; the answer is the same whether there is such an order or not."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        mail_order_link(number=form.cleaned_data["number"], email=form.cleaned_data["email"], now=timezone.now())
        return go_to(request, f"{reverse('order_lookup')}?sent=1")
    context = {"form": form, "sent": "sent" in request.GET}
    return render_page(request, "storefront/order/lookup.html", context, status=422 if form.errors else 200)


def _left(found: Order) -> Payment | None:
    """Return the attempt whose page the buyer turned back from. A transfer has none: it was chosen meanwhile."""
    payment = OrderView(found, timezone.now()).payment
    return None if payment is None or get_provider(payment.provider).is_manual else payment


def _settled(found: Order) -> Order:
    payments = list(found.payments.all())
    for payment in [one for one in payments if one.status in OPEN] or payments[-1:]:
        settle_payment(payment_id=payment.pk, now=timezone.now())
    return get_order_by_token(token=order_token(found)) if payments else found


def _looks(request: HttpRequest) -> int | None:
    """Return how often the page has looked since the buyer came back, or None where they have not been away."""
    text = request.GET.get("looks", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _order_of_token(token: str) -> Order:
    try:
        return get_order_by_token(token=token)
    except NotFound as error:
        raise Http404 from error
