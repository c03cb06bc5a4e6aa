"""The link of the mail by which a buyer shows that they read it, so that the goods of their order are kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.checkout.operations import ConfirmedTooLate, confirm_order
from shop.core.clients import client_address
from shop.core.errors import NotFound
from shop.orders.queries import get_order_to_confirm, order_path
from shop.storefront.htmx import go_to
from shop.storefront.shopper import by_shopper


@require_safe
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm, and show the order. Opening it again changes nothing; a program that looks at mail may do it as well."""
    try:
        order = get_order_to_confirm(token=token)
        if request.method == "GET":
            client = client_address(request)
            order = confirm_order(order_id=order.pk, by=by_shopper(request), client=client)
            messages.success(request, _("Thank you. Your order is confirmed."))
    except NotFound as error:
        raise Http404 from error
    except ConfirmedTooLate as error:
        messages.error(request, error.message)
    return go_to(request, order_path(order))
