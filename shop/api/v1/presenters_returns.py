"""How returns and withdrawals look in version 1."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from shop.api.common.answers import timestamp
from shop.api.common.money import amount
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.queries import return_path, withdrawal_path


def present_return(return_: Return) -> dict[str, Any]:
    """Return a return, from what is loaded or two queries."""
    return {
        "id": return_.public_id,
        "number": str(return_),
        "kind": return_.kind,
        "status": return_.status,
        "comment": return_.comment,
        "instructions": return_.instructions,
        "refusal": return_.refusal,
        "lines": [
            {
                "sku": row.order_line.sku,
                "name": row.order_line.name,
                "quantity": row.quantity,
                "quantity_received": row.quantity_received,
                "reason": row.reason,
                "wanted_sku": row.wanted_sku or None,
            }
            for row in return_.lines.all()
        ],
        "refund": amount(return_.refund_minor, return_.order.currency),
        "replacement": return_.replacement.public_id if return_.replacement else None,
        "created_at": timestamp(return_.created_at),
        "url": settings.SITE_URL + return_path(return_),
    }


def present_withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    """Return a withdrawal from an order, from what is loaded or two queries."""
    assert withdrawal.order is not None, "a withdrawal is read below its order"
    return {
        "id": withdrawal.public_id,
        "number": str(withdrawal),
        "status": withdrawal.status,
        "statement": withdrawal.statement,
        "declared_at": timestamp(withdrawal.declared_at),
        "refund_due_on": withdrawal.refund_due_on,
        "lines": [
            {
                "sku": row.order_line.sku,
                "name": row.order_line.name,
                "quantity": row.quantity,
                "quantity_cancelled": row.quantity_cancelled,
                "quantity_received": row.quantity_received,
                "exemption": row.exemption or None,
            }
            for row in withdrawal.lines.all()
        ],
        "refund": amount(withdrawal.refund_minor, withdrawal.order.currency),
        "url": settings.SITE_URL + withdrawal_path(withdrawal),
    }
