"""What a shopper tells about goods that go back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.errors import DomainError
from shop.core.forms import EmailField
from shop.core.ids import new_token
from shop.fulfilment.models import ReturnLine
from shop.fulfilment.operations import ReturnItem
from shop.fulfilment.queries import variants_instead
from shop.orders.models import OrderLine

_EMAIL = {"required": _("Enter the email address to send the receipt to.")}


class CountField(forms.IntegerField):
    """So many of something, in plain digits; left empty it is none."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=most, required=False, widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Enter a whole number.")

    def to_python(self, value: Any) -> int:
        text = str(value or "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 6):
            raise forms.ValidationError(self.error_messages["invalid"])
        return int(text or 0)


class Row(NamedTuple):
    """A line of the order with its fields; `wanted` is None where nothing can be had instead."""

    line: OrderLine
    most: int
    quantity: forms.BoundField
    reason: forms.BoundField | None = None
    wanted: forms.BoundField | None = None


class _LinesForm(forms.Form):
    """A form over lines of an order. `key` makes sending it twice harmless."""

    key = forms.CharField(max_length=255, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[tuple[OrderLine, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.initial["key"] = new_token()
        for line, most in lines:
            label = gettext("Quantity of %(name)s") % {"name": line.name}
            self.fields[f"quantity_{line.pk}"] = CountField(most=most, label=label)

    def rows(self) -> Iterator[Row]:
        """Each line with its fields."""
        for line, most in self.lines:
            yield Row(line, most, self[f"quantity_{line.pk}"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(f"quantity_{line.pk}") for line, _ in self.lines):
            raise forms.ValidationError(gettext("Enter a quantity for at least one item."))
        return data


class ReturnForm(_LinesForm):
    """What goes back, why, and what the buyer would like instead."""

    comment = forms.CharField(
        label=_("Is there anything we should know?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, locale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = variants_instead([line for line, _ in self.lines], locale)
        for line, _most in self.lines:
            reasons = [("", gettext("Choose a reason")), *ReturnLine.Reason.choices]
            self.fields[f"reason_{line.pk}"] = forms.ChoiceField(label=_("Reason"), choices=reasons, required=False)
            if others.get(line.pk):
                wanted = [("", gettext("A refund")), *others[line.pk]]
                self.fields[f"wanted_{line.pk}"] = forms.ChoiceField(
                    label=_("What would you like?"), choices=wanted, required=False
                )
        self.order_fields([name for name in self.fields if name != "comment"])

    def rows(self) -> Iterator[Row]:
        for line, most in self.lines:
            wanted = f"wanted_{line.pk}"
            yield Row(
                line,
                most,
                self[f"quantity_{line.pk}"],
                self[f"reason_{line.pk}"],
                self[wanted] if wanted in self.fields else None,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for line, _most in self.lines:
            if data.get(f"quantity_{line.pk}") and not data.get(f"reason_{line.pk}"):
                self.add_error(f"reason_{line.pk}", gettext("Choose a reason."))
        return data

    @property
    def items(self) -> list[ReturnItem]:
        """What the operation asks for."""
        data = self.cleaned_data
        return [
            ReturnItem(line.pk, count, data[f"reason_{line.pk}"], data.get(f"wanted_{line.pk}", ""))
            for line, _ in self.lines
            if (count := data[f"quantity_{line.pk}"])
        ]


class WithdrawForm(_LinesForm):
    """The declaration of somebody whose order we know: everything is filled in, nothing has to be typed."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )  # fmt: skip
    email = EmailField(
        label=_("Email for the receipt"), max_length=254, error_messages=_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line, most in self.lines:
            self.initial[f"quantity_{line.pk}"] = most

    @property
    def units(self) -> dict[int, int]:
        """The units that are withdrawn from, by order line."""
        counts = {line.pk: self.cleaned_data[f"quantity_{line.pk}"] for line, _ in self.lines}
        return {pk: count for pk, count in counts.items() if count}

    def chosen(self) -> list[tuple[OrderLine, int]]:
        """The lines that are withdrawn from, with how many."""
        return [(line, self.units[line.pk]) for line, _ in self.lines if line.pk in self.units]


class StatementForm(forms.Form):
    """The declaration of anybody: who, which contract, and where the receipt goes. No more may be asked."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )  # fmt: skip
    order_number = forms.CharField(
        label=_("Order number"), max_length=40,
        help_text=_("For example 1042. You find it in the subject of our emails."),
        error_messages={"required": _("Enter the order number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    email = EmailField(
        label=_("Email for the receipt"), max_length=254, error_messages=_EMAIL,
        help_text=_("If possible the address you ordered with, so that we can find your order faster."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    goods = forms.CharField(
        label=_("Which items"), max_length=1000, required=False, help_text=_("Leave this empty for the whole order."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class TrackingForm(forms.Form):
    """How the parcel back can be followed."""

    tracking_number = forms.CharField(
        label=_("Tracking number"), max_length=80, error_messages={"required": _("Enter the tracking number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def refuse(form: forms.Form, error: DomainError) -> None:
    """Show in a form why the operation refused."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)
    if not error.fields:
        form.add_error(None, error.message)
