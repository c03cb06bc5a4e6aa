"""The outbox is written by whoever has a transaction open, and by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shop.notifications.steps import queue_message

pytestmark = pytest.mark.django_db(transaction=True)


def test_queueing_outside_a_transaction_is_refused():
    with pytest.raises(AssertionError, match="inside the caller's transaction"):
        queue_message(
            dedupe_key="x", recipient="a@example.com", template="orders/link", context={}, now=datetime.now(UTC)
        )
