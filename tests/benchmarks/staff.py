"""How long every staff page and search takes in a large shop.

    DATABASE_URL=… REDIS_URL=… DJANGO_SETTINGS_MODULE=shop.config.settings uv run --group dev python -m tests.benchmarks.staff

Works on a filled throw-away database (`filling --products 20000 --orders 1000000`): asks for every address of the staff
pages with what their lists can be narrowed and sorted by, and for searches of every kind, three times each, and prints
the slower of the last two, its CPU time in this process (both in milliseconds) and its statements, worst first. With
`--slow 100` also the statements that took so long; `--only /orders/` asks for less.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import django

Row = tuple[float, float, int, int, str]  # milliseconds, those of CPU, statements, status, address

# What staff have at hand, from the rare to what everybody has, and nothing.
SEARCHES = (
    "1500000", "#1500000", "buyer1234@example.com", "yer123", "example", "Ada", "Buyer77", "Ada Buyer77", "Ada example",
    "+49 30 1001234", "10077", "BENCH-1007777", "BENCH-1", "OTHER", "JJD10500000", "R1003999", "W1003999", "pi_b500000",
    "lamp", "a", "1", "zzqqxxvv",
)  # fmt: skip
_LINK = re.compile(r'href="(\?[^"]+)"')
_SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
_OPTION = re.compile(r'<option[^>]* value="([^"]+)"')
_KEYS = {
    "order_id": "orders.Order", "return_id": "fulfilment.Return", "withdrawal_id": "fulfilment.Withdrawal",
    "line_id": "payments.StatementLine", "item_id": "payments.ReconciliationItem", "product_id": "catalog.Product",
    "event_id": "payments.ProviderEvent", "message_id": "notifications.MailMessage",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--slow", type=float, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--lines", type=int, default=40)
    options = parser.parse_args()
    django.setup()
    rows = sorted(measure(options), reverse=True)
    print(f"{len(rows)} addresses; {sum(row[0] > 300 for row in rows)} took more than 300 ms")
    print(f"{'ms':>8} {'CPU':>6} {'SQL':>4}  status address")
    for took, cpu, statements, status, address in rows[: options.lines]:
        print(f"{took:8.0f} {cpu:6.0f} {statements:4}  {status}    {address}")


def measure(options: argparse.Namespace) -> list[Row]:
    """Ask for everything there is."""
    client, rows, seen = staff_client(), [], set()
    waiting = list(_starts())
    while waiting:
        address, depth = waiting.pop(0)
        if address in seen or (options.only and options.only not in address):
            continue
        seen.add(address)
        row, body = _timed(client, address, options.slow)
        rows.append(row)
        if depth:
            place = address.split("?")[0]
            waiting += [(place + link, depth - 1) for link in _links(body)]
            waiting += [
                (f"{place}?q={_quoted(text)}", 0) for text in SEARCHES if 'name="q"' in body and place.count("/") < 5
            ]
    return rows


def staff_client() -> Any:
    """Return a test client of somebody who may do everything."""
    from django.conf import settings
    from django.test import Client

    from shop.accounts.models import User

    staff, _ = User.objects.get_or_create(
        username="measuring", email="measuring@example.com", is_staff=True, is_superuser=True
    )
    client = Client(headers={"host": urlsplit(settings.SITE_URL).netloc})
    client.force_login(staff)
    return client


def _timed(client: Any, address: str, slow: float) -> tuple[Row, str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        answer = client.get(address)
        first = (time.perf_counter() - began) * 1000
        queries = list(captured.captured_queries)
    times = []
    for _ in range(2):
        began, worked = time.perf_counter(), time.thread_time()
        answer = client.get(address)
        _ = b"".join(answer.streaming_content) if answer.streaming else answer.content
        times.append(((time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000))
    if slow and min(times)[0] > slow:
        print(f"\n{min(times)[0]:,.0f} ms (first {first:,.0f}) {address}", file=sys.stderr)
        for query in queries:
            if float(query["time"]) * 1000 > slow / 3:
                print("   ", query["time"], query["sql"][:1500], file=sys.stderr)
    body = "" if answer.streaming else answer.content.decode(errors="replace")
    return (*max(times), len(queries), answer.status_code, address), body


def _starts() -> Iterator[tuple[str, int]]:
    """Every address of the staff pages that GET may ask for, with how far their own links are followed."""
    from django.apps import apps
    from django.urls import get_resolver

    yield "/admin/", 0
    yield "/admin/search/", 1
    for pattern in _patterns(get_resolver("shop.config.urls")):
        if not pattern.startswith("admin/") or pattern in {"admin/logout/", "admin/login/", "admin/r/"}:
            continue
        if "<" not in pattern:
            yield f"/{pattern}", 1
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        label = _KEYS.get(names[0]) or ".".join(pattern.split("/")[1:3])
        try:
            model: Any = apps.get_model(label)
        except (LookupError, ValueError):
            continue
        for row in _samples(model):
            if (address := _filled(pattern, names, row)) is not None:
                yield address, 0


def _samples(model: Any) -> list[Any]:
    """Return the newest row, one of the middle, and orders of every state."""
    rows = model._base_manager.order_by("-pk")
    newest = rows.first()
    if newest is None:
        return []
    middle = rows.filter(pk__lte=newest.pk - 500_000 * (newest.pk > 1_500_000) - 1).first()
    found = [newest, middle]
    if model.__name__ == "Order":
        pairs = {(o.status, o.payment_status, o.fulfilment_status): o for o in rows[:4000]}
        found += pairs.values()
    return [row for row in dict.fromkeys(found) if row is not None]


def _filled(pattern: str, names: list[str], row: Any) -> str | None:
    values = {names[0]: row.pk}
    for name in names[1:]:
        related = {
            "parcel_id": "fulfilments", "payment_id": "payments", "variant_id": "variants",
        }.get(name)  # fmt: skip
        part = getattr(row, related).first() if related and hasattr(row, related) else None
        if part is None:
            return None
        values[name] = part.pk
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), pattern)


def _patterns(resolver: Any, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern).replace("^", "").replace("$", "")
        if hasattr(each, "url_patterns"):
            yield from _patterns(each, path)
        else:
            yield path


def _links(body: str) -> list[str]:
    """Return the filters, tabs, sorts and pages that a list offers."""
    links = [html.unescape(link) for link in _LINK.findall(body)]
    for name, choices in _SELECT.findall(body):
        values = [html.unescape(value) for value in _OPTION.findall(choices)]
        links += [f"?{name}={_quoted(value)}" for value in [*values[:8], *values[-2:]] if not name.startswith("form-")]
    first = [link for link in dict.fromkeys(links) if "p=" in link or "o=" in link or link.count("=") == 1]
    return first[:80]


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


if __name__ == "__main__":
    main()
