"""Where to write to when something is back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.core.forms import EmailField


class WaitingForm(forms.Form):
    """One address; an id of its own, because the form stands on pages with others."""

    email = EmailField(
        label=_("Email"),
        max_length=254,
        error_messages={"required": _("Enter your email address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "id": "waiting-email"}),
    )
