"""The shop's own settings and its pages of text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import when
from shop.backoffice.fields import PicturesField
from shop.backoffice.site import site
from shop.channels.models import Channel, ContentPage

from .base import StaffAdmin


class ChannelForm(forms.ModelForm[Channel]):
    """The shop; the picture of its home page is uploaded here."""

    new_picture = PicturesField(
        multiple=False, label=_("Picture"), help_text=_("Shown next to the tagline on the home page.")
    )

    class Meta:
        model = Channel
        fields = (
            "name", "tagline", "announcement", "support_email", "hero_text", "hero_link", "locale", "countries",
            "default_country", "time_zone", "return_address",
        )  # fmt: skip
        help_texts = {"countries": _("Two-letter codes separated by commas, such as DE,AT,FR.")}

    def clean_locale(self) -> str:
        """Refuse a locale that nobody can write amounts in: every page would fail."""
        locale: str = self.cleaned_data["locale"]
        try:
            return str(Locale.parse(locale))
        except (ValueError, UnknownLocaleError):
            raise forms.ValidationError(gettext("Enter a language and a region, such as en_IE or de_DE.")) from None

    def clean_time_zone(self) -> str:
        """Refuse what is no time zone: every date that the law counts hangs on it."""
        name: str = self.cleaned_data["time_zone"]
        if name not in available_timezones():
            raise forms.ValidationError(gettext("Enter a time zone, such as Europe/Berlin."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("default_country") not in cleaned.get("countries", [cleaned.get("default_country")]):
            self.add_error("default_country", gettext("Choose one of the countries above."))
        return cleaned

    def clean_hero_link(self) -> str:
        link: str = self.cleaned_data["hero_link"]
        if link and (not link.startswith("/") or link.startswith(("//", "/\\"))):
            raise forms.ValidationError(gettext("Enter an address in this shop, starting with a single slash."))
        return link

    def save(self, commit: bool = True) -> Channel:
        if self.cleaned_data["new_picture"]:
            self.instance.hero_picture = {**asdict(self.cleaned_data["new_picture"][0]), "alt": ""}
        return super().save(commit)


@admin.register(Channel, site=site)
class ChannelAdmin(StaffAdmin[Channel]):
    """One row for now: its list leads straight to it. The currency is fixed, because prices are kept in it."""

    heading, noun, plural = _("Shop"), _("channel"), _("channels")
    form = ChannelForm
    list_display = ("name", "currency", "locale")
    actions = None
    readonly_fields = ("currency",)
    fieldsets = (
        (_("Shop"), {"fields": ("name", "announcement", "support_email", "return_address")}),
        (_("Home page"), {"fields": ("tagline", "hero_text", "hero_link", "new_picture")}),
        (
            _("Markets"),
            {"fields": ("currency", "locale", "time_zone", "countries", "default_country"), "classes": ("side",)},
        ),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        only = Channel.objects.values_list("pk", flat=True)[:2]
        if len(only) == 1 and self.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse("admin:channels_channel_change", args=[only[0]]))
        return super().changelist_view(request, extra_context)

    def response_change(self, request: HttpRequest, obj: Channel) -> HttpResponse:
        self.message_user(request, gettext("Settings saved."))
        return HttpResponseRedirect(request.path)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Channel | None = None) -> bool:
        return False


@admin.register(ContentPage, site=site)
class ContentPageAdmin(StaffAdmin[ContentPage]):
    heading, noun, plural = _("Pages"), _("page"), _("pages")
    list_display = ("title", "kind", "address", "is_published", "changed")
    list_filter = ("kind",)
    search_fields = ("title", "body")
    actions = None
    fieldsets = (
        (None, {"fields": ("title", "body")}),
        (_("Position in the shop"), {"fields": ("kind", "slug", "position", "is_published"), "classes": ("side",)}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 24})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("Changed"), ordering="updated_at")
    def changed(self, page: ContentPage) -> SafeString:
        return when(page.updated_at)

    @admin.display(description=_("Address"))
    def address(self, page: ContentPage) -> str:
        return page.get_absolute_url()
