"""Returns, exchanges and withdrawals that a buyer asks for by phone, letter or mail: staff take them down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.fields import DayInput, units_field
from shop.backoffice.forms import Done
from shop.core.actor import By
from shop.core.forms import EmailField
from shop.fulfilment.models import Return, ReturnLine, Withdrawal
from shop.fulfilment.operations import ReturnItem, declare_withdrawal, request_return
from shop.fulfilment.queries import returnable_lines, variants_instead, withdrawable_lines, withdrawal_period
from shop.orders.models import Order, OrderAddress, OrderLine

from .order_action import OrderForm, act_on_order, order_url


class Row(NamedTuple):
    """A line of the order, how many of it there are, and its fields."""

    line: OrderLine
    most: int
    quantity: forms.BoundField
    reason: forms.BoundField | None = None
    wanted: forms.BoundField | None = None


class _LinesForm(OrderForm):
    """A form over lines of an order, at least one of which is meant."""

    def __init__(self, *args: Any, lines: list[tuple[OrderLine, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line, most in lines:
            field = units_field(gettext("Units of %(sku)s") % {"sku": line.name}, most=most, required=False)
            self.fields[f"quantity_{line.pk}"] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.units:
            raise forms.ValidationError(gettext("Enter a quantity for at least one item."))
        return data

    @property
    def units(self) -> dict[int, int]:
        """What is meant, {order line id: units}."""
        counts = {line.pk: self.cleaned_data.get(f"quantity_{line.pk}") or 0 for line, _ in self.lines}
        return {pk: count for pk, count in counts.items() if count}


class ReturnForm(_LinesForm):
    """What comes back, why, and what the buyer would like instead."""

    comment = forms.CharField(
        label=_("Buyer's comment"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = variants_instead([line for line, _ in self.lines], reader_locale())
        for line, _most in self.lines:
            self.fields[f"reason_{line.pk}"] = forms.ChoiceField(
                label=gettext("Reason for %(sku)s") % {"sku": line.name}, choices=ReturnLine.Reason.choices
            )
            if others.get(line.pk):
                self.fields[f"wanted_{line.pk}"] = forms.ChoiceField(
                    label=gettext("Exchange %(sku)s for") % {"sku": line.name},
                    choices=[("", gettext("Refund")), *others[line.pk]],
                    required=False,
                )

    def rows(self) -> Iterator[Row]:
        """Each line with its fields."""
        for line, most in self.lines:
            wanted = f"wanted_{line.pk}"
            yield Row(
                line,
                most,
                self[f"quantity_{line.pk}"],
                self[f"reason_{line.pk}"],
                self[wanted] if wanted in self.fields else None,
            )

    @property
    def items(self) -> list[ReturnItem]:
        """What the operation asks for."""
        data = self.cleaned_data
        return [
            ReturnItem(pk, count, data[f"reason_{pk}"], data.get(f"wanted_{pk}", ""))
            for pk, count in self.units.items()
        ]


class WithdrawalForm(_LinesForm):
    """Who withdraws from what, since when, and where the receipt goes."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = EmailField(label=_("Email for the receipt"), max_length=254)
    declared_on = forms.DateField(
        label=_("Received on"), widget=DayInput,
        help_text=_("The day of the call, or the day the letter or email was sent."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = OrderAddress.objects.filter(order=self.order, kind=OrderAddress.Kind.SHIPPING).first()
        preset: dict[str, Any] = {
            "name": address.full_name if address else "",
            "email": self.order.email,
            "declared_on": timezone.localdate(),
            **{f"quantity_{line.pk}": most for line, most in self.lines},
        }
        self.initial.update(preset)

    def rows(self) -> Iterator[Row]:
        """Each line with its field."""
        for line, most in self.lines:
            yield Row(line, most, self[f"quantity_{line.pk}"])


def start_return_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, or ask for a return or an exchange in the buyer's name."""
    order = get_object_or_404(Order, pk=order_id)
    lines = [(line, line.returnable_quantity) for line in returnable_lines(order)]
    form = ReturnForm(request.POST or None, order=order, lines=lines)

    def ask(by: By) -> Done:
        data = form.cleaned_data
        return_ = request_return(
            order_id=order.pk, items=form.items, comment=data["comment"], by=by, version=data["version"]
        )
        message = gettext("Return %(number)s recorded. Approve it to email the instructions to %(email)s.") % {
            "number": return_,
            "email": order.email,
        }
        return Done(message, _url(request, return_))

    template, title = (
        "admin/orders/order/start_return.html",
        gettext("Return or exchange for %(order)s") % {"order": order},
    )
    return act_on_order(request, order, form, ask, template=template, title=title)


def start_withdrawal_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, or take down that the buyer withdraws."""
    order = get_object_or_404(Order, pk=order_id)
    form = WithdrawalForm(request.POST or None, order=order, lines=withdrawable_lines(order))

    def declare(by: By) -> Done:
        data = form.cleaned_data
        withdrawal = declare_withdrawal(
            order_id=order.pk,
            name=data["name"],
            email=data["email"],
            units=form.units,
            by=by,
            declared_at=_moment(data["declared_on"]),
            version=data["version"],
        )
        message = gettext("Withdrawal %(number)s recorded. We've emailed the receipt to %(email)s.") % {
            "number": withdrawal,
            "email": withdrawal.email,
        }
        return Done(message, _url(request, withdrawal))

    template, title = (
        "admin/orders/order/start_withdrawal.html",
        gettext("Withdrawal from %(order)s") % {"order": order},
    )
    period = withdrawal_period(order, now=timezone.now())
    return act_on_order(request, order, form, declare, template=template, title=title, period=period)


def _url(request: HttpRequest, made: Return | Withdrawal) -> str:
    """Return the page of what was made, for whoever may see it; otherwise that of its order."""
    name = made._meta.model_name
    if request.user.has_perm(f"fulfilment.view_{name}"):
        return reverse(f"admin:fulfilment_{name}_change", args=[made.pk])
    assert made.order is not None, "it was made for an order"
    return order_url(made.order)


def _moment(day: date) -> datetime | None:
    """Return the beginning of a day in the shop's time zone; None for today, which is now."""
    return None if day == timezone.localdate() else timezone.make_aware(datetime.combine(day, time.min))
