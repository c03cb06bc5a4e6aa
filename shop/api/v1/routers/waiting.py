"""Being told when something is back in stock."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from shop.api.common.answers import answer
from shop.api.common.auth import Bearer, caller_of
from shop.api.common.idempotency import OptionalKey, once
from shop.api.v1.schemas.catalog import NewWaiting, Waiting
from shop.api.v1.schemas.common import BODY, problems
from shop.channels.queries import get_default_channel
from shop.core.clients import client_address
from shop.core.idempotency import GUESTS, Claim
from shop.inventory.operations import request_back_in_stock

router = Router(tags=["Catalogue"])


@router.post(
    "/back-in-stock/",
    auth=Bearer(required=False),
    response={202: Waiting, **problems(*BODY, 401, 404, 409, 429)},
    summary="Ask for a mail when a variant is back",
    openapi_extra={"security": [{}]},
)
def request_waiting(request: HttpRequest, body: NewWaiting, idempotency_key: OptionalKey = None) -> HttpResponse:
    """One mail is sent when the variant is there again, with a link that ends the wait.

    The answer is the same whether the address waits already or not. `already_in_stock` (409) says that it can be
    ordered now. One client may ask five times an hour for an address.
    """
    return once(request, idempotency_key, body, lambda claim: _wait(request, body, claim), guest=GUESTS)


def _wait(request: HttpRequest, body: NewWaiting, claim: Claim | None) -> HttpResponse:
    user = caller_of(request).user
    request_back_in_stock(
        sku=body.sku,
        email=body.email or (user.email if user else ""),
        locale=get_default_channel().locale,
        client=client_address(request),
        now=timezone.now(),
        claim=claim,
    )
    return answer({"sku": body.sku}, status=202)
