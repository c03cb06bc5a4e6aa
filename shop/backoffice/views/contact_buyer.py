"""Reaching the buyer of an order: correcting how, and sending a mail once more."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse

from shop.backoffice.permissions import by_staff
from shop.core.forms import EmailField
from shop.orders.models import OrderAddress
from shop.orders.operations import edit_contact, send_mail_again

from .order_action import VersionedForm, act, find_order
from .order_page import run


class ContactForm(VersionedForm):
    """Where mail about the order goes, and the phone of its delivery address."""

    email = EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "off", "autofocus": True}))
    phone = forms.CharField(
        max_length=32, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )


def contact_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show how the buyer is reached, or correct it."""
    order = find_order(request, order_id, permission="orders.edit_order")
    address = OrderAddress.objects.filter(order=order, kind=OrderAddress.Kind.SHIPPING).first()
    initial = {"email": order.email, "phone": address.phone if address else ""}
    form = ContactForm(request.POST or None, order=order, initial=initial)

    def correct() -> str:
        data = form.cleaned_data
        by = by_staff(request)
        edit_contact(order_id=order.pk, email=data["email"], phone=data["phone"], by=by, version=data["version"])
        return f"Corrected. Mail about {order} goes to {data['email']}."

    title, template = f"How to reach the buyer of {order}", "admin/orders/order/contact.html"
    return act(request, order=order, form=form, template=template, title=title, action=correct)


def mail_again_page(request: HttpRequest, order_id: int, message_id: int) -> HttpResponse:
    """Send a mail of the order once more (POST only)."""
    order = find_order(request, order_id, permission="notifications.change_mailmessage")
    by = by_staff(request)
    told = f"The mail is on its way to {order.email}."
    return run(request, order, lambda: send_mail_again(order_id=order.pk, message_id=message_id, by=by), told)
