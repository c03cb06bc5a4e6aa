"""Signed webhooks of payment providers: stored and acknowledged at once, worked off by the worker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.checkout.operations import receive_event
from shop.core.errors import Busy, DomainError, retry_headers
from shop.payments.providers import UnknownProvider

MAX_BODY = 256 * 1024  # bytes


@csrf_exempt  # the signature over the body says who it is from
@require_POST
def receive(request: HttpRequest, provider: str) -> HttpResponse:
    """Answer 200 when the event is stored, or was before. The answer tells nothing else.

    A body that is too long is refused unread, and a wrong signature stores nothing.
    """
    length = request.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY:
        return HttpResponse(status=413)
    try:
        receive_event(provider=provider, body=request.body, headers=request.headers, now=timezone.now())
    except UnknownProvider:
        return HttpResponse(status=404)
    except Busy as error:  # the provider sends it again
        return HttpResponse(status=503, headers=retry_headers(error))
    except DomainError:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
