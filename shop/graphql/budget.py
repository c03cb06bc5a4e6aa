"""What an answer may cost while it is made: fields, characters and time. And how many costly ones are made at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock, Semaphore
from typing import Any

from django.utils.translation import gettext as _
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from graphql.type import GraphQLLeafType, GraphQLObjectType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from shop.core.door import Refusal
from shop.graphql.limits import COSTLY

MAX_FIELDS = 20_000
MAX_CHARACTERS = 2_000_000
MAX_SECONDS = 5.0
WAIT_SECONDS = 2.0  # for the costly query before this one
clock = time.monotonic

_running = Lock()
_waiting = Semaphore(2)  # the one that runs, and one behind it: the other threads of the process serve others


class Spent(BaseException):
    """The answer has become too dear. No Exception: a field that fails lets the others go on, this ends them all."""


class Budget:
    """What an answer has cost until now."""

    def __init__(self) -> None:
        self.fields = self.characters = 0
        self.until = clock() + MAX_SECONDS

    def spend(self, *, fields: int) -> None:
        """Count fields before they are resolved. Raises: Spent."""
        self.fields += fields
        if self.fields > MAX_FIELDS or self.characters > MAX_CHARACTERS or clock() > self.until:
            raise Spent


class BoundedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes a document and stops for good where the answer exceeds its budget. Raises: Spent."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.budget = Budget()

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        """Count a field before it is resolved."""
        self.budget.spend(fields=1)
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    def complete_leaf_value(self, return_type: GraphQLLeafType, result: Any) -> Any:  # type: ignore[override]
        """Count a text after it is made."""
        value = super().complete_leaf_value(return_type, result)
        self.budget.characters += len(value) if isinstance(value, str) else 1
        return value


def in_turn(cost: int) -> AbstractContextManager[None]:
    """Let a costly query wait for the one before it, and any other pass. Raises, on entering: Refusal (503)."""
    return one_at_a_time() if cost > COSTLY else nullcontext()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one costly query run in this process, and one wait for it. Raises: Refusal (503) for those behind them."""
    busy = Refusal("too_busy", _("Other large queries are being processed. Try again."), headers={"Retry-After": "1"})
    if not _waiting.acquire(blocking=False):
        raise busy
    try:
        if not _running.acquire(timeout=WAIT_SECONDS):
            raise busy
        try:
            yield
        finally:
            _running.release()
    finally:
        _waiting.release()
