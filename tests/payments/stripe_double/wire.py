"""The shape of Stripe's API: nested forms, expanded references, pages of lists, errors."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl


class ApiError(Exception):
    """An answer that is not 200. `is_kept` says whether it is saved under the Idempotency-Key."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", is_kept: bool = True, **more):
        super().__init__(message)
        self.status, self.is_kept = status, is_kept
        self.body = {"error": {"type": kind, "message": message, **more}}


def parse_form(text: str) -> dict[str, Any]:
    """Read `a[b][0][c]=d` into {"a": {"b": [{"c": "d"}]}}."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        path = re.findall(r"[^\[\]]+", name)
        if name.endswith("[]"):
            path.append(str(len(_at(root, path))))
        target = root
        for step in path[:-1]:
            target = target.setdefault(step, {})
        target[path[-1]] = value
    return _listed(root)


def expand(thing: dict[str, Any], paths: list[str], find) -> dict[str, Any]:
    """Put objects in the place of their ids. Raises: ApiError for more than four levels, as Stripe does."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > 4:
            raise ApiError(400, f"You cannot expand more than 4 levels: {path}", is_kept=False)
        _expand_one([thing], steps, find)
    return thing


def page(rows: list[dict[str, Any]], params: dict[str, Any], url: str) -> dict[str, Any]:
    """Return a page of a list, newest first."""
    rows = sorted(rows, key=lambda row: row["_n"], reverse=True)
    created = params.get("created", {})
    rows = [row for row in rows if row["created"] >= int(created.get("gte", 0))]
    ids = [row["id"] for row in rows]
    begin = ids.index(params["starting_after"]) + 1 if "starting_after" in params else 0
    limit = int(params.get("limit", 10))
    return {
        "object": "list",
        "url": url,
        "has_more": len(rows) > begin + limit,
        "data": rows[begin : begin + limit],
    }


def _expand_one(things: list[dict[str, Any]], steps: list[str], find) -> None:
    for step in steps:
        reached = []
        for thing in things:
            if step == "data":
                reached += thing["data"]
                continue
            if isinstance(thing.get(step), str):
                thing[step] = find(thing[step])
            if thing.get(step) is not None:
                reached.append(thing[step])
        things = reached


def _at(root: dict[str, Any], path: list[str]) -> dict[str, Any]:
    for step in path:
        root = root.get(step, {})
    return root


def _listed(value):
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
