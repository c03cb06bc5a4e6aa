"""Changing a placed order: say what should be different, see what it costs, do it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.accounts.places import place_of
from shop.accounts.rules import AddressInput
from shop.backoffice.cells import reader_locale
from shop.backoffice.fields import units_field
from shop.backoffice.forms import act, attempt
from shop.backoffice.line_rows import LineRows, find_products
from shop.backoffice.site import site
from shop.cart.models import STAFF_MAX_QUANTITY
from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.money import Money
from shop.fulfilment.operations import EditInput, EditPlan, edit_order, preview_edit
from shop.orders.models import Order, OrderAddress, OrderLine
from shop.shipping.queries import list_shipping_options

from .order_action import OrderForm, order_url

PAY_WITHIN = [("1", _("1 day")), ("3", _("3 days")), ("7", _("7 days")), ("14", _("14 days"))]
_ADDRESS = ("full_name", "company", "line1", "line2", "postcode", "city", "region", "phone")


class EditForm(OrderForm):
    """What the order shall be. `seen` is the difference that the preview showed."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    line1 = forms.CharField(max_length=160, label=_("Address"))
    line2 = forms.CharField(max_length=160, required=False, label=_("Address line 2"))
    postcode = forms.CharField(label=_("Postcode"), max_length=16, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    shipping_method = forms.ChoiceField(label=_("Delivery"))
    note = forms.CharField(max_length=200, required=False, label=_("Reason"), help_text=_("Shown in the timeline."))
    pay_within = forms.ChoiceField(choices=PAY_WITHIN, initial="3", label=_("Time to pay the difference"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, added: LineRows, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.added = added
        self.old = OrderAddress.objects.get(order=self.order, kind=OrderAddress.Kind.SHIPPING)
        for name in _ADDRESS:
            self.initial.setdefault(name, getattr(self.old, name))
        for name, label in place_of(self.old.country).labels.items():
            self.fields[name].label = label
        self.initial.setdefault("shipping_method", self.order.shipping_code)
        self.fields["shipping_method"].choices = self._deliveries()  # type: ignore[attr-defined]
        self.lines = [
            line for line in OrderLine.objects.filter(order=self.order) if line.quantity > line.quantity_cancelled
        ]
        for line in self.lines:
            left = line.quantity - line.quantity_cancelled
            field = units_field(gettext("Units of %(sku)s") % {"sku": line.name}, most=STAFF_MAX_QUANTITY, initial=left)
            self.fields[f"line_{line.pk}"] = field

    def _deliveries(self) -> list[tuple[str, str]]:
        options = list_shipping_options(
            channel=self.order.channel, country=self.old.country, currency=self.order.currency,
            subtotal_minor=self.order.subtotal_minor,
            now=timezone.now(),
        )  # fmt: skip
        others = [(each.code, each.name) for each in options if each.code != self.order.shipping_code]
        unchanged = gettext("%(method)s (unchanged)") % {"method": self.order.shipping_name}
        return [(self.order.shipping_code, unchanged), *others]

    def rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Each line that stands, with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def refuse(self, error: DomainError) -> None:
        """Show what is refused of the added lines beside them."""
        super().refuse(error)
        self.added.refuse(error.fields)

    def wanted(self) -> EditInput | None:
        """Return what should be different, or None after noting what is wrong."""
        added = self.added.lines()
        if added is None:
            self.add_error(None, gettext("Check the quantities of the added items."))
            return None
        data = self.cleaned_data
        typed = AddressInput(country=self.old.country, **{name: data[name] for name in _ADDRESS})
        is_same = all(getattr(self.old, name) == value for name, value in asdict(typed).items())
        add: dict[str, int] = {}
        for line in added:
            add[line.sku] = add.get(line.sku, 0) + line.quantity
        return EditInput(
            add=add,
            quantities={line.pk: data[f"line_{line.pk}"] for line in self.lines},
            shipping_address=None if is_same else typed,
            shipping_method=data["shipping_method"],
            note=data["note"],
        )


def edit_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, find products for it, show what it would do, or do it."""
    order = get_object_or_404(Order, pk=order_id)
    if request.method != "POST" or _only_looks(request):
        typed = {name: value for name, value in request.POST.items() if name in _typed_names(order)}
        rows = LineRows(request.POST if request.method == "POST" else None)
        form = EditForm(order=order, added=rows, initial=typed or None)
        form.initial["version"] = request.POST.get("version", order.version)
        return _answer(request, form)
    form = EditForm(request.POST, order=order, added=LineRows(request.POST))
    wanted = form.wanted() if form.is_valid() else None
    if wanted is None:
        return _answer(request, form, 422)
    if "apply" in request.POST:
        edit = partial(_edit, form, wanted)
        return act(request, form, edit, back_to=order_url(order), show=partial(_answer, request, form))
    version = form.cleaned_data["version"]
    plan, status = attempt(
        request, form, lambda by: preview_edit(order_id=order.pk, edit=wanted, by=by, version=version)
    )
    return _answer(request, form, status, plan)


def _edit(form: EditForm, wanted: EditInput, by: By) -> str:
    order, data = form.order, form.cleaned_data
    done = edit_order(
        order_id=order.pk,
        edit=wanted,
        by=by,
        version=data["version"],
        expected=None if data["seen"] is None else Money(data["seen"], order.currency),
        pay_within=timedelta(days=int(data["pay_within"])),
    )
    if done.to_pay:
        return gettext("We've emailed a link to pay %(amount)s to %(email)s. The order changes once it is paid.") % {
            "amount": done.to_pay.format(reader_locale()),
            "email": order.email,
        }
    return gettext("Order updated. We've emailed %(email)s.") % {"email": order.email}


def _only_looks(request: HttpRequest) -> bool:
    """Whether somebody looks for a product: by its buttons, or by Enter in its field."""
    posted = request.POST
    by_enter = bool(posted.get("find", "").strip()) and not {"preview", "apply"} & set(posted)
    return by_enter or "look" in posted or "add" in posted


def _typed_names(order: Order) -> set[str]:
    lines = OrderLine.objects.filter(order=order).values_list("pk", flat=True)
    return {*_ADDRESS, "shipping_method", "note", "pay_within", *(f"line_{pk}" for pk in lines)}


def _answer(request: HttpRequest, form: EditForm, status: int = 200, plan: EditPlan | None = None) -> HttpResponse:
    text = request.POST.get("find", "")
    context = {
        "title": gettext("Edit order %(order)s") % {"order": form.order},
        "order": form.order,
        "form": form,
        "added": form.added,
        "find": text,
        "matches": find_products(text, now=timezone.now()) if text else None,
        "plan": plan,
    }
    return site.render(request, "admin/orders/order/edit.html", context, status=status)
