"""Reaching the buyer of an order: correcting how, and sending a mail once more."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.forms import act
from shop.core.actor import By
from shop.core.forms import EmailField
from shop.notifications.operations import send_again
from shop.orders.models import Order, OrderAddress
from shop.orders.operations import edit_contact, send_mail_again

from .order_action import OrderForm, act_on_order
from .order_page import act_at_once


class ContactForm(OrderForm):
    """Where mail about the order goes, and the phone of its delivery address."""

    email = EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "off", "autofocus": True}))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


def contact_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show how the buyer is reached, or correct it."""
    order = get_object_or_404(Order, pk=order_id)
    address = OrderAddress.objects.filter(order=order, kind=OrderAddress.Kind.SHIPPING).first()
    initial = {"email": order.email, "phone": address.phone if address else ""}
    form = ContactForm(request.POST or None, order=order, initial=initial)

    def correct(by: By) -> str:
        data = form.cleaned_data
        edit_contact(order_id=order.pk, email=data["email"], phone=data["phone"], by=by, version=data["version"])
        return gettext("Saved. Emails about %(order)s now go to %(email)s.") % {"order": order, "email": data["email"]}

    title, template = gettext("Contact details for %(order)s") % {"order": order}, "admin/orders/order/contact.html"
    return act_on_order(request, order, form, correct, template=template, title=title)


def mail_again_page(request: HttpRequest, order_id: int, message_id: int) -> HttpResponse:
    """Send a mail of the order once more (POST only)."""
    order = get_object_or_404(Order, pk=order_id)
    message = gettext("We're resending the email to %(email)s.") % {"email": order.email}
    return act_at_once(
        request, order, lambda by: send_mail_again(order_id=order.pk, message_id=message_id, by=by), message
    )


def send_again_page(request: HttpRequest, message_id: int) -> HttpResponse:
    """Let a mail that was given up be tried anew (POST only)."""

    def send(by: By) -> str:
        send_again(message_id=message_id, by=by)
        return gettext("We're sending it again.")

    return act(request, None, send, back_to=reverse("admin:notifications_mailmessage_change", args=[message_id]))
