"""What is on the account at Stripe: numbered things, events that tell of them, and movements of money."""

from __future__ import annotations

import copy
import itertools
import time
from collections import defaultdict
from typing import Any

from .wire import ApiError


class Records:
    """The account's records. Every method is called under the server's lock."""

    def __init__(self, *, livemode: bool) -> None:
        self.livemode = livemode
        self.things: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.late_by = 0.0  # seconds that Stripe's clock is ahead
        self._numbers = itertools.count(1)

    # --- reading

    def now(self) -> int:
        return int(time.time() + self.late_by)

    def find(self, thing_id: str) -> dict[str, Any]:
        """Return a copy, as it goes over the wire."""
        return copy.deepcopy(self._get(thing_id))

    def all(self, kind: str, **wanted: Any) -> list[dict[str, Any]]:
        found = [one for one in self.things.values() if one["object"] == kind]
        return [copy.deepcopy(one) for one in found if all(one.get(name) == value for name, value in wanted.items())]

    def totals(self, currency: str = "eur") -> dict[str, int]:
        """Sum the account's movements: what came in, went back, was disputed, and was kept; and the balance."""
        sums: dict[str, int] = defaultdict(int)
        for move in self.all("balance_transaction", currency=currency):
            sums[move["type"]] += move["amount"]
            sums["fee"] += move["fee"]
            sums["balance"] += move["net"]
        return dict(sums)

    # --- writing

    def tell(self, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
        """Note an event; whoever holds the double delivers it."""
        event = {
            "id": f"evt_{next(self._numbers):08d}", "object": "event", "api_version": "2026-10-28.endive", "type": kind,
            "created": self.now(), "livemode": self.livemode, "pending_webhooks": 1, "request": None,
            "data": {"object": public(copy.deepcopy(thing))},
        }  # fmt: skip
        self.events.append(event)
        return event

    def _get(self, thing_id: str) -> dict[str, Any]:
        if thing_id not in self.things:
            raise ApiError(404, f"No such thing: {thing_id!r}", code="resource_missing", is_kept=False)
        return self.things[thing_id]

    def _put(self, kind: str, prefix: str, **values: Any) -> dict[str, Any]:
        number = next(self._numbers)
        thing = {
            "id": f"{prefix}{number:024d}", "object": kind, "created": self.now(), "livemode": self.livemode, "_n": number,
            **values,
        }  # fmt: skip
        self.things[thing["id"]] = thing
        return thing

    def _move(self, kind: str, amount: int, fee: int, currency: str) -> str:
        move = self._put(
            "balance_transaction", "txn_", type=kind, amount=amount, fee=fee, net=amount - fee, currency=currency
        )
        return str(move["id"])


def public(value):
    """Leave out what Stripe keeps to itself: names that begin with "_"."""
    if isinstance(value, dict):
        return {key: public(item) for key, item in value.items() if not key.startswith("_")}
    return [public(item) for item in value] if isinstance(value, list) else value
