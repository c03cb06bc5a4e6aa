"""Money that came in and went back. The provider is asked outside of transactions; these rows are what we know.

`Payment` is an attempt to pay, `PaymentTransaction` each fact about it, `CreditNote` what a buyer no longer owes,
`Refund` one piece of money on its way back, `ProviderEvent` the inbox for what providers tell us unasked.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shop.core.fields import CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money
from shop.orders.models import Order, OrderLine


class Payment(BaseModel):
    """One attempt to pay an order. `public_id` is also the idempotency key that the provider receives.

    It moves by the table in `payments.rules`. `refunded_minor` grows before the provider is asked to refund, so refunds
    can never exceed `captured_minor`. With `review` set, staff must look: something about it is not as it should be.
    """

    class Status(models.TextChoices):
        CREATED = "created", "Created"
        REQUIRES_ACTION = "requires_action", "Waiting for the buyer"
        PROCESSING = "processing", "Being checked"
        AUTHORISED = "authorised", "Authorised"
        CAPTURED = "captured", "Paid"
        FAILED = "failed", "Declined"
        CANCELLED = "cancelled", "Cancelled"
        VOIDED = "voided", "Authorisation released"
        EXPIRED = "expired", "Authorisation expired"
        DISPUTED = "disputed", "Disputed"
        WON = "won", "Dispute won"
        LOST = "lost", "Dispute lost"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    public_id = models.CharField(max_length=40, unique=True)
    provider = models.SlugField()
    method = models.CharField(max_length=40, blank=True, help_text="What the buyer chose at the provider.")
    provider_ref = models.CharField(max_length=120, blank=True)
    amount_minor = MinorField()
    authorised_minor = MinorField(default=0, db_default=0)
    captured_minor = MinorField(default=0)
    refunded_minor = MinorField(default=0)
    disputed_minor = MinorField(default=0, db_default=0, help_text="Taken back by the buyer's bank.")
    fee_minor = MinorField(default=0, db_default=0, help_text="What the provider kept.")
    currency = CurrencyField()
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.CREATED)
    redirect_url = models.CharField(max_length=2000, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    client_key = models.CharField(max_length=64, blank=True, db_default="", help_text="Who tried, as a hash.")
    review = models.CharField(max_length=300, blank=True, db_default="", help_text="Why staff must look at it.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When the authorisation ends.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        permissions = [("mark_paid", "Can book money that came in"), ("capture_payment", "Can capture payments")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], condition=~Q(provider_ref=""), name="payment_provider_ref"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payment_amount_gte_0"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
                name="refunded_lte_captured",
            ),
            models.CheckConstraint(
                condition=Q(disputed_minor__gte=0, disputed_minor__lte=F("captured_minor")),
                name="disputed_lte_captured",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=~Q(review=""), name="payment_review"),
            models.Index(fields=["id"], condition=Q(status__in=["authorised", "disputed"]), name="payment_undecided"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def refundable(self) -> Money:
        """What can still be given back; what a bank took back already is out of our hands."""
        return Money(max(0, self.captured_minor - self.refunded_minor - self.disputed_minor), self.currency)

    @property
    def capturable(self) -> Money:
        """What is still held for us and can be taken."""
        is_held = self.status == self.Status.AUTHORISED
        return Money(max(0, self.authorised_minor - self.captured_minor) if is_held else 0, self.currency)


class PaymentTransaction(BaseModel):
    """One fact about a payment, append-only. `source` is unique, so that no fact is noted twice."""

    class Kind(models.TextChoices):
        AUTHORISE = "authorise", "Authorised"
        CAPTURE = "capture", "Captured"
        VOID = "void", "Released"
        REFUND = "refund", "Refunded"
        REFUND_FAILED = "refund_failed", "Refund sent back"
        CHARGEBACK = "chargeback", "Taken back"
        CHARGEBACK_WON = "chargeback_won", "Given back by the bank"
        FEE = "fee", "Fee"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="transactions")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=120, unique=True)
    amount_minor = MinorField()
    currency = CurrencyField()
    provider_ref = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gte=1), name="transaction_amount_positive")]

    def __str__(self) -> str:
        return self.source


class CreditNote(BaseModel):
    """What the buyer of an order no longer owes: lines, shipping, and an allowance. Never changed.

    total = lines + shipping + allowance; tax is inside. The allowance lowers what is left of lines and shipping:
    allowance = Σ lines' `allowance_minor` + `shipping_allowance_minor`. Money that was already paid goes back by its
    refunds.
    """

    class Kind(models.TextChoices):
        CANCEL = "cancel", "Cancelled"
        REFUND = "refund", "Refund"
        RETURN = "return", "Return"
        WITHDRAWAL = "withdrawal", "Withdrawal"
        EDIT = "edit", "Order changed"
        WRITE_OFF = "write_off", "Written off"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credit_notes")
    public_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=200, blank=True)
    shipping_minor = MinorField(default=0)
    allowance_minor = MinorField(default=0)
    shipping_allowance_minor = MinorField(default=0, db_default=0)
    tax_minor = MinorField()
    total_minor = MinorField()
    currency = CurrencyField()
    actor_label = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shipping_minor__gte=0, allowance_minor__gte=0, total_minor__gte=1),
                name="credit_note_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0, tax_minor__lte=F("total_minor")), name="credit_note_tax_in_total"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class CreditNoteLine(BaseModel):
    """A line of an order, or a part of it, that is credited. With quantity 0 it is a reduction of its price.

    `allowance_minor` is the line's share of the note's allowance; `tax_minor` is inside both amounts.
    """

    note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="credits")
    quantity = models.PositiveIntegerField()
    amount_minor = MinorField()
    allowance_minor = MinorField(default=0, db_default=0)
    tax_minor = MinorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "order_line"], name="credit_note_line_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, allowance_minor__gte=0) & ~Q(amount_minor=0, allowance_minor=0),
                name="credit_note_line_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"


class Refund(BaseModel):
    """Money given back through one payment, by the table in `payments.rules`.

    Its amount is booked on the payment first; a failed refund keeps it and can be repeated.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", "Requested"
        SENT = "sent", "On its way"
        SUCCEEDED = "succeeded", "Refunded"
        FAILED = "failed", "Failed"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, null=True, related_name="refunds")
    public_id = models.CharField(max_length=40, unique=True)
    amount_minor = MinorField()
    currency = CurrencyField()
    reason = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.REQUESTED)
    provider_ref = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gte=1), name="refund_amount_positive")]

    def __str__(self) -> str:
        return self.public_id


class ProviderEvent(BaseModel):
    """The inbox: what a provider told us by webhook, stored before anything is done about it.

    An event is a hint to read the payment anew, so doubles, delays and a wrong order do no harm.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        IGNORED = "ignored", "Not about us"
        PARKED = "parked", "Failed too often"

    provider = models.SlugField()
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=120, blank=True, help_text="The attempt it is about, as far as it says.")
    payload = models.JSONField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    failure = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once")]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(outcome="waiting"), name="provider_event_waiting")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class DeclineCount(BaseModel):
    """How often payments of one cart, address or client were declined lately; changed by one atomic upsert.

    Keys are hashes. A window begins with its first decline; rows are of no use after it.
    """

    key = models.CharField(max_length=64, unique=True)
    declines = models.PositiveIntegerField(default=0)
    window_began = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.declines} since {self.window_began}"


class StatementLine(BaseModel):
    """Money that came in by a bank statement, once for each line. It belongs to a payment, or waits for staff.

    `fingerprint` covers all that the bank says, and which of several equal lines of a statement it is.
    """

    class State(models.TextChoices):
        OPEN = "open", "To be assigned"
        BOOKED = "booked", "Booked"
        IGNORED = "ignored", "Not an order's"

    fingerprint = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField()
    amount_minor = MinorField()
    currency = CurrencyField()
    payer = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="statement_lines"
    )
    note = models.CharField(max_length=300, blank=True, help_text="Why it was not booked by itself.")
    actor_label = models.CharField(max_length=254, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-booked_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=1), name="statement_line_positive"),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(payment__isnull=False), name="statement_line_booked_on_payment"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="open"), name="statement_line_open")]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount_minor} {self.currency}"


class ReconcileRun(BaseModel):
    """One comparison of a provider's books with ours: what it looked at and what came of it."""

    provider = models.SlugField()
    since = models.DateTimeField()
    is_daily = models.BooleanField(default=False)
    seen = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0, help_text="Payments whose news we had missed.")
    failure = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["provider", "-started_at"], name="reconcile_run_latest")]

    def __str__(self) -> str:
        return f"{self.provider} since {self.since}"


class ReconciliationItem(BaseModel):
    """A difference between a provider's books and ours that the shop could not settle: staff must look at it."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", "Money for no order of ours"
        AMOUNT = "amount", "Another amount"
        MISSING = "missing", "The provider does not know it"

    provider = models.SlugField()
    reference = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    detail = models.CharField(max_length=300)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="differences")
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference", "kind"],
                condition=Q(resolved_at__isnull=True),
                name="reconciliation_item_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}: {self.detail}"


class TestCharge(BaseModel):
    """The books of the built-in test provider: what a real provider would keep on its side."""

    __test__ = False  # not a test class, whatever its name says to pytest

    reference = models.CharField(max_length=40, unique=True)
    amount_minor = MinorField()
    refunded_minor = MinorField(default=0)
    currency = CurrencyField()
    status = models.CharField(max_length=16)
    return_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded_minor__lte=F("amount_minor")), name="test_charge_refund_lte_amount"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class TestRefund(BaseModel):
    """A refund in the books of the test provider."""

    __test__ = False

    reference = models.CharField(max_length=40, unique=True)
    charge = models.ForeignKey(TestCharge, on_delete=models.CASCADE, related_name="refunds")
    amount_minor = MinorField()

    def __str__(self) -> str:
        return self.reference
