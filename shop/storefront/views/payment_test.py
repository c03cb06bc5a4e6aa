"""The built-in test bank's own page, where a buyer confirms a payment as with 3-D Secure."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from shop.core.money import Money
from shop.payments.models import TestCharge
from shop.payments.providers.test import TestProvider
from shop.storefront.htmx import go_to, render_page


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the buyer to approve or decline; the answer is booked at the test bank, and the shop asks for it there."""
    charge = TestCharge.objects.filter(reference=reference).first()
    if charge is None:
        raise Http404
    if charge.status != "requires_action":
        return go_to(request, charge.return_url)
    if request.method == "POST":
        approve = request.POST.get("answer") == "approve"
        return go_to(request, TestProvider().answer_challenge(attempt_id=reference, approve=approve))
    amount = Money(charge.amount_minor, charge.currency)
    return render_page(request, "storefront/payment/test_bank.html", {"amount": amount})
