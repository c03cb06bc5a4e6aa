"""allauth's forms in the shop's words: one password field each, no placeholders, hints that are one sentence."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.validators import EmailValidator
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from shop.accounts.queries import find_by_email, has_account
from shop.core.contact import EMAIL_WRONG, email_key, normal_email

PASSWORD_HINT = _("At least 8 characters. Several words in a row are easy to remember.")
_LABELS = {
    "login": _("Email"),
    "email": _("Email"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
}
_REQUIRED = {
    "login": _("Enter your email address."),
    "email": _("Enter an email address."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter your current password."),
    "password1": _("Choose a password."),
}


class _Words(forms.Form):
    """Replaces labels, hints and errors after allauth has built its fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            field.help_text = PASSWORD_HINT if name == "password1" else lazystr("")
            field.error_messages["required"] = _REQUIRED.get(name, _("Fill in this field."))
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = EMAIL_WRONG
                # A validator of its own: Django's stands in every form of the process.
                field.validators[0] = EmailValidator(message=field.error_messages["invalid"])
                field.to_python = _in_normal_form  # type: ignore[method-assign]  # before the validator looks at it


def _in_normal_form(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    try:
        return normal_email(text)
    except ValueError:
        return text


class LoginForm(_Words, allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget = forms.TextInput(
            attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
        )

    def clean_login(self) -> str:
        """Find the account however its address is spelled."""
        login = str(super().clean_login())
        return email_key(login) if "@" in login else login


class SignupForm(_Words, allauth_forms.SignupForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")

    def validate_unique_email(self, value: str) -> str:
        """Say nothing about an address that is known: its owner is told by mail."""
        self.account_already_exists = has_account(email=value)
        return value


class AddEmailForm(_Words, allauth_forms.AddEmailForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(_Words, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(_Words, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(_Words, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        """Write to the account that the address means, never to one that somebody wrote the address into."""
        email = str(super().clean_email())
        user = find_by_email(email=email)
        self.users = [user] if user is not None and user.is_active else []
        return email


class ResetPasswordKeyForm(_Words, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(_Words, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    pass
