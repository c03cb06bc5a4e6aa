"""Goods that arrive, counts that are corrected, and what each stock level promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from shop.catalog.models import Variant
from shop.core.actor import By
from shop.core.errors import InvalidInput, NotFound, StaleVersion
from shop.core.idempotency import Claim, claim_key
from shop.inventory.locks import lock_levels
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.inventory.steps import StockChange, StockTooLow, change_on_hand

MAX_UNITS = 1_000_000


def receive_stock(
    *,
    location_id: int,
    received: Mapping[int, int],
    by: By,
    note: str = "",
    claim: Claim | None = None,
) -> None:
    """Book goods that arrived: {variant id: units}. `note` is the delivery's number or whatever helps to find it.

    A form sent twice (`claim`) is booked once. Locks the stock levels by key. Needs the permission
    inventory.change_stocklevel. Raises: Forbidden, NotFound (location or variant), InvalidInput (also for a
    bundle), KeyReused.
    """
    by.require("inventory.change_stocklevel")
    if not received or not all(1 <= units <= MAX_UNITS for units in received.values()):
        raise InvalidInput(
            fields={"quantity": _("Enter a number from 1 to %(max_units)s.") % {"max_units": f"{MAX_UNITS:,}"}}
        )
    with transaction.atomic(durable=True):
        if claim_key(claim=claim, result="received", now=by.now) is not None:
            return
        check_known(location_ids=[location_id], variant_ids=list(received))
        changes = [StockChange(variant_id, units) for variant_id, units in received.items()]
        kind = StockMovement.Kind.RECEIVE
        change_on_hand(location_id=location_id, changes=changes, kind=kind, by=by, note=note)


def adjust_stock(
    *,
    location_id: int,
    variant_id: int,
    difference: int,
    reason: Literal["adjust", "damage"],
    by: By,
    note: str = "",
    claim: Claim | None = None,
) -> None:
    """Correct a count by a difference: what was found or missed at stock-taking, or what broke (negative).

    A form sent twice (`claim`) is booked once. Locks the stock level. Needs the permission
    inventory.change_stocklevel.
    Raises: Forbidden, NotFound, InvalidInput (also for more of a bundle), KeyReused, StockTooLow where orders hold more
    than would be left.
    """
    by.require("inventory.change_stocklevel")
    if difference == 0 or abs(difference) > MAX_UNITS:
        raise InvalidInput(fields={"difference": _("Enter how much the quantity changes by.")})
    if reason == "damage" and difference > 0:
        raise InvalidInput(fields={"difference": _("Enter a negative number for items that were damaged or lost.")})
    with transaction.atomic(durable=True):
        if claim_key(claim=claim, result=reason, now=by.now) is not None:
            return
        check_known(location_ids=[location_id], variant_ids=[variant_id])
        changes, kind = [StockChange(variant_id, difference)], StockMovement.Kind(reason)
        change_on_hand(location_id=location_id, changes=changes, kind=kind, by=by, note=note)


def set_stock_settings(
    *,
    level_id: int,
    safety: int,
    backorder_limit: int,
    expected_on: date | None,
    low_stock_at: int | None,
    by: By,
    version: int | None = None,
) -> StockLevel:
    """Set what a stock level keeps back, may sell before it is there, and when staff are told that it runs low.

    `version` is the level's version as the actor saw it; a later one is refused. Locks the level.
    Needs the permission inventory.change_stocklevel.
    Raises: Forbidden, NotFound, StaleVersion, InvalidInput, StockTooLow where orders need the back-order limit.
    """
    by.require("inventory.change_stocklevel")
    numbers = {"safety": safety, "backorder_limit": backorder_limit, "low_stock_at": low_stock_at or 0}
    wrong = [name for name, number in numbers.items() if not 0 <= number <= MAX_UNITS]
    if wrong:
        raise InvalidInput(
            fields=dict.fromkeys(wrong, _("Enter a number from 0 to %(max_units)s.") % {"max_units": f"{MAX_UNITS:,}"})
        )
    with transaction.atomic(durable=True):
        level = next(iter(lock_levels(level_ids=[level_id])), None)
        if level is None:
            raise NotFound
        if version is not None and level.version != version:
            raise StaleVersion
        if backorder_limit < (least := level.least_limit(on_hand=level.on_hand)):
            raise StockTooLow(
                _("%(promised)s units are already allocated to orders. The limit must be at least %(least)s.")
                % {"promised": level.promised, "least": least}
            )
        StockLevel.objects.filter(pk=level_id).update(
            safety=safety, backorder_limit=backorder_limit, expected_on=expected_on, low_stock_at=low_stock_at
        )
    level.refresh_from_db()
    return level


def check_known(*, location_ids: list[int], variant_ids: list[int]) -> None:
    """Refuse places and variants that do not exist. Raises: NotFound."""
    if Location.objects.filter(pk__in=location_ids).count() != len(set(location_ids)):
        raise NotFound(_("This location does not exist."))
    if Variant.objects.filter(pk__in=variant_ids).count() != len(set(variant_ids)):
        raise NotFound(_("This variant does not exist."))
