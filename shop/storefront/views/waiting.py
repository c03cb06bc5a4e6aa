"""Being told when something is back: the form, and the page of the mail's link."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from shop.catalog.models import Variant
from shop.catalog.queries import sold_variants
from shop.core.clients import client_address
from shop.core.errors import DomainError, InvalidInput, NotFound, http_status
from shop.inventory.operations import request_back_in_stock, stop_waiting
from shop.inventory.queries import list_waiting, waiting_path
from shop.storefront.context import site_of
from shop.storefront.forms.waiting import WaitingForm
from shop.storefront.guards import same_origin_only
from shop.storefront.htmx import go_to, render_page, wants_fragment
from shop.storefront.shopper import user_of


@same_origin_only
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for an address to write to when `sku` is back; the answer is the same whether it waits already or not."""
    is_post = request.method == "POST"
    variant = _variant_by_sku((request.POST if is_post else request.GET).get("sku", ""))
    form = WaitingForm(request.POST if is_post else None, initial={"email": _email_of(request)})
    refused, status, limited = "", 200, None
    if is_post:
        if not form.is_valid():
            status = 422
        else:
            try:
                request_back_in_stock(
                    sku=variant.sku,
                    email=form.cleaned_data["email"],
                    locale=site_of(request).channel.locale,
                    client=client_address(request),
                    now=timezone.now(),
                )
            except NotFound as error:
                raise Http404 from error
            except InvalidInput as error:
                form.add_error("email", error.fields.get("email", error.message))
                status = 422
            except DomainError as error:
                # htmx shows conflicts; a page says more exactly what it is.
                refused, status = error.message, 409 if wants_fragment(request) else http_status(error)
                limited = error
            else:
                if not wants_fragment(request):
                    return go_to(request, f"{reverse('waiting')}?{urlencode({'sku': variant.sku, 'sent': 1})}")
    sent = status == 200 and (is_post or "sent" in request.GET)
    context = {"variant": variant, "sku": variant.sku, "form": form, "refused": refused, "sent": sent}
    page = "storefront/waiting/start.html"
    return render_page(request, page, context, fragment="waiting-answer", status=status, refused=limited)


@require_safe
def email(request: HttpRequest) -> HttpResponse:
    """Fill the customer's address into the form of a cached page; for a guest there is nothing to fill in."""
    address = _email_of(request)
    response = HttpResponse(status=204)
    if address:
        form = WaitingForm(initial={"email": address})
        response = render(request, "storefront/waiting/email.html", {"form": form})
    response["Cache-Control"] = "private, no-store"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder of a mail's link waits for, and how to stop.

    The link itself is the right to do so, which is why a POST needs nothing else: mail programs send it (RFC 8058).
    """
    try:
        if request.method == "POST":
            which = request.POST.get("which", token)
            stop_waiting(token=which)
            if "List-Unsubscribe" in request.POST:
                return HttpResponse(
                    f"{_('Done. We will not email you about this.')}\n", content_type="text/plain; charset=utf-8"
                )
            return go_to(request, f"{reverse('waiting_detail', args=[token])}?stopped=1")
        rows = list_waiting(token=token)
    except NotFound as error:
        raise Http404 from error
    waits = [(row, waiting_path(request_id=row.pk).split("/")[2]) for row in rows if row.notified_at is None]
    context = {"waits": waits, "stopped": "stopped" in request.GET, "token": token}
    return render_page(request, "storefront/waiting/detail.html", context)


def _email_of(request: HttpRequest) -> str:
    user = user_of(request)
    return user.email if user else ""


def _variant_by_sku(sku: str) -> Variant:
    """Return a variant that is shown in the shop. Raises: Http404."""
    rows = sold_variants().select_related("product")
    variant = rows.prefetch_related("option_values").filter(sku=sku).first() if sku and "\x00" not in sku else None
    if variant is None:
        raise Http404
    return variant
