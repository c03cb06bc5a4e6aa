"""Finding an order again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.core.forms import EmailField


class LookupForm(forms.Form):
    """What is in the confirmation mail."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=40,
        help_text=_("For example 1042. You find it in the subject of our emails."),
        error_messages={"required": _("Enter the order number.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    email = EmailField(
        label=_("Email"),
        help_text=_("The address you used for the order."),
        error_messages={"required": _("Enter your email address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
