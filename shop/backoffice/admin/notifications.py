"""The outbox: what was sent, what waits, and what was given up and can be sent again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import mail_chip, when
from shop.backoffice.filters import TabFilter
from shop.backoffice.site import site
from shop.notifications.models import MailMessage

from .base import ReadOnly, StaffAdmin


class MailTabs(TabFilter):
    title = _("status")
    parameter_name = "state"
    states = (("waiting", _("Waiting")), ("parked", _("Not sent")), ("sent", _("Sent")))

    def narrow(self, rows: QuerySet[MailMessage], value: str) -> QuerySet[MailMessage]:
        match value:
            case "sent":
                return rows.exclude(sent_at=None)
            case "parked":
                return rows.exclude(parked_at=None)
            case _:
                return rows.filter(sent_at=None, parked_at=None)


@admin.register(MailMessage, site=site)
class MailMessageAdmin(ReadOnly, StaffAdmin[MailMessage]):
    heading, noun, plural = _("Outgoing mail"), _("email"), _("emails")
    list_display = ("about", "recipient", "state", "queued")
    list_filter = (MailTabs,)
    sortable_by = ()  # the newest first: there are millions of them
    search_fields = ("recipient__istartswith",)
    search_help_text = _("Recipient's email address, or its beginning")
    actions = None
    readonly_fields = ("state", "body", "created_at", "sent_at", "parked_at", "tries", "last_error")
    fieldsets = (
        (_("Email"), {"fields": ("recipient", "subject", "body")}),
        (_("Delivery"), {"fields": ("state", "created_at", "sent_at", "tries", "last_error"), "classes": ("side",)}),
    )
    change_form_template = "admin/notifications/mailmessage/change_form.html"

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Search as written: by an index on the beginning."""
        return list(self.search_fields)

    @admin.display(description=_("Subject"), ordering="subject")
    def about(self, message: MailMessage) -> str:
        """Return the subject; a mail that is written when it is sent has none before."""
        return message.subject or gettext("Not written yet")

    @admin.display(description=_("Status"))
    def state(self, message: MailMessage) -> SafeString:
        return mail_chip(message)

    @admin.display(description=_("Queued"), ordering="created_at")
    def queued(self, message: MailMessage) -> SafeString:
        return when(message.created_at)

    @admin.display(description=_("Text"))
    def body(self, message: MailMessage) -> SafeString:
        return format_html('<pre class="mail-text">{}</pre>', message.text)
