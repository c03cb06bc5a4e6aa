"""Redirects: those that products and categories left behind, and those that staff add, one by one or as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import when
from shop.backoffice.permissions import by_staff
from shop.backoffice.site import site
from shop.catalog.models import Redirect
from shop.catalog.operations import add_redirects
from shop.core.errors import InvalidInput
from shop.core.spreadsheets import read_cells

from .base import StaffAdmin

MAX_BYTES = 1_000_000


class RedirectForm(forms.ModelForm[Redirect]):
    """One address, or many as a file of two columns."""

    file = forms.FileField(
        required=False,
        label=_("Or upload a CSV file"),
        help_text=_("Two columns: old address and new address. A heading row is skipped."),
    )

    class Meta:
        model = Redirect
        fields = ("path", "target")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # none where somebody may only look
            field.required = False

    def clean(self) -> dict[str, Any]:
        """Read the rows; what is wrong with them is the operation's to say."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        cleaned["rows"] = _read(file) if file else [(cleaned.get("path") or "", cleaned.get("target") or "")]
        return cleaned

    def validate_unique(self) -> None:
        """An address that is there already is changed."""


@admin.register(Redirect, site=site)
class RedirectAdmin(StaffAdmin[Redirect]):
    heading, noun, plural = _("Redirects"), _("redirect"), _("redirects")
    form = RedirectForm
    list_display = ("path", "leads_to", "since")
    list_display_links = None
    search_fields = ("path", "target")
    search_help_text = _("Address")
    ordering = ("-pk",)
    actions = ("delete_selected",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is edited: the same address is added again, with where it leads now."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return super().get_queryset(request).select_related("product")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Add what was typed or what is in the file; after a refusal the form tells each wrong row."""
        if request.method != "POST" or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        form = RedirectForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                count = add_redirects(rows=form.cleaned_data["rows"], by=by_staff(request))
            except InvalidInput as error:
                problems = [f"{place}: {text}" for place, text in error.fields.items()][:20]
                vars(request)["refused"] = " ".join(problems)
            else:
                text = ngettext("%(count)s redirect added.", "%(count)s redirects added.", count) % {"count": count}
                self.message_user(request, text, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:catalog_redirect_changelist"))
        return super().add_view(request, form_url, extra_context)

    @admin.display(description=_("Redirects to"))
    def leads_to(self, row: Redirect) -> SafeString | str:
        if row.product is not None:
            url, now = reverse("admin:catalog_product_change", args=[row.product.pk]), row.product.get_absolute_url()
            return format_html('<a href="{}">{}</a> <small>{}</small>', url, row.product, now)
        return row.target

    @admin.display(description=_("Since"), ordering="created_at")
    def since(self, row: Redirect) -> SafeString:
        return when(row.created_at)


def _read(file: Any) -> list[tuple[str, str]]:
    """Return the rows of a CSV file with commas, semicolons or tabs. Raises: ValidationError."""
    if file.size > MAX_BYTES:
        raise forms.ValidationError(gettext("The file is larger than 1 MB."))
    file.seek(0)  # after a refusal Django's page reads it once more
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError(gettext("Save the file as UTF-8.")) from None
    first = next(iter(text.splitlines()), "")
    mark = max(",;\t", key=first.count)
    rows = [row for row in read_cells(text.splitlines(), delimiter=mark) if any(cell.strip() for cell in row)]
    if rows and not rows[0][0].strip().startswith(("/", "http")):
        rows = rows[1:]
    short = next((number for number, row in enumerate(rows, 1) if len(row) < 2), None)
    if not rows or short:
        raise forms.ValidationError(gettext("Row %(number)s does not have two columns.") % {"number": short or 1})
    return [(row[0], row[1]) for row in rows]
