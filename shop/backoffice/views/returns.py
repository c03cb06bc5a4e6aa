"""The page of a return: approve it in one form, book it in and pay it back in the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.fields import AmountField
from shop.backoffice.forms import VersionedForm, act
from shop.backoffice.site import site
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.models import Return, ReturnLine
from shop.fulfilment.operations import (
    ReceivedUnits,
    Settlement,
    approve_return,
    cancel_return,
    receive_return,
    reject_return,
)
from shop.fulfilment.queries import worth_of
from shop.orders.models import OrderEvent

from .arrivals import ArrivalForm

_INSTRUCTIONS = _(
    "Pack the items safely, put the printed slip inside, and write the address from the slip on the parcel."
)
_EXPECTED = ("approved", "in_transit", "received")


class ApproveForm(VersionedForm):
    """How the buyer sends it."""

    instructions = forms.CharField(
        label=_("Instructions"), max_length=1000, required=False, initial=_INSTRUCTIONS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Included in the email to the buyer. You can add a link to a label."),
    )  # fmt: skip

    def __init__(self, *args: Any, row: Return, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row.kind == Return.Kind.EXCHANGE:
            self.fields["exchange"] = forms.ChoiceField(
                label=gettext("New items"),
                choices=[
                    ("wait", gettext("Reserve them, and ship when the return arrives")),
                    ("at_once", gettext("Ship them immediately")),
                    ("no", gettext("Refund instead")),
                ],
                widget=forms.RadioSelect,
                initial="wait",
            )


class RejectForm(VersionedForm):
    """Why not."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Included in the email to the buyer."))


class ReceiveForm(ArrivalForm):
    """What arrived, and what the buyer gets for it."""

    deduction = AmountField(label=_("Deduction for return delivery"), required=False)
    shipping = AmountField(label=_("Delivery cost to refund"), required=False)
    more = forms.BooleanField(label=_("More items are still to come: only receive these"), required=False)

    def __init__(self, *args: Any, row: Return, lines: list[ReturnLine], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.lines = lines
        for name in ("deduction", "shipping"):
            self.fields[name].currency = currency  # type: ignore[attr-defined]
            self.initial[name] = 0
        for line in lines:
            if line.awaited:
                self.add_goods(line.pk, awaited=line.awaited, name=line.order_line.name)
        self.add_location()
        if row.kind == Return.Kind.EXCHANGE:
            self.fields["instead"] = forms.BooleanField(label=gettext("Refund instead of exchanging"), required=False)

    def rows(self) -> Iterator[_Row]:
        """Each line that is awaited, with its fields."""
        for line in self.lines:
            if line.awaited:
                yield _Row(line, self[f"received_{line.pk}"], self[f"condition_{line.pk}"], self[f"restock_{line.pk}"])

    def received(self) -> dict[int, ReceivedUnits]:
        """What arrived, by return line."""
        return {line.pk: ReceivedUnits(**self.goods(line.pk)) for line in self.lines if line.awaited}


class _Row(NamedTuple):
    line: ReturnLine
    received: forms.BoundField
    condition: forms.BoundField
    restock: forms.BoundField


def return_page(request: HttpRequest, return_id: int) -> HttpResponse:
    """Show a return with the form of what is next."""
    return _return_page(request, _return(return_id))


def approve_page(request: HttpRequest, return_id: int) -> HttpResponse:
    """Approve (POST only)."""
    return_ = _return(return_id)
    form = ApproveForm(request.POST, row=return_)

    def approve(by: By) -> str:
        choice = form.cleaned_data.get("exchange", "")
        approve_return(
            return_id=return_.pk,
            instructions=form.cleaned_data["instructions"],
            by=by,
            as_kind=Return.Kind.RETURN if choice == "no" else "",
            at_once=choice == "at_once",
            version=form.cleaned_data["version"],
        )
        return gettext("Return %(number)s approved. We've emailed the instructions to %(email)s.") % {
            "number": return_,
            "email": return_.order.email,
        }

    return _act_on_return(request, return_, approve, approve_form=form)


def reject_page(request: HttpRequest, return_id: int) -> HttpResponse:
    """Reject (POST only)."""
    return_ = _return(return_id)
    form = RejectForm(request.POST, row=return_, prefix="reject")

    def reject(by: By) -> str:
        data = form.cleaned_data
        reject_return(return_id=return_.pk, reason=data["reason"], by=by, version=data["version"])
        return gettext("Return %(number)s rejected. We've emailed the reason to %(email)s.") % {
            "number": return_,
            "email": return_.order.email,
        }

    return _act_on_return(request, return_, reject, reject_form=form)


def receive_page(request: HttpRequest, return_id: int) -> HttpResponse:
    """Book in what arrived, and settle (POST only)."""
    return_ = _return(return_id)
    form = _receive_form(return_, request.POST)

    def receive(by: By) -> str:
        data, currency = form.cleaned_data, return_.order.currency
        settlement = Settlement(
            deduction=Money(data["deduction"] or 0, currency),
            shipping=Money(data["shipping"] or 0, currency),
            instead=data.get("instead", False),
        )
        done = receive_return(
            return_id=return_.pk,
            received=form.received(),
            settlement=None if data["more"] else settlement,
            location_id=data.get("location"),
            by=by,
            version=data["version"],
        )
        if data["more"]:
            return gettext("Items received. The rest is still to come.")
        return gettext("Items received. %(status)s: %(amount)s.") % {
            "status": done.get_status_display(),
            "amount": done.refund.format(reader_locale()),
        }

    return _act_on_return(request, return_, receive, receive_form=form)


def cancel_page(request: HttpRequest, return_id: int) -> HttpResponse:
    """Cancel what will not come (POST only)."""
    return_ = _return(return_id)
    form = VersionedForm(request.POST, row=return_)

    def cancel(by: By) -> str:
        cancel_return(return_id=return_.pk, by=by, version=form.cleaned_data["version"])
        return gettext("Return %(number)s cancelled. The buyer keeps the items.") % {"number": return_}

    return _act_on_return(request, return_, cancel, cancel_form=form)


def _act_on_return(
    request: HttpRequest, return_: Return, operation: Callable[[By], str], **sent: VersionedForm
) -> HttpResponse:
    """Run the operation of the one form that was sent, by its name on the page."""
    (form,) = sent.values()
    url = reverse("admin:fulfilment_return_change", args=[return_.pk])
    return act(
        request, form, operation, back_to=url, show=lambda status: _return_page(request, return_, status, **sent)
    )


def _return_page(request: HttpRequest, return_: Return, status: int = 200, **sent: VersionedForm) -> HttpResponse:
    """Show a return with the forms of what is next; one that was `sent` stands there as it was typed."""
    may = request.user.has_perm("fulfilment.handle_return")
    context: dict[str, Any] = {
        "title": gettext("Return %(number)s") % {"number": return_},
        "return_": return_,
        "order": return_.order,
        "lines": return_.lines.all(),
        "events": OrderEvent.objects.filter(order=return_.order, data__id=return_.public_id).order_by("-pk"),
        "notes": return_.notes.all(),
        "failed": next(iter(sent.values()), None),
    }
    if may and return_.status == Return.Status.REQUESTED:
        context["approve_form"] = ApproveForm(row=return_)
        context["reject_form"] = RejectForm(row=return_, prefix="reject")
    if may and return_.status in _EXPECTED:
        context["receive_form"] = _receive_form(return_)
        units = {line.order_line_id: line.quantity for line in return_.lines.all()}
        worth = sum(part.amount_minor for part in worth_of(units=units))
        context["worth"] = Money(worth, return_.order.currency)
    if may and return_.status in (Return.Status.REQUESTED, Return.Status.APPROVED):
        context["cancel_form"] = VersionedForm(row=return_)
    return site.render(request, "admin/fulfilment/return.html", {**context, **sent}, status=status)


def _receive_form(return_: Return, data: Any = None) -> ReceiveForm:
    return ReceiveForm(data, row=return_, lines=list(return_.lines.all()), currency=return_.order.currency)


def _return(return_id: int) -> Return:
    rows = Return.objects.select_related("order", "replacement")
    return get_object_or_404(rows.prefetch_related("lines__order_line", "lines__wanted"), pk=return_id)
