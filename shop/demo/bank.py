"""The demo's bank: its statement says that everybody has paid, so that the import of statements can be tried."""

import csv
import io

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.core.money import Money
from shop.orders.models import OrderAddress
from shop.payments.models import Payment
from shop.payments.providers import manual_codes
from shop.payments.rules import OPEN
from shop.payments.statements import creditor_reference

_COLUMNS = ("Booking date", "Amount", "Currency", "Payer", "Purpose")


@require_safe
@never_cache
def statement(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer a statement in which each open transfer and invoice is paid, and a line that belongs to no order."""
    if not settings.DEMO:
        raise Http404
    file = io.StringIO(newline="")
    sheet = csv.writer(file)
    sheet.writerow(_COLUMNS)
    waiting = Payment.objects.filter(provider__in=manual_codes(), status__in=OPEN).select_related("order")
    for payment in waiting.order_by("pk"):
        address = payment.order.addresses.filter(kind=OrderAddress.Kind.SHIPPING).first()
        missing = Money(payment.amount_minor - payment.captured_minor, payment.currency)
        sheet.writerow(
            (
                payment.created_at.date().isoformat(),
                str(missing),
                payment.currency,
                address.full_name if address else payment.order.email,
                creditor_reference(payment.order.number),
            )
        )
    today = timezone.localdate()
    sheet.writerow((today.replace(day=1).isoformat(), "35.00", "EUR", "Stadtwerke Hamburg", "Credit for electricity"))
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bank-statement.csv"'
    return response
