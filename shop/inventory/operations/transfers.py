"""Goods from one location to another: while they are on their way nobody can buy them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Variant
from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput, NotFound
from shop.core.idempotency import Claim, bind_key, claim_key
from shop.inventory.models import StockMovement, Transfer, TransferLine
from shop.inventory.steps import StockChange, change_on_hand

from .counting import MAX_UNITS, check_known

Kind = StockMovement.Kind
Status = Transfer.Status


class TransferClosed(DomainError):
    """A transfer was received or cancelled already."""

    code = "transfer_closed"
    title = _("Transfer closed")
    kind = "conflict"
    default_message = _("This transfer has already been received or cancelled.")


def send_transfer(
    *,
    source_id: int,
    target_id: int,
    units: Mapping[int, int],
    by: By,
    note: str = "",
    claim: Claim | None = None,
) -> Transfer:
    """Take {variant id: units} out of one location, to be received at another.

    A form sent twice (`claim`) makes one transfer. Locks the stock levels by key. Needs the permission
    inventory.add_transfer.
    Raises: Forbidden, NotFound, InvalidInput, KeyReused, StockTooLow where there are fewer, or orders hold them.
    """
    by.require("inventory.add_transfer")
    if source_id == target_id:
        raise InvalidInput(
            fields={
                "target": gettext(
                    "Choose a different destination. Stock cannot be transferred to the location it comes from."
                )
            }
        )
    if not units or not all(1 <= count <= MAX_UNITS for count in units.values()):
        raise InvalidInput(
            fields={"quantity": gettext("Enter a number from 1 to %(max_units)s.") % {"max_units": f"{MAX_UNITS:,}"}}
        )
    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result="", now=by.now)) is not None:
            return Transfer.objects.get(pk=int(made))
        check_known(location_ids=[source_id, target_id], variant_ids=list(units))
        transfer = Transfer.objects.create(source_id=source_id, target_id=target_id, note=note[:200], sent_at=by.now)
        bind_key(claim=claim, result=str(transfer.pk))
        skus = dict(Variant.objects.filter(pk__in=units).values_list("pk", "sku"))
        TransferLine.objects.bulk_create(
            TransferLine(transfer=transfer, variant_id=key, sku=skus[key], quantity=count)
            for key, count in units.items()
        )
        taken = {key: -count for key, count in units.items()}
        _insert_transfer_movements(transfer, taken, location_id=source_id, kind=Kind.TRANSFER_OUT, by=by)
    return transfer


def receive_transfer(*, transfer_id: int, by: By, received: Mapping[int, int] | None = None) -> Transfer:
    """Book a transfer in at its target: all of it, or {line id: units} where less arrived; the rest is lost.

    Locks the transfer, then the stock levels by key. Needs the permission inventory.change_transfer.
    Raises: Forbidden, NotFound, TransferClosed, InvalidInput for more than was sent.
    """
    by.require("inventory.change_transfer")
    with transaction.atomic(durable=True):
        transfer, lines = _lock(transfer_id)
        counts = {line.pk: line.quantity for line in lines} | dict(received or {})
        if len(counts) != len(lines) or any(not 0 <= counts[line.pk] <= line.quantity for line in lines):
            raise InvalidInput(
                fields={"received": gettext("Enter how many arrived. This cannot be more than were sent.")}
            )
        for line in lines:
            line.quantity_received = counts[line.pk]
        TransferLine.objects.bulk_update(lines, ["quantity_received"])
        arrived = {line.variant_id: counts[line.pk] for line in lines if line.variant_id}
        _insert_transfer_movements(transfer, arrived, location_id=transfer.target_id, kind=Kind.TRANSFER_IN, by=by)
        _close_transfer(transfer, Status.RECEIVED, by.now)
    return transfer


def cancel_transfer(*, transfer_id: int, by: By) -> Transfer:
    """Bring the goods of a transfer back to where they came from.

    Locks the transfer, then the stock levels by key. Needs the permission inventory.change_transfer.
    Raises: Forbidden, NotFound, TransferClosed.
    """
    by.require("inventory.change_transfer")
    with transaction.atomic(durable=True):
        transfer, lines = _lock(transfer_id)
        quantities = {line.variant_id: line.quantity for line in lines if line.variant_id}
        _insert_transfer_movements(transfer, quantities, location_id=transfer.source_id, kind=Kind.TRANSFER_IN, by=by)
        _close_transfer(transfer, Status.CANCELLED, by.now)
    return transfer


def _lock(transfer_id: int) -> tuple[Transfer, list[TransferLine]]:
    transfer = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer_id).first()
    if transfer is None:
        raise NotFound
    if transfer.status != Status.SENT:
        raise TransferClosed
    return transfer, list(transfer.lines.order_by("pk"))


def _close_transfer(transfer: Transfer, status: Transfer.Status, now: datetime) -> None:
    transfer.status, transfer.closed_at = status, now
    transfer.save(update_fields=["status", "closed_at"])


def _insert_transfer_movements(
    transfer: Transfer,
    units: Mapping[int, int],
    *,
    location_id: int,
    kind: StockMovement.Kind,
    by: By,
) -> None:
    changes = [StockChange(variant_id, count) for variant_id, count in units.items()]
    change_on_hand(
        location_id=location_id,
        changes=changes,
        kind=kind,
        by=by,
        note=transfer.note,
        transfer_id=transfer.pk,
    )
