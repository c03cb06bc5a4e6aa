"""Form fields with one meaning on every page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .contact import EMAIL_LENGTH, EMAIL_WRONG, is_blank, normal_email


class EmailField(forms.CharField):
    """An email address, whose value is its normal form (core.contact)."""

    widget = forms.EmailInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": EMAIL_LENGTH, **kwargs})
        self.error_messages.setdefault("invalid", EMAIL_WRONG)

    def clean(self, value: Any) -> str:
        """Return the address in its normal form."""
        text = super().clean(value)
        return clean_email(text) if text else ""


def clean_email(text: str) -> str:
    """Return an address in its normal form, for forms that are not ours. Raises: ValidationError."""
    try:
        return normal_email(text)
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error


def check_visible(text: Any) -> None:
    """Refuse a name of which nobody would see anything. Raises: ValidationError."""
    if isinstance(text, str) and text and is_blank(text):
        raise ValidationError(
            _("Enter text that can be read. This contains only invisible characters."), code="invisible"
        )
