"""What several forms say about the same mistake."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

EMAIL_ERRORS = {
    "required": _("Enter your email address."),
    "invalid": _("Enter an email address in the correct format, like name@example.com."),
}
