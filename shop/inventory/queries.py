"""Questions about stock. The answers may be old when they are read: only the steps, under their locks, decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from shop.catalog.models import BundleComponent
from shop.core.errors import NotFound

from .models import BackInStockRequest, Location, StockLevel
from .rules import LOW_STOCK, Availability, StockPart, availability
from .sql import part_rows

# States of a level, for filters.
RUNNING_LOW = Q(available__gt=0, ready__lte=Coalesce(F("low_stock_at"), Value(LOW_STOCK)))
SOLD_OUT = Q(available=0)
OWED = Q(on_hand__lt=F("allocated") + F("reserved"))  # sold before it is there
# Counts of what is not sold bind nobody (`catalog.queries.sold_variants`, as joins).
ON_SALE = Q(variant__track_stock=True, variant__status="active", variant__product__status="active")

_SALT = "back-in-stock"


def location_names() -> dict[str, str]:
    """Return the code of each location by its name and by its code."""
    rows = list(Location.objects.all())
    return {row.name: row.code for row in rows} | {row.code: row.code for row in rows}


def availability_of(*, variant_ids: Collection[int], today: date) -> Mapping[int, Availability]:
    """Return what may be promised about variants, bundles included, over all locations: one query.

    A variant that does not exist is missing.
    """
    found: dict[int, tuple[date | None, bool, list[StockPart]]] = {}
    if variant_ids:
        for key, released_on, is_bundle, *part in part_rows(variant_ids=variant_ids, today=today):
            found.setdefault(key, (released_on, is_bundle, []))[2].append(StockPart(*part))
    return {
        key: availability(parts, is_bundle=is_bundle, released_on=released_on, today=today)
        for key, (released_on, is_bundle, parts) in found.items()
    }


def units_of(*, variant_ids: Collection[int]) -> Mapping[int, int | None]:
    """Return how many of each variant can be sold, bundles included; None where nothing is counted. One query."""
    return {key: each.units for key, each in availability_of(variant_ids=variant_ids, today=date.min).items()}


def list_levels() -> QuerySet[StockLevel]:
    """Return the stock levels of what has stock: bundles have none."""
    is_bundle = Exists(BundleComponent.objects.filter(bundle=OuterRef("variant")))
    return StockLevel.objects.filter(~is_bundle)


def get_default_location() -> Location:
    """Return the location that is used first. Raises: Location.DoesNotExist on a shop that was never set up."""
    return Location.objects.order_by("priority", "pk")[:1].get()


def waiting_path(*, request_id: int) -> str:
    """Return the address of the page on which somebody stops waiting for a variant."""
    return f"/back-in-stock/{Signer(salt=_SALT).sign(str(request_id))}/"


def list_waiting(*, token: str) -> list[BackInStockRequest]:
    """Return what the holder of a mail's token waits for, oldest first, and the request of the token itself.

    Whoever has the mail reads the mailbox, so all open requests of its address are theirs. Raises: NotFound.
    """
    request_id = read_waiting_token(token=token)
    mine = BackInStockRequest.objects.filter(pk=request_id)
    address = Subquery(mine.values(lower=Lower("email"))[:1])
    rows = BackInStockRequest.objects.alias(address=Lower("email"))
    found = rows.filter(Q(pk=request_id) | Q(address=address, notified_at=None))
    return list(found.select_related("variant__product").prefetch_related("variant__option_values").order_by("pk"))


def read_waiting_token(*, token: str) -> int:
    """Return the id of the request that a signed token names. Raises: NotFound for anything that we did not sign."""
    try:
        return int(Signer(salt=_SALT).unsign(token))
    except BadSignature as error:
        raise NotFound from error
