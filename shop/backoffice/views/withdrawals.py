"""The page of a withdrawal: what was declared, until when it must be paid back, and the one form that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.fields import AmountField, units_field
from shop.backoffice.forms import VersionedForm, act
from shop.backoffice.site import site
from shop.channels.queries import get_default_channel
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.models import GROUNDS, PERIOD_OVER, Withdrawal, WithdrawalLine
from shop.fulfilment.operations import Inspection, assign_withdrawal, close_withdrawal, handle_withdrawal
from shop.fulfilment.queries import withdrawable_lines, worth_of
from shop.orders.models import OrderEvent, OrderLine

from .arrivals import ArrivalForm

_OPEN = ("acknowledged", "proof_of_sending", "goods_back")


class AssignForm(VersionedForm):
    """Which order it is about."""

    order_number = forms.CharField(label=_("Order number"), max_length=20)


class CloseForm(VersionedForm):
    """Why nothing more happens."""

    note = forms.CharField(max_length=300, label=_("Reason"))


class HandleForm(ArrivalForm):
    """What came back of each line, what it lost, or why there is no right of withdrawal."""

    shipping = AmountField(
        label=_("Delivery cost to refund"), required=False, help_text=_("Leave empty for the legal amount.")
    )

    def __init__(self, *args: Any, withdrawal: Withdrawal, **kwargs: Any) -> None:
        super().__init__(*args, row=withdrawal, **kwargs)
        order = withdrawal.order
        assert order is not None, "only withdrawals from a known order are handled"
        self.fields["shipping"].currency = order.currency  # type: ignore[attr-defined]
        self.known = list(withdrawal.lines.select_related("order_line"))
        self.free: list[tuple[OrderLine, int]] = [] if self.known else withdrawable_lines(order)
        is_late = withdrawal.period_ended_on is not None
        self._grounds = [ground for ground in GROUNDS if is_late or ground[0] != PERIOD_OVER]
        for row in self.known:
            self._add(row.order_line, awaited=row.awaited, can_be_exempt=_can_be_exempt(row))
        for line, most in self.free:
            self.fields[f"withdrawn_{line.pk}"] = units_field(
                gettext("Withdrawn of %(sku)s") % {"sku": line.name}, most=most, initial=0
            )
            self._add(line, awaited=most, can_be_exempt=True)
            self.initial[f"received_{line.pk}"] = 0
        self.add_location()

    def rows(self) -> Iterator[_Row]:
        """Each line with its fields."""
        lines: list[tuple[OrderLine, WithdrawalLine | None]] = [(row.order_line, row) for row in self.known]
        lines += [(line, None) for line, _ in self.free]
        for line, row in lines:
            yield _Row(
                line, row, {name: self[f"{name}_{line.pk}"] for name in _NAMES if f"{name}_{line.pk}" in self.fields}
            )

    def inspections(self) -> dict[int, Inspection]:
        """What was found, by order line."""
        return {row.line.pk: self._looked(row.line) for row in self.rows()}

    def _add(self, line: OrderLine, *, awaited: int, can_be_exempt: bool) -> None:
        key, order = line.pk, line.order
        if awaited:
            self.add_goods(key, awaited=awaited, name=line.name)
        self.fields[f"deduction_{key}"] = AmountField(
            currency=order.currency, required=False, label=gettext("Deduction for %(sku)s") % {"sku": line.name}
        )
        if can_be_exempt:
            self.fields[f"exemption_{key}"] = forms.ChoiceField(
                choices=[("", gettext("Applies")), *self._grounds], required=False,
                label=gettext("Right of withdrawal for %(sku)s") % {"sku": line.name},
            )  # fmt: skip
            self.fields[f"exemption_note_{key}"] = forms.CharField(
                max_length=300, required=False, label=gettext("Evidence for %(sku)s") % {"sku": line.name}
            )

    def _looked(self, line: OrderLine) -> Inspection:
        data, key = self.cleaned_data, line.pk
        goods: dict[str, Any] = (
            self.goods(key)
            if f"received_{key}" in self.fields
            else {"quantity": 0, "condition": "new", "restock": True}
        )
        lost = data.get(f"deduction_{key}")
        exemption = data.get(f"exemption_{key}", "")
        return Inspection(
            received=0 if exemption else goods["quantity"],
            condition=goods["condition"],
            restock=goods["restock"],
            deduction=None if lost is None else Money(lost, line.order.currency),
            exemption=exemption,
            exemption_note=data.get(f"exemption_note_{key}", ""),
            withdrawn=data.get(f"withdrawn_{key}", 0),
        )


_NAMES = ("withdrawn", "received", "condition", "restock", "deduction", "exemption", "exemption_note")


class _Row(NamedTuple):
    line: OrderLine
    row: WithdrawalLine | None
    fields: dict[str, forms.BoundField]


def withdrawal_page(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """Show a withdrawal with the form of what is next."""
    return _withdrawal_page(request, _withdrawal(withdrawal_id))


def assign_page(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """Say which order it is about (POST only)."""
    withdrawal = _withdrawal(withdrawal_id)
    form = AssignForm(request.POST, row=withdrawal)

    def assign(by: By) -> str:
        data = form.cleaned_data
        number, version = data["order_number"], data["version"]
        found = assign_withdrawal(withdrawal_id=withdrawal.pk, order_number=number, by=by, version=version)
        return gettext("Linked to order %(order)s.") % {"order": found.order}

    return _act_on_withdrawal(request, withdrawal, assign, assign_form=form)


def handle_page(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """Book in what came back; with the button `refund` pay it back too (POST only)."""
    withdrawal = _withdrawal(withdrawal_id)
    if withdrawal.order is None:
        raise Http404
    currency, pays = withdrawal.order.currency, "refund" in request.POST
    form = HandleForm(request.POST, withdrawal=withdrawal)

    def handle(by: By) -> str:
        data = form.cleaned_data
        shipping = data["shipping"]
        done = handle_withdrawal(
            withdrawal_id=withdrawal.pk,
            inspections=form.inspections(),
            refund=pays,
            by=by,
            shipping=None if shipping is None else Money(shipping, currency),
            location_id=data.get("location"),
            version=data["version"],
        )
        return (
            f"{done.get_status_display()}: {Money(done.refund_minor, currency).format(reader_locale())}."
            if pays
            else gettext("Items received.")
        )

    return _act_on_withdrawal(request, withdrawal, handle, handle_form=form)


def close_page(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """Close what fits no order, or is paid back and never came (POST only)."""
    withdrawal = _withdrawal(withdrawal_id)
    form = CloseForm(request.POST, row=withdrawal, prefix="close")

    def close(by: By) -> str:
        data = form.cleaned_data
        close_withdrawal(withdrawal_id=withdrawal.pk, note=data["note"], by=by, version=data["version"])
        return gettext("Withdrawal %(number)s closed.") % {"number": withdrawal}

    return _act_on_withdrawal(request, withdrawal, close, close_form=form)


def _act_on_withdrawal(
    request: HttpRequest, withdrawal: Withdrawal, operation: Callable[[By], str], **sent: VersionedForm
) -> HttpResponse:
    """Run the operation of the one form that was sent, by its name on the page."""
    (form,) = sent.values()
    url = reverse("admin:fulfilment_withdrawal_change", args=[withdrawal.pk])
    return act(
        request, form, operation, back_to=url, show=lambda status: _withdrawal_page(request, withdrawal, status, **sent)
    )


def _withdrawal_page(
    request: HttpRequest, withdrawal: Withdrawal, status: int = 200, **sent: VersionedForm
) -> HttpResponse:
    """Show a withdrawal with the forms of what is next; one that was `sent` stands there as it was typed."""
    may = request.user.has_perm("fulfilment.handle_return")
    order = withdrawal.order
    channel = get_default_channel()
    events = OrderEvent.objects.filter(order=order, data__id=withdrawal.public_id).order_by("-pk") if order else ()
    context: dict[str, Any] = {
        "title": gettext("Withdrawal %(number)s") % {"number": withdrawal},
        "withdrawal": withdrawal,
        "order": order,
        "lines": withdrawal.lines.select_related("order_line"),
        "events": events,
        "notes": withdrawal.notes.all(),
        "failed": next(iter(sent.values()), None),
        "declared_at": withdrawal.declared_at,
        "time_zone": channel.time_zone,
        "is_overdue": withdrawal.status in _OPEN and withdrawal.refund_due_on < channel.day_of(timezone.now()),
        "is_open": withdrawal.status in _OPEN,
    }
    is_paid = withdrawal.status == Withdrawal.Status.REFUNDED
    awaits = any(row.awaited for row in withdrawal.lines.all())
    if may and order is None and withdrawal.status in _OPEN:
        context["assign_form"] = AssignForm(row=withdrawal, initial={"order_number": withdrawal.order_number})
    if may and order is not None and (withdrawal.status in _OPEN or (is_paid and awaits)):
        context["handle_form"] = HandleForm(withdrawal=withdrawal)
        units = {row.order_line_id: row.undecided + row.uncredited for row in withdrawal.lines.all()}
        worth = sum(part.amount_minor for part in worth_of(units={key: n for key, n in units.items() if n}))
        context["worth"] = Money(worth, order.currency)
    if may and ((withdrawal.status in _OPEN and (order is None or withdrawal.may_be_forged)) or is_paid):
        context["close_form"] = CloseForm(row=withdrawal, prefix="close")
    return site.render(request, "admin/fulfilment/withdrawal.html", {**context, **sent}, status=status)


def _withdrawal(withdrawal_id: int) -> Withdrawal:
    return get_object_or_404(Withdrawal.objects.select_related("order"), pk=withdrawal_id)


def _can_be_exempt(row: WithdrawalLine) -> bool:
    return not (row.exemption or row.quantity_credited or row.quantity_received)
