"""Bank statements: import a file, and say what a line is for where the shop could not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import reader_locale
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

    file = forms.FileField(
        label=_("CSV file"), help_text=_("As exported by your bank. Importing the same file twice changes nothing.")
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than %(number)s MB.") % {"number": MAX_BYTES // 1_000_000}
            )
        data: bytes = upload.read()
        return data


class AssignForm(StaffForm):
    """The order that a line pays; its number is turned into the payment that waits for it."""

    order = forms.IntegerField(
        label=_("Order number"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_order(self) -> Payment:
        rows = Payment.objects.filter(order__number=self.cleaned_data["order"], provider__in=manual_codes())
        payment = rows.order_by("-pk").first()
        if payment is None:
            raise forms.ValidationError(gettext("No order with this number is paid by bank transfer or invoice."))
        return payment


class IgnoreForm(StaffForm):
    """Why a line is no order's."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("For example, a donation, rent or an internal transfer."),
    )


def import_page(request: HttpRequest) -> HttpResponse:
    """Take a bank's file and tell what became of it."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def take(by: By) -> str:
        return _import_message(request, import_statement(data=form.cleaned_data["file"], by=by))

    return _act_on_line(request, form, take, title=gettext("Import a bank statement"), button=gettext("Import"))


def assign_page(request: HttpRequest, line_id: int) -> HttpResponse:
    """Book a line on an order that a person names."""
    line = get_object_or_404(StatementLine, pk=line_id)
    form = AssignForm(request.POST or None)

    def assign(by: By) -> str:
        payment: Payment = form.cleaned_data["order"]
        assign_line(line_id=line.pk, payment_id=payment.pk, by=by)
        return gettext("%(amount)s assigned to order #%(number)s.") % {
            "amount": _amount(line),
            "number": payment.order.number,
        }

    return _act_on_line(
        request,
        form,
        assign,
        title=gettext("Assign %(amount)s to an order") % {"amount": _amount(line)},
        button=gettext("Assign"),
        line=line,
    )


def ignore_page(request: HttpRequest, line_id: int) -> HttpResponse:
    """Put a line aside."""
    line = get_object_or_404(StatementLine, pk=line_id)
    form = IgnoreForm(request.POST or None)

    def ignore(by: By) -> str:
        ignore_line(line_id=line.pk, reason=form.cleaned_data["reason"], by=by)
        return gettext("%(amount)s ignored.") % {"amount": _amount(line)}

    return _act_on_line(
        request,
        form,
        ignore,
        title=gettext("Ignore %(amount)s") % {"amount": _amount(line)},
        button=gettext("Ignore"),
        line=line,
    )


def _act_on_line(request: HttpRequest, form: StaffForm, operation: Callable[[By], str], **page: Any) -> HttpResponse:
    def show(status: int) -> HttpResponse:
        return site.render(request, "admin/payments/desk.html", {**page, "form": form}, status=status)

    return act(request, form, operation, back_to=reverse("admin:payments_statementline_changelist"), show=show)


def _amount(line: StatementLine) -> str:
    return Money(line.amount_minor, line.currency).format(reader_locale())


def _import_message(request: HttpRequest, done: ImportedStatement) -> str:
    for problem in done.problems[:5]:
        messages.warning(request, gettext("Could not read: %(problem)s") % {"problem": problem})
    if len(done.problems) > 5:
        more = len(done.problems) - 5
        text = ngettext("%(number)s more line could not be read.", "%(number)s more lines could not be read.", more)
        messages.warning(request, text % {"number": more})
    return gettext("%(new)s new lines: %(assigned)s assigned, %(open)s to assign. %(known)s were already imported.") % {
        "new": done.new,
        "assigned": done.booked,
        "open": done.open,
        "known": done.known,
    }
