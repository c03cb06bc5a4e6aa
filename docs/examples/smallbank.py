"""A small bank's payment page."""

import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.payments.models import Payment
from shop.payments.providers.base import (
    EventNotice,
    InvalidSignature,
    MethodChoice,
    PaymentProvider,
    PaymentRequest,
    PaymentResult,
    ProviderUnavailable,
    RefundResult,
    Sighting,
)

URL, SECRET = "https://pay.smallbank.example", b"from-the-environment"
NOT_KNOWING = {401, 403, 408, 425, 429}  # of 4xx: not about this payment, and it may go better another time


class SmallBank(PaymentProvider):
    code = "smallbank"
    label = "Small Bank"
    methods = (MethodChoice("page", "Small Bank", "You pay on the bank's page."),)
    payment_time = timedelta(minutes=30)  # how long goods wait for the buyer
    is_manual = False
    is_on_account = False

    def start(self, request: PaymentRequest) -> PaymentResult:
        wanted = {"amount": str(request.amount), "currency": request.amount.currency, "back": request.return_url}
        self._call("PUT", f"/payments/{request.attempt_id}", wanted)  # refused where it was paid already
        found = self.fetch(request.attempt_id)
        return found or PaymentResult("failed", request.attempt_id, failure="The bank refused the payment.")

    def fetch(self, attempt_id: str) -> PaymentResult | None:
        found = self._call("GET", f"/payments/{attempt_id}")
        return self._read(attempt_id, found) if found else None

    def cancel(self, attempt_id: str) -> PaymentResult | None:
        self._call("POST", f"/payments/{attempt_id}/cancel")  # the bank refuses what is paid
        return self.fetch(attempt_id)

    def capture(self, *, attempt_id: str, capture_id: str, amount: Money, final: bool) -> PaymentResult:
        raise NotImplementedError  # this bank takes money at once

    def refund(self, *, attempt_id: str, refund_id: str, amount: Money) -> RefundResult:
        made = self._call("PUT", f"/payments/{attempt_id}/refunds/{refund_id}", {"amount": str(amount)})
        return RefundResult("succeeded", refund_id) if made else RefundResult("failed", failure="The bank refused.")

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> EventNotice:
        signature = headers.get("Bank-Signature", "").encode()
        if not hmac.compare_digest(hmac.new(SECRET, body, "sha256").hexdigest().encode(), signature):
            raise InvalidSignature
        try:
            event = json.loads(body)
            return EventNotice(event["id"], event["kind"], event["payment"], {"currency": event["currency"]})
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput from error

    def check_event(self, payload: Mapping[str, object], payment: Payment) -> str:
        return "" if payload["currency"] == payment.currency else f"An event spoke of {payload['currency']}"

    def list_since(self, since: datetime) -> Iterable[Sighting]:
        found = self._call("GET", "/payments?" + urlencode({"since": since.isoformat()}))
        if found is None:
            raise ProviderUnavailable  # no list is not an empty one
        for row in found["payments"]:
            yield Sighting(row["id"], row["id"], Money.parse(row["paid"], row["currency"]))

    def list_refunds(self, since: datetime) -> Iterable[Sighting] | None:
        return None  # this bank does not tell of refunds one by one

    def _read(self, attempt_id: str, found: dict[str, Any]) -> PaymentResult:
        payment, paid = Payment.objects.get(public_id=attempt_id), Money.parse(found["paid"], found["currency"])
        asked, amount = Money(payment.amount_minor, payment.currency), Money.parse(found["amount"], found["currency"])
        wrong = "" if amount == asked else f"The bank asks for {found['amount']}"
        return PaymentResult(
            found["state"], attempt_id, captured=paid or None, redirect_url=found["page"], problem=wrong
        )

    def _call(self, method: str, path: str, data: object = None) -> dict[str, Any] | None:
        body = None if data is None else json.dumps(data).encode()
        request = Request(URL + path, body, {"Content-Type": "application/json"}, method=method)
        try:
            with urlopen(request, timeout=10) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except HTTPError as error:
            if error.code == 404 or (method != "GET" and 400 <= error.code < 500 and error.code not in NOT_KNOWING):
                return None  # it is not there, or was refused: nothing was done
            raise ProviderUnavailable from error
        except (OSError, HTTPException, ValueError) as error:
            raise ProviderUnavailable from error
