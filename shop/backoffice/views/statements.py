"""Bank statements: import a file, and say what a line is for where the shop could not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from shop.backoffice.permissions import by_staff, staff_of
from shop.backoffice.site import site
from shop.checkout.operations import ImportedStatement, assign_line, ignore_line, import_statement
from shop.core.acting import because
from shop.core.errors import DomainError, http_status
from shop.core.money import Money
from shop.payments.models import Payment, StatementLine
from shop.payments.providers import manual_codes
from shop.payments.statements import MAX_BYTES

from .order_action import typed_reason

_LIST = "admin:payments_statementline_changelist"


class ImportForm(forms.Form):
    """A bank's export."""

    file = forms.FileField(label="CSV file", help_text="As your bank exports it. The same file twice changes nothing.")

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
        data: bytes = upload.read()
        return data


class AssignForm(forms.Form):
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


class IgnoreForm(forms.Form):
    """Why a line is no order's."""

    reason = forms.CharField(max_length=200, required=False, help_text="For example: a donation, rent, a transfer.")


def import_page(request: HttpRequest) -> HttpResponse:
    """Take a bank's file and tell what became of it."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def take() -> str:
        data = form.cleaned_data["file"]
        return _told(request, import_statement(data=data, by=by_staff(request)))

    return _act(request, form, take, title="Import a bank statement", button="Import")


def assign_page(request: HttpRequest, line_id: int) -> HttpResponse:
    """Book a line on an order that a person names."""
    line = _line(request, line_id)
    form = AssignForm(request.POST or None)

    def assign() -> str:
        payment: Payment = form.cleaned_data["order"]
        assign_line(line_id=line.pk, payment_id=payment.pk, by=by_staff(request))
        return f"{_amount(line)} booked on order #{payment.order.number}."

    return _act(request, form, assign, title=f"What is {_amount(line)} for?", button="Book", line=line)


def ignore_page(request: HttpRequest, line_id: int) -> HttpResponse:
    """Put a line aside."""
    line = _line(request, line_id)
    form = IgnoreForm(request.POST or None)

    def ignore() -> str:
        ignore_line(line_id=line.pk, reason=form.cleaned_data["reason"], by=by_staff(request))
        return f"{_amount(line)} put aside."

    return _act(request, form, ignore, title=f"Put {_amount(line)} aside", button="Put aside", line=line)


def _act(
    request: HttpRequest,
    form: forms.Form,
    action: Callable[[], str],
    *,
    title: str,
    button: str,
    line: StatementLine | None = None,
) -> HttpResponse:
    """Show the form, or act and go back to the list; what is refused stands in the form."""
    if "payments.mark_paid" not in staff_of(request).permissions:
        raise PermissionDenied
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with because(typed_reason(form)):
                    messages.success(request, action())
            except DomainError as error:
                form.add_error(None, " ".join([*error.fields.values()]) or error.message)
                status = http_status(error)
            else:
                return HttpResponseRedirect(reverse(_LIST))
    page: dict[str, Any] = {"title": title, "button": button, "form": form, "line": line}
    return render(request, "admin/payments/desk.html", {**site.each_context(request), **page}, status=status)


def _line(request: HttpRequest, line_id: int) -> StatementLine:
    if "payments.mark_paid" not in staff_of(request).permissions:
        raise PermissionDenied
    line = StatementLine.objects.filter(pk=line_id).first()
    if line is None:
        raise Http404
    return line


def _amount(line: StatementLine) -> str:
    return Money(line.amount_minor, line.currency).format()


def _told(request: HttpRequest, done: ImportedStatement) -> str:
    for problem in done.problems[:5]:
        messages.warning(request, f"Not read: {problem}")
    if len(done.problems) > 5:
        messages.warning(request, f"{len(done.problems) - 5} more lines could not be read.")
    return f"{done.new} new lines, {done.booked} booked, {done.open} to be assigned. {done.known} were known."
