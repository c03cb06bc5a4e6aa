"""Bank statements: import a file, and say what a line is for where the shop could not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from shop.backoffice.forms import StaffForm, act
from shop.backoffice.site import site
from shop.checkout.operations import ImportedStatement, assign_line, ignore_line, import_statement
from shop.core.actor import By
from shop.core.money import Money
from shop.payments.models import Payment, StatementLine
from shop.payments.providers import manual_codes
from shop.payments.statements import MAX_BYTES


class ImportForm(StaffForm):
    """A bank's export."""

    file = forms.FileField(label="CSV file", help_text="As your bank exports it. The same file twice changes nothing.")

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
        data: bytes = upload.read()
        return data


class AssignForm(StaffForm):
    """The order that a line pays; its number is turned into the payment that waits for it."""

    order = forms.IntegerField(
        label="Order number", min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_order(self) -> Payment:
        rows = Payment.objects.filter(order__number=self.cleaned_data["order"], provider__in=manual_codes())
        payment = rows.order_by("-pk").first()
        if payment is None:
            raise forms.ValidationError("No order of this number is paid by transfer or invoice.")
        return payment


class IgnoreForm(StaffForm):
    """Why a line is no order's."""

    reason = forms.CharField(max_length=200, required=False, help_text="For example: a donation, rent, a transfer.")


def import_page(request: HttpRequest) -> HttpResponse:
    """Take a bank's file and tell what became of it."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def take(by: By) -> str:
        return _import_message(request, import_statement(data=form.cleaned_data["file"], by=by))

    return _act_on_line(request, form, take, title="Import a bank statement", button="Import")


def assign_page(request: HttpRequest, line_id: int) -> HttpResponse:
    """Book a line on an order that a person names."""
    line = get_object_or_404(StatementLine, pk=line_id)
    form = AssignForm(request.POST or None)

    def assign(by: By) -> str:
        payment: Payment = form.cleaned_data["order"]
        assign_line(line_id=line.pk, payment_id=payment.pk, by=by)
        return f"{_amount(line)} booked on order #{payment.order.number}."

    return _act_on_line(request, form, assign, title=f"What is {_amount(line)} for?", button="Book", line=line)


def ignore_page(request: HttpRequest, line_id: int) -> HttpResponse:
    """Put a line aside."""
    line = get_object_or_404(StatementLine, pk=line_id)
    form = IgnoreForm(request.POST or None)

    def ignore(by: By) -> str:
        ignore_line(line_id=line.pk, reason=form.cleaned_data["reason"], by=by)
        return f"{_amount(line)} put aside."

    return _act_on_line(request, form, ignore, title=f"Put {_amount(line)} aside", button="Put aside", line=line)


def _act_on_line(request: HttpRequest, form: StaffForm, operation: Callable[[By], str], **page: Any) -> HttpResponse:
    def show(status: int) -> HttpResponse:
        return site.render(request, "admin/payments/desk.html", {**page, "form": form}, status=status)

    return act(request, form, operation, back_to=reverse("admin:payments_statementline_changelist"), show=show)


def _amount(line: StatementLine) -> str:
    return Money(line.amount_minor, line.currency).format()


def _import_message(request: HttpRequest, done: ImportedStatement) -> str:
    for problem in done.problems[:5]:
        messages.warning(request, f"Not read: {problem}")
    if len(done.problems) > 5:
        messages.warning(request, f"{len(done.problems) - 5} more lines could not be read.")
    return f"{done.new} new lines, {done.booked} booked, {done.open} to be assigned. {done.known} were known."
