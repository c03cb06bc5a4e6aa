"""The outbox: what was sent, what waits, and what was given up and can be sent again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.backoffice.cells import mail_chip, when
from shop.backoffice.filters import TabFilter
from shop.backoffice.site import site
from shop.notifications.models import MailMessage

from .base import ReadOnly, StaffAdmin


class MailTabs(TabFilter):
    title = "state"
    parameter_name = "state"
    states = (("waiting", "Waiting"), ("parked", "Given up"), ("sent", "Sent"))

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
    heading, noun = "Outgoing mail", "mail"
    list_display = ("about", "recipient", "state", "queued")
    list_filter = (MailTabs,)
    sortable_by = ()  # the newest first: there are millions of them
    search_fields = ("recipient__istartswith",)
    search_help_text = "Recipient: the address, or its beginning"
    actions = None
    readonly_fields = ("state", "body", "created_at", "sent_at", "parked_at", "tries", "last_error")
    fieldsets = (
        ("Message", {"fields": ("recipient", "subject", "body")}),
        ("Delivery", {"fields": ("state", "created_at", "sent_at", "tries", "last_error"), "classes": ("side",)}),
    )
    change_form_template = "admin/notifications/mailmessage/change_form.html"

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Search as written: by an index on the beginning."""
        return list(self.search_fields)

    @admin.display(description="Subject", ordering="subject")
    def about(self, message: MailMessage) -> str:
        """Return the subject; a mail that is written when it is sent has none before."""
        return message.subject or "Written when it is sent"

    @admin.display(description="State")
    def state(self, message: MailMessage) -> SafeString:
        return mail_chip(message)

    @admin.display(description="Queued", ordering="created_at")
    def queued(self, message: MailMessage) -> SafeString:
        return when(message.created_at)

    @admin.display(description="Text")
    def body(self, message: MailMessage) -> SafeString:
        return format_html('<pre class="mail-text">{}</pre>', message.text)
