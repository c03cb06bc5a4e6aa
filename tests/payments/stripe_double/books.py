"""What Stripe does with sessions, intents, charges, refunds and disputes."""

from __future__ import annotations

from typing import Any

from .records import Records
from .wire import ApiError

HALF_HOUR, DAY = 1800, 86_400
WHOLE = ("isk", "ugx")
ZERO_LAST = ("bhd", "jod", "kwd", "omr", "tnd")


class Books(Records):
    """The account at Stripe. Every method is called under the server's lock."""

    def __init__(self, *, livemode: bool) -> None:
        super().__init__(livemode=livemode)
        self.pages = "https://checkout.stripe.com"
        self.refunds_begin_as = "succeeded"  # or "pending", as with some ways to pay

    # --- what the API offers

    def open_session(self, params: dict[str, Any]) -> dict[str, Any]:
        item = params["line_items"][0]
        price, amount = item["price_data"], int(item["price_data"]["unit_amount"]) * int(item["quantity"])
        expires_at = int(params.get("expires_at", self.now() + DAY))
        if not HALF_HOUR <= expires_at - self.now() + 1 <= DAY + 1:
            raise ApiError(
                400, "expires_at must be between 30 minutes and 24 hours away", param="expires_at", is_kept=False
            )
        _check_amount(amount, price["currency"])
        data = params.get("payment_intent_data", {})
        session = self._put(
            "checkout.session",
            "cs_test_",
            status="open",
            payment_status="unpaid",
            payment_intent=None,
            client_reference_id=params.get("client_reference_id"),
            metadata=params.get("metadata", {}),
            amount_total=amount,
            currency=price["currency"],
            expires_at=expires_at,
            customer_email=params.get("customer_email"),
            success_url=params["success_url"],
            cancel_url=params.get("cancel_url"),
            locale=params.get("locale"),
            _intent={"metadata": data.get("metadata", {}), "capture_method": data.get("capture_method", "automatic")},
        )
        session["url"] = f"{self.pages}/c/pay/{session['id']}#{'x' * 600}"  # they are that long
        return session

    def expire_session(self, session_id: str) -> dict[str, Any]:
        session = self._get(session_id)
        if session["status"] != "open":
            raise ApiError(400, "Only Checkout Sessions with a status in [open] can be expired.", is_kept=False)
        session.update(status="expired", url=None)
        if session["payment_intent"]:
            self._get(session["payment_intent"]).update(status="canceled", cancellation_reason="abandoned")
        self.tell("checkout.session.expired", session)
        return session

    def capture(self, intent_id: str, params: dict[str, Any]) -> dict[str, Any]:
        intent = self._get(intent_id)
        if intent["status"] != "requires_capture":
            raise ApiError(
                400,
                f"This PaymentIntent could not be captured: {intent['status']}",
                code="payment_intent_unexpected_state",
            )
        amount = int(params.get("amount_to_capture", intent["amount_capturable"]))
        _check_amount(amount, intent["currency"])
        if amount > intent["amount_capturable"]:
            raise ApiError(400, "The amount is more than can be captured.", code="amount_too_large")
        intent["metadata"].update(params.get("metadata", {}))
        self._take(intent, amount, is_final=params.get("final_capture", "true") == "true")
        return intent

    def cancel(self, intent_id: str) -> dict[str, Any]:
        intent = self._get(intent_id)
        if intent["status"] != "requires_capture":
            raise ApiError(400, "You cannot cancel this PaymentIntent.", code="payment_intent_unexpected_state")
        intent.update(status="canceled", amount_capturable=0, cancellation_reason=None, canceled_at=self.now())
        self.tell("payment_intent.canceled", intent)
        return intent

    def refund(self, params: dict[str, Any], *, bank_refuses: bool = False) -> dict[str, Any]:
        intent = self._get(params["payment_intent"])
        charge = self._get(intent["latest_charge"]) if intent["latest_charge"] else None
        amount = int(params.get("amount", intent["amount_received"]))
        if charge is None or not charge["captured"]:
            raise ApiError(400, "This PaymentIntent does not have a successful charge to refund.")
        _check_amount(amount, intent["currency"])
        left = charge["amount_captured"] - self._gone(charge)
        if amount > left:
            raise ApiError(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
        refund = self._put(
            "refund", "re_", amount=amount, currency=intent["currency"], charge=charge["id"], status=self.refunds_begin_as,
            payment_intent=intent["id"], metadata=params.get("metadata", {}), reason=None, failure_reason=None,
            balance_transaction=self._move("refund", -amount, 0, intent["currency"]),
        )  # fmt: skip
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] >= charge["amount"]
        self.tell("refund.created", refund)
        self.tell("charge.refunded", charge)
        if bank_refuses:
            self.return_refund(refund["id"])
        return refund

    # --- what buyers, banks and time do

    def pay(
        self, session_id: str, *, amount: int | None = None, currency: str = "", method: str = "card"
    ) -> dict[str, Any]:
        """The buyer pays on the hosted page. `amount` and `currency` are for a Stripe that gets it wrong."""
        session = self._get(session_id)
        if session["status"] != "open":
            raise ApiError(400, "This Checkout Session is not open.")
        intent = self._intent_of(session, amount, currency)
        session.update(status="complete", url=None)
        if method == "sepa_debit":
            intent["status"] = "processing"
            self.tell("payment_intent.processing", intent)
            self.tell("checkout.session.completed", session)
            return intent
        self._charge(intent)
        session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
        self.tell("checkout.session.completed", session)
        return intent

    def settle_debit(self, session_id: str, *, works: bool) -> None:
        """A direct debit that was under way arrives, or comes back."""
        session = self._get(session_id)
        intent = self._get(session["payment_intent"])
        if works:
            self._charge(intent)
            session["payment_status"] = "paid"
            self.tell("checkout.session.async_payment_succeeded", session)
            return
        self._decline(intent, "insufficient_funds")
        self.tell("checkout.session.async_payment_failed", session)

    def decline(self, session_id: str, code: str = "generic_decline") -> None:
        """The buyer's card is declined, or they fail 3-D Secure; the page stays open for another card."""
        self._decline(self._intent_of(self._get(session_id)), code)

    def pass_deadline(self, session_id: str) -> None:
        """The session's time is over."""
        self.expire_session(session_id)

    def authorisation_ends(self, intent_id: str) -> None:
        intent = self._get(intent_id)
        intent.update(status="canceled", amount_capturable=0, cancellation_reason="automatic")
        self.tell("payment_intent.canceled", intent)

    def return_refund(self, refund_id: str) -> None:
        """The bank sends a refund back, perhaps days after it had succeeded."""
        refund = self._get(refund_id)
        refund.update(status="failed", failure_reason="expired_or_canceled_card")
        charge = self._get(refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        self._move("refund_failure", refund["amount"], 0, refund["currency"])
        for kind in ("refund.updated", "refund.failed", "charge.refund.updated"):
            self.tell(kind, refund)

    def arrive(self, refund_id: str) -> None:
        """A refund that was pending arrives."""
        refund = self._get(refund_id)
        refund.update(status="succeeded")
        for kind in ("refund.updated", "charge.refund.updated"):
            self.tell(kind, refund)

    def dispute(self, intent_id: str, *, amount: int | None = None, status: str = "needs_response") -> dict[str, Any]:
        intent = self._get(intent_id)
        charge = self._get(intent["latest_charge"])
        amount = amount or charge["amount_captured"]
        moves = [] if status.startswith("warning") else [self._move("dispute", -amount, 2000, intent["currency"])]
        dispute = self._put(
            "dispute", "du_", amount=amount, currency=intent["currency"], charge=charge["id"], status=status,
            payment_intent=intent["id"], metadata={}, balance_transactions=[self.find(move) for move in moves],
        )  # fmt: skip
        charge["disputed"] = True
        self.tell("charge.dispute.created", dispute)
        return dispute

    def decide_dispute(self, dispute_id: str, status: str) -> None:
        dispute = self._get(dispute_id)
        dispute["status"] = status
        if status == "won":
            move = self._move("dispute_reversal", dispute["amount"], 0, dispute["currency"])
            dispute["balance_transactions"].append(self.find(move))
        self.tell("charge.dispute.closed", dispute)

    def forge_intent(self, *, amount: int, currency: str, metadata: dict[str, str]) -> dict[str, Any]:
        """Somebody else's payment on the same account, with metadata that they chose."""
        intent = self._put("payment_intent", "pi_", **_blank_intent(amount, currency, metadata, "automatic"))
        self._charge(intent)
        return intent

    # --- inside

    def _intent_of(self, session: dict[str, Any], amount: int | None = None, currency: str = "") -> dict[str, Any]:
        if session["payment_intent"] is None:
            given = session["_intent"]
            blank = _blank_intent(
                amount if amount is not None else session["amount_total"], currency or session["currency"],
                dict(given["metadata"]), given["capture_method"],
            )  # fmt: skip
            session["payment_intent"] = self._put("payment_intent", "pi_", **blank)["id"]
        return self._get(session["payment_intent"])

    def _charge(self, intent: dict[str, Any]) -> None:
        charge = self._put(
            "charge", "ch_", amount=intent["amount"], currency=intent["currency"], status="succeeded", paid=True,
            payment_intent=intent["id"], metadata=dict(intent["metadata"]), amount_captured=0, amount_refunded=0,
            captured=False, refunded=False, disputed=False, balance_transaction=None,
            payment_method_details={"type": "card", "card": {"capture_before": self.now() + 7 * DAY}},
        )  # fmt: skip
        intent.update(latest_charge=charge["id"], last_payment_error=None)
        if intent["capture_method"] == "manual":
            intent.update(status="requires_capture", amount_capturable=intent["amount"])
            self.tell("payment_intent.amount_capturable_updated", intent)
        else:
            self._take(intent, intent["amount"], is_final=True)

    def _take(self, intent: dict[str, Any], amount: int, *, is_final: bool) -> None:
        charge = self._get(intent["latest_charge"])
        fee = round(amount * 0.015) + 25
        move = self._move("charge", amount, fee, intent["currency"])
        earlier = charge["balance_transaction"]
        charge["balance_transaction"] = charge["balance_transaction"] or move
        if earlier:  # several captures of one charge: one transaction carries the sum of their fees
            first, second = self.things[earlier], self.things.pop(move)
            for name in ("amount", "fee", "net"):
                first[name] += second[name]
        charge.update(captured=True, amount_captured=charge["amount_captured"] + amount)
        intent["amount_received"] += amount
        intent["amount_capturable"] = 0 if is_final else max(0, intent["amount_capturable"] - amount)
        if is_final or not intent["amount_capturable"]:
            released = charge["amount"] - charge["amount_captured"]
            if released:  # Stripe lists what it releases as a refund that moved no money
                self._put(
                    "refund", "re_", amount=released, currency=intent["currency"], charge=charge["id"],
                    payment_intent=intent["id"], metadata={}, status="succeeded", balance_transaction=None,
                    reason=None, failure_reason=None,
                )  # fmt: skip
                charge["amount_refunded"] += released
            intent["status"] = "succeeded"
            self.tell("payment_intent.succeeded", intent)
        self.tell("charge.captured", charge)

    def _decline(self, intent: dict[str, Any], code: str) -> None:
        intent.update(
            status="requires_payment_method",
            last_payment_error={
                "type": "card_error",
                "code": "card_declined",
                "decline_code": code,
                "message": "Declined.",
            },
        )
        self.tell("payment_intent.payment_failed", intent)

    def _gone(self, charge: dict[str, Any]) -> int:
        refunds = self.all("refund", charge=charge["id"])
        return sum(one["amount"] for one in refunds if one["status"] != "failed" and one["balance_transaction"])


def _blank_intent(amount: int, currency: str, metadata: dict[str, str], capture_method: str) -> dict[str, Any]:
    return {
        "amount": amount, "currency": currency, "metadata": metadata, "capture_method": capture_method,
        "status": "requires_payment_method", "amount_received": 0, "amount_capturable": 0, "latest_charge": None,
        "last_payment_error": None, "cancellation_reason": None, "canceled_at": None,
    }  # fmt: skip


def _check_amount(amount: int, currency: str) -> None:
    if amount < 1:
        raise ApiError(
            400, "This value must be greater than or equal to 1.", code="parameter_invalid_integer", is_kept=False
        )
    if (currency in WHOLE and amount % 100) or (currency in ZERO_LAST and amount % 10):
        raise ApiError(400, f"Invalid amount for {currency}.", code="invalid_charge_amount", is_kept=False)
