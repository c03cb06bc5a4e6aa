"""What the pages of returns and withdrawals share: forms that know the version they were shown for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from shop.core.acting import because
from shop.core.errors import DomainError, Forbidden, NotFound, StaleVersion, http_status
from shop.fulfilment.models import Condition, Return, Withdrawal
from shop.inventory.models import Location

from .order_action import typed_reason

HANDLE = "fulfilment.handle_return"


class RowForm(forms.Form):
    """A form of a return or withdrawal; sent with an older version it changes nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Return | Withdrawal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.initial["version"] = row.version

    def clean_version(self) -> int:
        """Return the version; a missing one counts as an old one."""
        version: int | None = self.cleaned_data["version"]
        if version is None:
            raise forms.ValidationError(StaleVersion.default_message)
        return version

    def refuse(self, error: DomainError) -> None:
        """Show why the operation refused, beside the field where it names one."""
        for name, text in error.fields.items():
            self.add_error(name if name in self.fields else None, text)
        if not error.fields:
            self.add_error(None, error.message)


class GoodsForm(RowForm):
    """A form about goods that arrived: how many, how they look, whether they can be sold again, and where they lie."""

    def add_goods(self, key: int, *, awaited: int, name: str) -> None:
        """Add the fields of one line."""
        self.fields[f"received_{key}"] = forms.IntegerField(
            min_value=0, max_value=awaited, initial=awaited, label=f"Arrived of {name}",
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.fields[f"condition_{key}"] = forms.ChoiceField(
            choices=Condition.choices, label=f"Condition of {name}", widget=forms.Select(attrs={"class": "input"})
        )
        self.fields[f"restock_{key}"] = forms.BooleanField(required=False, initial=True, label=f"Sell {name} again")

    def add_location(self) -> None:
        """Ask where goods go, in a shop that has several places."""
        places = list(Location.objects.values_list("pk", "name"))
        if len(places) > 1:
            self.fields["location"] = forms.TypedChoiceField(choices=places, coerce=int, label="Goods go to")

    def goods(self, key: int) -> dict[str, Any]:
        """Return what was filled in for a line. Damaged goods are never sold again, whatever is ticked."""
        data = self.cleaned_data
        condition = data[f"condition_{key}"]
        return {
            "quantity": data[f"received_{key}"],
            "condition": condition,
            "restock": data[f"restock_{key}"] and condition != Condition.DAMAGED,
        }


def run(
    request: HttpRequest,
    *,
    form: RowForm,
    action: Callable[[], str],
    back_to: str,
    show: Callable[[RowForm, int], HttpResponse],
) -> HttpResponse:
    """Run `action`, which calls the operation and returns what to tell; or `show` the page with the form's errors."""
    if not form.is_valid():
        return show(form, 422)
    try:
        with because(typed_reason(form)):
            told = action()
    except Forbidden as error:
        raise PermissionDenied from error
    except NotFound as error:
        raise Http404 from error
    except DomainError as error:
        form.refuse(error)
        return show(form, http_status(error))
    messages.success(request, told)
    return HttpResponseRedirect(back_to)
