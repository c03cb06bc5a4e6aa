"""Buyers over HTTP: a whole checkout by the pages, by the JSON API or by GraphQL, on one connection."""

from __future__ import annotations

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

ADDRESS = {"full_name": "Ada Lovelace", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
MUTATION = (
    "mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { number } userErrors { code message } } }"
)
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|cart|seen_total|agreed)"[^>]*? value="([^"]*)"')


@dataclass
class Outcome:
    """How a checkout ended: "sold", "sold_out" or what was answered instead; the seconds of its last request."""

    way: str
    result: str
    seconds: float
    requests: int
    statuses: list[int] = field(default_factory=list)


class Buyer:
    """One visitor with cookies of their own."""

    def __init__(self, base: str, payment: str) -> None:
        self.host = urlsplit(base).netloc
        self.payment = payment
        self.connection = http.client.HTTPConnection(self.host, timeout=60)
        self.cookies: dict[str, str] = {}
        self.statuses: list[int] = []
        self.seconds = 0.0

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        """Send one request and read the answer; a connection that the server closed is opened again."""
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body.encode(), headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            self.connection.close()
            self.connection.request(method, path, body.encode(), headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        self.seconds = time.perf_counter() - began
        self.statuses.append(answer.status)
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers

    def buy(self, way: str, skus: list[str]) -> Outcome:
        """Buy one unit of each SKU."""
        self.statuses, self.cookies = [], {}
        result = {"html": self._by_pages, "api": self._by_api, "graphql": self._by_graphql}[way](skus)
        return Outcome(way, result, self.seconds, len(self.statuses), self.statuses)

    def _by_api(self, skus: list[str]) -> str:
        order = {
            "email": f"{uuid4().hex}@example.com",
            "lines": [{"sku": sku, "quantity": 1} for sku in skus],
            "shipping_address": ADDRESS,
            "payment": {"provider": self.payment},
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        status, text, _ = self.ask("POST", "/api/v1/orders/", json.dumps(order), **headers)
        return "sold" if status == 201 else _reason(json.loads(text))

    def _by_graphql(self, skus: list[str]) -> str:
        address = {"fullName" if name == "full_name" else name: value for name, value in ADDRESS.items()}
        order = {
            "email": f"{uuid4().hex}@example.com",
            "lines": [{"sku": sku, "quantity": 1} for sku in skus],
            "shippingAddress": address,
            "payment": {"provider": self.payment},
        }
        body = json.dumps({"query": MUTATION, "variables": {"input": order}})
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        _, text, _ = self.ask("POST", "/graphql/", body, **headers)
        answer = (json.loads(text).get("data") or {}).get("placeOrder")
        if answer is None:
            return text[:200]
        return "sold" if answer["order"] else _reason(answer["userErrors"][0])

    def _by_pages(self, skus: list[str]) -> str:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        for sku in skus:
            status, text, _ = self.ask("POST", "/cart/lines/", urlencode({"sku": sku}), **form)
            if status not in (302, 303):
                return _told(status, text)
        status, page, _ = self.ask("GET", "/checkout/")
        if status != 200:
            return f"checkout page {status}"
        values = dict(_HIDDEN.findall(page)) | ADDRESS
        values |= {
            "email": f"{uuid4().hex}@example.com",
            "payment": self.payment,
            "shipping_method": "standard",
            "order": "1",
        }
        status, text, headers = self.ask("POST", "/checkout/", urlencode(values), **form)
        if status not in (302, 303):
            return _told(status, text)
        target = headers.get("Location", "")
        status, _, _ = self.ask("GET", target)
        return "sold" if status == 200 and target.startswith("/o/") else f"{target} {status}"


def _reason(problem: dict[str, str]) -> str:
    text = problem.get("detail") or problem.get("message") or ""
    if problem.get("code") == "out_of_stock" and ("sold out" in text or "left" in text):
        return "sold_out"
    return f"{problem.get('code')}: {text}"


def _told(status: int, text: str) -> str:
    lower = text.lower()
    if status in (409, 422) and ("sold out" in lower or " left" in lower):
        return "sold_out"
    return f"{status}: {text[:200]}"
