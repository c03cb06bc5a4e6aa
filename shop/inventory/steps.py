"""Stock movements, inside the caller's transaction.

A level changes by inserting movements; the database applies them and its CHECK refuses an oversell. Whoever takes
units locks the levels first, by key, to be able to say what is left. Movements are inserted in the order of the
levels' keys, so that also those who take no lock before (they only give back) never wait in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import get_language, gettext, gettext_lazy

from shop.catalog.models import BundleComponent
from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput
from shop.core.formats import format_date

from .locks import lock_levels, lock_shelves
from .models import StockLevel, StockMovement
from .rules import Need, Shortage, StockAssignment, share_out

Kind = StockMovement.Kind


class OutOfStock(DomainError):
    """Fewer pieces are left than were asked for; `shortages` says of what."""

    code = "out_of_stock"
    title = gettext_lazy("Out of stock")
    kind = "conflict"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(
            " ".join(
                gettext("%(sku)s is sold out.") % {"sku": short.sku}
                if short.available == 0
                else gettext("Only %(available)s of %(sku)s left.") % {"available": short.available, "sku": short.sku}
                for short in shortages
            )
        )

    @property
    def facts(self) -> dict[str, list[dict[str, Any]]]:
        """The shortages."""
        return {
            "shortages": [
                {"sku": short.sku, "requested": short.requested, "available": short.available}
                for short in self.shortages
            ]
        }

    @property
    def by_part(self) -> dict[str, str]:
        """What is left, by SKU."""
        return {
            f"sku:{short.sku}": gettext("Only %(available)s left.") % {"available": short.available}
            for short in self.shortages
        }


class StockTooLow(DomainError):
    """A correction would leave fewer units than orders already hold, or less than none."""

    code = "stock_too_low"
    title = gettext_lazy("Stock too low")
    kind = "conflict"
    default_message = gettext_lazy(
        "More units are allocated to orders than this would leave. Reload the page to see the current stock."
    )


class AwaitingStock(DomainError):
    """Units that were sold before they were there (pre-orders, back-orders) cannot be sent yet."""

    code = "awaiting_stock"
    title = gettext_lazy("Awaiting stock")
    kind = "conflict"

    def __init__(self, *, sku: str, missing: int, expected_on: date | None) -> None:
        if expected_on:
            text = gettext("%(missing)s × %(sku)s: not in stock until %(day)s. Ship the other items, or wait.")
        else:
            text = gettext("%(missing)s × %(sku)s: not in stock yet. Ship the other items, or wait.")
        day = expected_on and format_date(expected_on, get_language() or "")
        super().__init__(text % {"missing": missing, "sku": sku, "day": day})


@dataclass(frozen=True, slots=True)
class StockChange:
    """By how many units a variant's count changes at a location."""

    variant_id: int
    quantity: int
    order_line_key: int | None = None


def assign_stock(
    *, needs: Sequence[Need], kind: StockMovement.Kind, by: By
) -> tuple[list[StockAssignment], list[StockMovement]]:
    """Find units for lines and lock their stock levels by key: one statement. `kind` is reserve or allocate.

    Returns what each line holds, and the unsaved movements that make it so, in the order in which to insert them
    (`insert_movements`, or with other rows by `core.sql`). Raises: OutOfStock.
    """
    assert connection.in_atomic_block, "stock is taken inside the caller's transaction"
    variant_ids = {variant_id for need in needs for variant_id, _ in need.units}
    if not variant_ids:
        return [], []
    assignments, short = share_out(needs, lock_shelves(variant_ids=variant_ids))
    if short:
        raise OutOfStock(short)
    effect = (0, 1, 0) if kind == Kind.ALLOCATE else (0, 0, 1)
    return assignments, list(_movements(assignments, kind, effect, by))


def allocate_stock(*, needs: Sequence[Need], by: By) -> list[StockAssignment]:
    """Give units to lines of a placed order: two statements. Locks the stock levels by key. Raises: OutOfStock."""
    assignments, movements = assign_stock(needs=needs, kind=Kind.ALLOCATE, by=by)
    insert_movements(movements)
    return assignments


def reserve_stock(*, needs: Sequence[Need], by: By) -> list[StockAssignment]:
    """Hold units for lines that are being paid: two statements. Locks the stock levels by key. Raises: OutOfStock."""
    assignments, movements = assign_stock(needs=needs, kind=Kind.RESERVE, by=by)
    insert_movements(movements)
    return assignments


def convert_reserved(*, assignments: Sequence[StockAssignment], by: By) -> None:
    """Turn reserved units into allocated ones: one statement."""
    insert_movements(_movements(assignments, Kind.ALLOCATE, (0, 1, -1), by))


def release_stock(*, reserved: Sequence[StockAssignment], allocated: Sequence[StockAssignment], by: By) -> None:
    """Give held units back for sale: one statement."""
    freed = [*_movements(reserved, Kind.UNRESERVE, (0, 0, -1), by)]
    insert_movements([*freed, *_movements(allocated, Kind.RELEASE, (0, -1, 0), by)])


def ship_stock(*, assignments: Sequence[StockAssignment], by: By) -> None:
    """Book allocated units out of the house: one statement. The caller has seen, under lock, that they are there."""
    insert_movements(_movements(assignments, Kind.SHIP, (-1, -1, 0), by))


def change_on_hand(
    *,
    location_id: int,
    changes: Iterable[StockChange],
    by: By,
    kind: StockMovement.Kind = Kind.ADJUST,
    note: str = "",
    transfer_id: int | None = None,
) -> None:
    """Change how many units are at a location by differences; a missing stock level begins at zero.

    Differences, not totals: what was sold since somebody counted stays sold. Locks the levels by key.
    Raises: StockTooLow; InvalidInput for units of a bundle, which nobody could buy.
    """
    assert connection.in_atomic_block, "change_on_hand writes inside the caller's transaction"
    wanted = list(changes)
    variant_ids = sorted({change.variant_id for change in wanted})
    StockLevel.objects.bulk_create(
        (StockLevel(variant_id=variant_id, location_id=location_id) for variant_id in variant_ids),
        ignore_conflicts=True,
    )
    levels = {level.variant_id: level for level in lock_levels(variant_ids=variant_ids, location_id=location_id)}
    _check_no_bundle([change.variant_id for change in wanted if change.quantity > 0])
    movements = []
    for change in wanted:
        level = levels[change.variant_id]
        level.on_hand += change.quantity
        if level.on_hand < level.least_on_hand:
            raise StockTooLow(_too_low(level, change))
        if change.quantity:
            movements.append(
                movement(
                    level_id=level.pk,
                    kind=kind,
                    on_hand=change.quantity,
                    order_line_key=change.order_line_key,
                    transfer_id=transfer_id,
                    note=note,
                    by=by,
                )
            )
    insert_movements(movements)


def correct_counts(*, location_id: int, changes: Sequence[StockChange], by: By, note: str) -> None:
    """Book what somebody counted, as `change_on_hand` does; what is counted has a row of stock, even at zero.

    Needs the permission inventory.change_stocklevel where a count changes. Raises: Forbidden, and as `change_on_hand`.
    """
    if any(change.quantity for change in changes):
        by.require("inventory.change_stocklevel")
    change_on_hand(location_id=location_id, changes=changes, by=by, note=note)


def movement(
    *,
    level_id: int,
    kind: StockMovement.Kind,
    by: By,
    on_hand: int = 0,
    allocated: int = 0,
    reserved: int = 0,
    order_line_key: int | None = None,
    transfer_id: int | None = None,
    note: str = "",
) -> StockMovement:
    """Return an unsaved movement, signed by the actor.

    A buyer's address stays out of a table that is never erased; the order line tells who it was.
    """
    return StockMovement(
        level_id=level_id,
        kind=kind,
        on_hand=on_hand,
        allocated=allocated,
        reserved=reserved,
        order_line_key=order_line_key,
        transfer_id=transfer_id,
        actor_kind=by.actor.kind,
        actor_label="" if by.actor.kind in ("guest", "customer") else by.actor.label,
        actor_user_key=by.actor.user_id,
        note=note[:200],
        created_at=by.now,
    )


def insert_movements(movements: Iterable[StockMovement]) -> None:
    """Insert movements in the order of their levels' keys; the database applies them."""
    assert connection.in_atomic_block, "insert_movements writes inside the caller's transaction"
    StockMovement.objects.bulk_create(sorted(movements, key=lambda each: each.level_id), batch_size=2000)


def _movements(
    assignments: Iterable[StockAssignment], kind: StockMovement.Kind, effect: tuple[int, int, int], by: By
) -> Iterator[StockMovement]:
    """Yield a movement per hold; `effect` is the sign of its units on on_hand, allocated and reserved."""
    on_hand, allocated, reserved = effect
    for assignment in assignments:
        yield movement(
            level_id=assignment.level_id,
            kind=kind,
            on_hand=on_hand * assignment.quantity,
            allocated=allocated * assignment.quantity,
            reserved=reserved * assignment.quantity,
            order_line_key=assignment.line_key,
            by=by,
        )


def _check_no_bundle(variant_ids: Sequence[int]) -> None:
    """Refuse units of bundles: under the levels' lock, so that none becomes one meanwhile. Raises: InvalidInput."""
    made = BundleComponent.objects.filter(bundle__in=variant_ids).values_list("bundle__sku", flat=True).first()
    if made is not None:
        raise InvalidInput(
            gettext("%(made)s is a bundle and has no stock of its own. Adjust the stock of its parts.") % {"made": made}
        )


def _too_low(level: StockLevel, change: StockChange) -> str:
    sku, place = level.variant.sku, level.location.name
    had = level.on_hand - change.quantity
    if not level.least_on_hand:
        return gettext("There are only %(had)s of %(sku)s at %(place)s.") % {"had": had, "sku": sku, "place": place}
    most = max(0, had - level.least_on_hand)
    return gettext(
        "%(promised)s of the %(had)s units of %(sku)s at %(place)s are allocated to orders. "
        "You can remove at most %(most)s."
    ) % {"promised": level.promised, "had": had, "sku": sku, "place": place, "most": most}
