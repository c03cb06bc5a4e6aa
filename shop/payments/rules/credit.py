"""The plan of a credit note: what it takes of each part of an order. One for preview and operation; nothing is written.

Amounts are minor units and contain tax.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.errors import DomainError, InvalidInput
from shop.core.money import Money, allocate, round_half_up


class CreditTooHigh(DomainError):
    """More would be credited than is left of a line, of shipping or of the order."""

    code = "credit_too_high"
    title = _("Credit too high")
    kind = "conflict"
    default_message = _("This is more than the value that is left to credit.")


class NothingToCredit(DomainError):
    """The amounts are zero."""

    code = "nothing_to_credit"
    title = _("Nothing to credit")
    default_message = _("Enter an amount above zero.")


class AmountChanged(DomainError):
    """What would be credited, go back or be given up is not the amount that the person saw."""

    code = "amount_changed"
    title = _("Amount changed")
    kind = "conflict"
    default_message = _("The amount has changed. Please check it again.")


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Units of a line to be credited, and for how much.

    Without an amount they are worth their share of what is left of the line. With quantity 0 the amount is a reduction
    of the line's price.
    """

    quantity: int
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class EarlierCredit:
    """What one note credited of a line: units for an amount (0 units: a lower price), and its share of an allowance."""

    quantity: int
    amount_minor: int
    allowance_minor: int = 0


@dataclass(frozen=True, slots=True)
class CreditPart:
    """A part of an order that can be credited: a line, or its delivery (`line_id` 0).

    `history` is what was credited of its units and its price before, in order; `credited_minor` is the sum of it.
    `waiting_minor` of it were added by a change that waits to be paid: no allowance is spread over that, because it is
    taken back whole if nobody pays.
    """

    total_minor: int
    tax_minor: int
    credited_minor: int
    quantity: int = 0
    history: tuple[EarlierCredit, ...] = ()
    line_id: int = 0
    waiting_minor: int = 0

    @property
    def remaining_minor(self) -> int:
        """What can still be credited."""
        return self.total_minor - self.credited_minor

    @property
    def units_left(self) -> int:
        """How many units were not credited."""
        return self.quantity - sum(note.quantity for note in self.history)


def worth_of_units(part: CreditPart, quantity: int) -> int:
    """Return what `quantity` units are worth: their share of the price of those that are left; the last takes the rest.

    A lower price or an allowance lowers what is left. What was kept of units that came back (for their wear) does not
    raise it: the others are worth what was paid for them.
    """
    units, value = part.quantity, part.total_minor
    for note in part.history:
        if note.quantity:
            value -= max(_share(value, units, note.quantity), note.amount_minor)
            units -= note.quantity
        else:
            value -= note.amount_minor
        value -= note.allowance_minor
    return max(0, min(_share(value, units, quantity), part.remaining_minor))


def tax_of_share(part: CreditPart, amount_minor: int, *, after_minor: int = 0) -> int:
    """Return the tax inside a credit of `amount_minor`, made after `after_minor` of the same note.

    It is the difference between two rounded sums, so the taxes of all credits of a part add up to exactly its tax.
    """
    if part.total_minor == 0:
        return 0

    def tax_until(minor: int) -> int:
        return round_half_up(Fraction(part.tax_minor * minor, part.total_minor))

    begin = part.credited_minor + after_minor
    return tax_until(begin + amount_minor) - tax_until(begin)


def spread_allowance(remaining: Sequence[int], allowance_minor: int) -> list[int]:
    """Split an allowance over what is left of each part. Raises: CreditTooHigh where it is more than all of them."""
    if allowance_minor > sum(remaining):
        raise CreditTooHigh
    return allocate(allowance_minor, remaining)


@dataclass(slots=True)
class Share:
    """What a note takes of one part of the order."""

    part: CreditPart
    quantity: int = 0
    amount: int = 0
    allowance: int = 0

    @property
    def taken(self) -> int:
        return self.amount + self.allowance

    @property
    def tax(self) -> int:
        """The tax of the amount itself."""
        return tax_of_share(self.part, self.amount)

    @property
    def allowance_tax(self) -> int:
        return tax_of_share(self.part, self.allowance, after_minor=self.amount)


@dataclass(frozen=True, slots=True)
class CreditPlan:
    """What a credit note will say: the lines in their order, then delivery."""

    lines: list[Share]
    shipping: Share
    currency: str

    @property
    def shares(self) -> list[Share]:
        return [*self.lines, self.shipping]

    @property
    def total(self) -> Money:
        return Money(sum(share.taken for share in self.shares), self.currency)

    @property
    def tax_minor(self) -> int:
        return sum(share.tax + share.allowance_tax for share in self.shares)

    @property
    def allowance_minor(self) -> int:
        return sum(share.allowance for share in self.shares)


def plan_credit(
    parts: Sequence[CreditPart],
    *,
    currency: str,
    lines: Mapping[int, CreditLine],
    shipping: Money | None = None,
    allowance: Money | None = None,
) -> CreditPlan:
    """Plan a credit of any mix of lines ({order line id: CreditLine}), delivery, and an allowance on what is left.

    `parts` are the order's lines, then its delivery. Raises: InvalidInput, CreditTooHigh.
    """
    shares = [Share(part) for part in parts]
    if unknown := set(lines) - {part.line_id for part in parts if part.line_id}:
        raise InvalidInput(fields={f"lines.{pk}": gettext("This line is not part of the order.") for pk in unknown})
    for share in shares:
        if not share.part.line_id:
            share.amount = _checked_minor(shipping, currency)
        elif share.part.line_id in lines:
            _set_credited(share, lines[share.part.line_id], currency)
    if any(share.taken > share.part.remaining_minor for share in shares):
        raise CreditTooHigh
    spread = _checked_minor(allowance, currency)
    left = [max(0, share.part.remaining_minor - share.amount - share.part.waiting_minor) for share in shares]
    for share, minor in zip(shares, spread_allowance(left, spread) if spread else [0] * len(shares), strict=True):
        share.allowance = minor
    return CreditPlan(shares[:-1], shares[-1], currency)


def _share(value: int, units: int, quantity: int) -> int:
    return value if quantity >= units else round_half_up(Fraction(value * quantity, units))


def _set_credited(share: Share, wanted: CreditLine, currency: str) -> None:
    if wanted.quantity < 0 or (wanted.quantity == 0 and wanted.amount is None):
        raise InvalidInput(fields={"quantity": gettext("Enter a number above zero.")})
    if wanted.quantity > share.part.units_left:
        raise CreditTooHigh(gettext("This is more units than are left to credit."))
    share.quantity = wanted.quantity
    worth = (
        worth_of_units(share.part, wanted.quantity)
        if wanted.amount is None
        else _checked_minor(wanted.amount, currency)
    )
    share.amount = worth


def _checked_minor(amount: Money | None, currency: str) -> int:
    if amount is None:
        return 0
    if amount.currency != currency or amount.amount_minor < 0:
        raise InvalidInput(
            fields={"amount": gettext("Enter an amount in %(currency)s of zero or more.") % {"currency": currency}}
        )
    return amount.amount_minor
