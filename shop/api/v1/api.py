"""Version 1 of the JSON API. It only grows; what would break a client goes into a version 2 beside it."""

from __future__ import annotations

from shop.api.common.api import ShopAPI
from shop.api.common.docs import Docs

from .examples import skus_to_try
from .routers import about, catalog, orders, payments, returns, shipping, users, waiting

_DESCRIPTION = """\
Everything the shop can do, for partners: browse the catalogue, open accounts, order.

- Amounts are `{"amount": "58.00", "currency": "EUR"}`, times RFC 3339 in UTC, lists `{"results": […], "next": …}`.
- Send `Authorization: Bearer <access>`; cookies mean nothing here.
- Send an `Idempotency-Key` with each POST that orders or moves money, and the same one when you repeat it: one effect,
  one answer, kept for 24 hours (marked `Idempotency-Replayed: true`). Logging in, renewing and out take none.
- Every GET has an `ETag`: `If-None-Match` answers 304 while nothing changed. That of an order or a return begins with
  its version; a write with `If-Match` of an older one is 412 and changes nothing.
- Refusals are `application/problem+json` (RFC 9457) with a stable `code`; `/api/v1/errors/` lists them all.
- Unknown fields and parameters are refused, so that a typing mistake is never ignored.
"""

api = ShopAPI(
    title="Nexus shop API",
    version="1.0.0",
    urls_namespace="api-v1",
    description=_DESCRIPTION,
    docs=Docs(),
    to_try=skus_to_try,
    servers=[{"url": "/", "description": "This shop"}],
    openapi_extra={
        "tags": [
            {"name": "Catalogue", "description": "Products and categories, the same for everybody."},
            {"name": "Orders", "description": "Place orders as a guest or a customer, and see your own."},
            {"name": "Returns and withdrawals", "description": "Send things back; withdraw from a contract."},
            {"name": "Accounts", "description": "Open an account, log in, stay logged in, log out."},
            {"name": "About", "description": "What the API says about itself."},
        ]
    },
)
for _module in (about, users, catalog, waiting, shipping, orders, payments, returns):
    api.add_router("", _module.router)
