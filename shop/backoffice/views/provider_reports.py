"""What payment providers report: discrepancies, and webhook events that failed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.backoffice.forms import act
from shop.checkout.operations import resolve_item, retry_event
from shop.core.actor import By


def resolve_item_page(request: HttpRequest, item_id: int) -> HttpResponse:
    """Mark a discrepancy as resolved (POST only)."""

    def resolve(by: By) -> str:
        resolve_item(item_id=item_id, by=by)
        return _("Marked as resolved.")

    return act(request, None, resolve, back_to=reverse("admin:payments_reconciliationitem_changelist"))


def retry_event_page(request: HttpRequest, event_id: int) -> HttpResponse:
    """Try a failed webhook event again (POST only)."""

    def retry(by: By) -> str:
        retry_event(event_id=event_id, by=by)
        return _("We're processing this event again.")

    return act(request, None, retry, back_to=reverse("admin:payments_providerevent_change", args=[event_id]))
