"""Writing an order for somebody: staff type what the buyer says, see the price, and send a link to pay."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.accounts.queries import default_address
from shop.accounts.rules import AddressInput
from shop.backoffice.cells import reader_locale
from shop.backoffice.forms import Done, StaffForm, act, claim_of
from shop.backoffice.line_rows import LineRows, find_products
from shop.backoffice.search import matching_users
from shop.backoffice.site import site
from shop.channels.queries import get_default_channel
from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import PriceChanged, discard_draft, save_draft, send_draft
from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.ids import new_token
from shop.core.templatetags.places import country as country_name
from shop.orders.models import Order, OrderAddress, OrderLine
from shop.orders.operations import add_note
from shop.payments.providers import offered_providers
from shop.shipping.models import ShippingMethod

from .edit_order import PAY_WITHIN
from .order_action import order_url

_ADDRESS = ("full_name", "company", "line1", "line2", "postcode", "city", "region", "country", "phone")
_LIST = "admin:orders_order_changelist"
_AGAIN = ("look", "add", "customer", "use")  # buttons that only fill in the form


class DraftForm(StaffForm):
    """Who buys, where it goes, how long they may take to pay. What the domain checks is checked there."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=255, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    user_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    email = forms.CharField(label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    full_name = forms.CharField(max_length=120, required=False, label=_("Full name"))
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    line1 = forms.CharField(max_length=160, required=False, label=_("Address"))
    line2 = forms.CharField(max_length=160, required=False, label=_("Address line 2"))
    postcode = forms.CharField(label=_("Postcode"), max_length=16, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country"))
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    shipping_method = forms.ChoiceField(required=False, label=_("Delivery"))
    pay_within = forms.ChoiceField(choices=PAY_WITHIN, initial="3", label=_("Time to pay"))
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        help_text=_("Visible to staff only."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    why = ""  # its note is about the buyer, not about the change

    def __init__(self, *args: Any, added: LineRows, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.added = added
        channel = get_default_channel()
        methods = ShippingMethod.objects.filter(is_active=True).values_list("code", "name")
        countries = sorted((country_name(code, channel.locale), code) for code in channel.countries)
        self.fields["country"].choices = [(code, name) for name, code in countries]  # type: ignore[attr-defined]
        self.initial.setdefault("country", channel.default_country)
        self.fields["shipping_method"].choices = [("", gettext("Default for the country")), *dict(methods).items()]  # type: ignore[attr-defined]
        self.initial.setdefault("key", new_token())

    def refuse(self, error: DomainError) -> None:
        """Show what is refused of the lines beside them."""
        super().refuse(error)
        self.added.refuse(error.fields)

    @property
    def address(self) -> AddressInput:
        """What was typed; nothing where the rest of the address is empty."""
        return AddressInput(**{name: self.cleaned_data[name] for name in _ADDRESS})


def draft_page(request: HttpRequest, order_id: int | None = None) -> HttpResponse:
    """Show the form, fill it in, save the draft, or send it off. Saving the same form twice makes one draft."""
    order = get_object_or_404(Order, pk=order_id) if order_id is not None else None
    if order is not None and order.status != Order.Status.DRAFT:
        return HttpResponseRedirect(order_url(order))
    if request.method != "POST" or _only_fills_in(request):
        return _answer(request, order, _filled_in(request, order))
    form = DraftForm(request.POST, added=LineRows(request.POST))
    lines, show = form.added.lines(), partial(_answer, request, order, form)
    if lines is None:
        return show(422)
    if "discard" in request.POST and order is not None:
        return act(request, form, partial(_discard, order, form), back_to=reverse(_LIST), show=show)
    return act(request, form, partial(_save, request, order, form, lines), back_to=reverse(_LIST), show=show)


def _only_fills_in(request: HttpRequest) -> bool:
    """Whether nothing is to be saved: somebody looks for a product (also by Enter) or a customer."""
    posted = request.POST
    by_enter = bool(posted.get("find", "").strip()) and not {"save", "send", "discard"} & set(posted)
    return by_enter or any(name in posted for name in _AGAIN)


def _discard(order: Order, form: DraftForm, by: By) -> str:
    discard_draft(order_id=order.pk, by=by, version=form.cleaned_data["version"])
    return gettext("Draft discarded.")


def _save(request: HttpRequest, order: Order | None, form: DraftForm, lines: list[LineInput], by: By) -> Done:
    """Save what was typed, and send it where its button says so: only at the total that was shown."""
    data = form.cleaned_data
    typed = sorted((name, str(value)) for name, value in data.items() if name != "key")
    draft = save_draft(
        order_id=order.pk if order else None,
        version=data["version"] if order else None,
        email=data["email"],
        shipping_address=form.address,
        lines=lines,
        shipping_method=data["shipping_method"],
        user_id=data["user_id"] if User.objects.filter(pk=data["user_id"]).exists() else None,
        by=by,
        claim=claim_of(data["key"] or new_token(), by, typed, lines) if order is None else None,
    )
    if data["note"].strip():
        add_note(order_id=draft.pk, text=data["note"], by=by)
    sends, url = request.POST.get("send", ""), reverse("admin:orders_order_draft", args=[draft.pk])
    if not sends:
        return Done(gettext("Saved. The total is %(total)s.") % {"total": draft.total.format(reader_locale())}, url)
    if data["seen"] != draft.total_minor:
        return Done(
            gettext("The total is %(total)s. Tell the buyer, then send it.")
            % {"total": draft.total.format(reader_locale())},
            url,
            messages.WARNING,
        )
    try:
        return _send(draft, sends, timedelta(days=int(data["pay_within"])), by)
    except PriceChanged as error:
        return Done(
            gettext("The total is now %(total)s. Save to see why.")
            % {"total": error.new_total.format(reader_locale())},
            url,
            messages.WARNING,
        )


def _send(draft: Order, how: str, pay_within: timedelta, by: By) -> Done:
    """Send the link ("link"), or begin a payment by transfer or invoice ("invoice:"). Raises: PriceChanged."""
    provider, _sep, method = how.partition(":")
    payment = None if how == "link" else PaymentChoice(provider, method)
    order = send_draft(order_id=draft.pk, by=by, pay_within=pay_within, payment=payment)
    message = (
        gettext("Order %(order)s placed.") % {"order": order}
        if order.placed_at
        else gettext("We've emailed the payment details to %(email)s.") % {"email": order.email}
    )
    return Done(message, order_url(order))


def _filled_in(request: HttpRequest, order: Order | None) -> DraftForm:
    """Return the form as it is to be shown: as saved, or as typed with what a button fills in; nothing is judged."""
    if request.method != "POST":
        return DraftForm(initial=_saved(order), added=LineRows(initial=_saved_lines(order)))
    typed = {name: value for name, value in request.POST.items() if name in DraftForm.base_fields}
    chosen = request.POST.get("use", "")
    if chosen.isascii() and chosen.isdigit() and request.user.has_perm("accounts.view_user"):
        typed |= _customer(int(chosen[:18]))
    return DraftForm(initial=typed, added=LineRows(request.POST))


def _saved(order: Order | None) -> dict[str, Any]:
    if order is None:
        return {}
    address = OrderAddress.objects.filter(order=order, kind=OrderAddress.Kind.SHIPPING).first()
    values = {name: getattr(address, name) for name in _ADDRESS} if address else {}
    return {
        **{name: value for name, value in values.items() if value},
        "email": order.email,
        "user_id": order.user_id,
        "shipping_method": order.shipping_code,
        "version": order.version,
        "seen": order.total_minor,
    }


def _saved_lines(order: Order | None) -> list[tuple[str, int]]:
    return list(OrderLine.objects.filter(order=order).values_list("sku", "quantity")) if order else []


def _customer(user_id: int) -> dict[str, Any]:
    """Return what is known of a customer: email, name and address."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return {}
    known: dict[str, Any] = {"user_id": user.pk, "email": user.email, "full_name": user.get_full_name()}
    if (address := default_address(user_id=user.pk)) is not None:
        known |= {name: getattr(address, name) for name in _ADDRESS}
    return known


def _answer(request: HttpRequest, order: Order | None, form: DraftForm, status: int = 200) -> HttpResponse:
    text, who = request.POST.get("find", ""), request.POST.get("customer", "")
    customers = None
    if "customer" in request.POST and request.user.has_perm("accounts.view_user"):
        who = (form["email"].value() or "").replace("\x00", "").strip()[:100]
        customers = list(User.objects.filter(matching_users(who), is_active=True).order_by("email")[:6]) if who else []
    context = {
        "title": gettext("Draft %(order)s") % {"order": order} if order else gettext("New order"),
        "order": order,
        "lines": list(order.lines.all()) if order else [],
        "form": form,
        "added": form.added,
        "find": text,
        "matches": find_products(text, now=timezone.now()) if text else None,
        "customers": customers,
        "later": [provider for provider in offered_providers() if provider.is_manual],
    }
    return site.render(request, "admin/orders/order/draft.html", context, status=status)
