"""Telling the database who writes, so that its triggers can sign what they record.

The signature is one transaction-local setting, `shop.actor`. It is sent once per transaction, before the first
statement that changes a tracked table, and only when it is not what the connection says from its beginning: "a guest"
(`config.env.database`). So a guest's order costs no statement more, a read never does, and a connection from outside
the shop signs nothing at all. Transaction-local means that a pooled connection cannot carry it to somebody else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from shop.core.acting import current_actor, current_reason
from shop.core.door import request_id

from .sql import sign_transaction
from .tables import TRACKED

GUEST = '{"kind":"guest"}'  # as config.env.database has it
_STATE = "history_said"
_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?"?(\w+)', re.IGNORECASE)
_HIDDEN_WRITE = re.compile(r"\s*(?:WITH|MERGE|COPY|DO|CALL)\b", re.IGNORECASE)


def sign_connection(*, connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Have a new connection sign what it writes (handler of Django's `connection_created`)."""
    if _sign_first not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _sign_first)  # the end is popped by whoever wraps for a while


def _sign_first(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    connection: BaseDatabaseWrapper = context["connection"]
    if _STATE in vars(connection) and _is_idle(connection):
        del vars(connection)[_STATE]  # no transaction has begun: what was said is forgotten
    if not _may_be_recorded(sql):
        return execute(sql, params, many, context)
    wanted = _signature()
    if not connection.get_autocommit():
        _say(connection, wanted)
    elif wanted != GUEST:  # else the connection says it already, since nothing outlives a transaction
        with transaction.atomic(using=connection.alias):
            _say(connection, wanted)
            return execute(sql, params, many, context)
    return execute(sql, params, many, context)


def _is_idle(connection: BaseDatabaseWrapper) -> bool:
    return connection.connection is not None and connection.connection.info.transaction_status == TransactionStatus.IDLE


def _may_be_recorded(sql: Any) -> bool:
    """Whether a statement could change a tracked table. Wrongly yes costs one statement; no must be right."""
    if not isinstance(sql, str):
        return True
    if written := _WRITE.match(sql):
        return written[1] in TRACKED
    return _HIDDEN_WRITE.match(sql) is not None


def _signature() -> str:
    """Return who is writing and why, as the trigger reads it; customers by key alone, for entries are never erased."""
    actor, reason = current_actor(), current_reason()
    if actor.kind == "guest" and not reason:
        return GUEST
    request = request_id.get()
    said = {
        "kind": actor.kind, "label": "" if actor.kind == "customer" else actor.label, "user": actor.user_id,
        "reason": reason, "request": "" if request == "-" else request,
    }  # fmt: skip
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def _say(connection: BaseDatabaseWrapper, wanted: str) -> None:
    """Send the signature unless this very transaction has it already.

    Django puts a new `run_on_commit` list in place whenever a transaction ends or a savepoint is rolled back, which
    is when PostgreSQL forgets the setting; the same list means that what was said still stands.
    """
    hooks, said = vars(connection).get(_STATE, (None, GUEST))
    is_fresh, still_stands = hooks is None, hooks is connection.run_on_commit and connection.in_atomic_block
    if (is_fresh or still_stands) and said == wanted:
        return
    sign_transaction(connection, wanted)
    vars(connection)[_STATE] = (connection.run_on_commit, wanted)
