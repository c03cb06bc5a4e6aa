"""What all actions on an order have in common: find it, guard it, show a form, call one operation, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from shop.backoffice.permissions import staff_of
from shop.backoffice.site import site
from shop.core.acting import because
from shop.core.errors import DomainError, Forbidden, NotFound, StaleVersion, http_status
from shop.orders.models import Order


def refuse(form: forms.Form, error: DomainError) -> None:
    """Show in a form why an operation refused, beside the field where it names one."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)
    if not error.fields:
        form.add_error(None, error.message)


def typed_reason(form: forms.Form) -> str:
    """Return why, as far as a valid form asks: the history keeps it (`core.acting.because`)."""
    return str(form.cleaned_data.get("reason") or form.cleaned_data.get("note") or "")


class VersionedForm(forms.Form):
    """A form that knows which version of the order it was shown for, so that sending it twice acts once."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.initial["version"] = order.version

    def clean_version(self) -> int:
        """Return the version; a missing one counts as an old one."""
        version: int | None = self.cleaned_data["version"]
        if version is None:
            raise forms.ValidationError(StaleVersion.default_message)
        return version

    def refuse(self, error: DomainError) -> None:
        """Show why the operation refused, beside the field where it names one."""
        refuse(self, error)


def order_url(order: Order) -> str:
    """Return the address of the order's page."""
    return reverse("admin:orders_order_change", args=[order.pk])


def find_order(request: HttpRequest, order_id: int, *, permission: str) -> Order:
    """Return an order that this person may see and act on. Raises: PermissionDenied, Http404."""
    actor = staff_of(request)
    if not {"orders.view_order", permission} <= actor.permissions:
        raise PermissionDenied
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise Http404
    return order


def act(
    request: HttpRequest,
    *,
    order: Order,
    form: VersionedForm,
    template: str,
    title: str,
    action: Callable[[], str],
    context: dict[str, Any] | None = None,
    then: Callable[[], str] | None = None,
) -> HttpResponse:
    """Show the form, or run `action`, which calls the operation and returns what to tell; `then` says where to go on.

    A refusal shows the form again with the reason and the status of the error; forms that fail their own checks
    answer 422.
    """
    status, is_stale = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with because(typed_reason(form)):
                    told = action()
            except Forbidden as error:
                raise PermissionDenied from error
            except NotFound as error:
                raise Http404 from error
            except DomainError as error:
                form.refuse(error)
                status, is_stale = http_status(error), error.kind == "stale"
            else:
                messages.success(request, told)
                return HttpResponseRedirect(then() if then else order_url(order))
    page = {"order": order, "form": form, "is_stale": is_stale, **(context or {})}
    return show_form(request, template=template, title=title, context=page, status=status)


def show_form(
    request: HttpRequest, *, template: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show the page of an action as it is."""
    return render(request, template, {**site.each_context(request), "title": title, **context}, status=status)
