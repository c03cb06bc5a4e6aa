"""Finding an order again."""

from __future__ import annotations

from django import forms

from shop.core.forms import EmailField


class LookupForm(forms.Form):
    """What is in the confirmation mail."""

    number = forms.CharField(
        label="Order number",
        max_length=40,
        help_text="For example 1042; it is in the subject of our mails.",
        error_messages={"required": "Enter the order number."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    email = EmailField(
        label="E-mail",
        help_text="The one you gave with the order.",
        error_messages={
            "required": "Enter the e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.com.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
