"""Where to write to when something is back."""

from __future__ import annotations

from django import forms

from shop.core.forms import EmailField


class WaitingForm(forms.Form):
    """One address; an id of its own, because the form stands on pages with others."""

    email = EmailField(
        label="E-mail",
        max_length=254,
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.com.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "id": "waiting-email"}),
    )
