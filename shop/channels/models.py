"""A sales channel: the currency, language and countries of what is sold; and the pages of text that staff edit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core.fields import CountryField, CurrencyField
from shop.core.models import BaseModel


class Channel(BaseModel):
    """Where and how the shop sells. The first depth of the shop has one, the default."""

    code = models.SlugField(verbose_name=_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80, help_text=_("The shop's name, as shoppers read it."))
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    announcement = models.CharField(
        _("announcement"), max_length=160, blank=True, help_text=_("One line above every page. Leave empty to hide it.")
    )
    currency = CurrencyField(verbose_name=_("currency"), default="EUR")
    locale = models.CharField(
        _("language and region"), max_length=12, default="en_IE", help_text=_("How amounts and dates are written.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Europe/Berlin",
        db_default="Europe/Berlin",
        help_text=_("Where a day begins and ends."),
    )
    countries = ArrayField(
        CountryField(), verbose_name=_("countries"), default=list, help_text=_("Countries the shop delivers to.")
    )
    default_country = CountryField(verbose_name=_("default country"), default="DE")
    hero_text = models.CharField(
        _("text below the tagline"), max_length=200, blank=True, help_text=_("Below the tagline on the home page.")
    )
    hero_link = models.CharField(
        _("button link"), max_length=200, blank=True, help_text=_("Where its button leads, for example /c/table/.")
    )
    hero_picture = models.JSONField(
        _("hero picture"), null=True, blank=True, help_text=_("path, width, height, widths, tint, alt.")
    )
    support_email = models.EmailField(_("support email"), blank=True)
    return_address = models.TextField(
        _("return address"),
        max_length=400,
        blank=True,
        db_default="",
        help_text=_("Where buyers send returns to, as printed on the return slip."),
    )
    is_default = models.BooleanField(_("default"), default=False)
    opened_at = models.DateTimeField(
        _("opened at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the shop opened to the public. Empty: only staff can see it."),
    )

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_channel"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Where the shop's days begin and end; UTC where the name of the zone is not known here."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the shop's clock shows it."""
        return moment.astimezone(self.zone)

    def midnight_after(self, moment: datetime) -> datetime:
        """Return when the shop's day of a moment ends."""
        return datetime.combine(self.day_of(moment) + timedelta(days=1), time(), tzinfo=self.zone)

    def day_of(self, moment: datetime) -> date:
        """Return the day on which a moment falls for the shop and its buyers."""
        return self.local(moment).date()


class ContentPage(BaseModel):
    """An editable page: legal texts and help, written in Markdown."""

    class Kind(models.TextChoices):
        LEGAL = "legal", _("Legal")
        HELP = "help", _("Help")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    slug = models.SlugField(verbose_name=_("slug"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("body"), help_text=_("Markdown."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_published = models.BooleanField(_("published"), default=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["kind", "position", "title"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="content_page_kind_slug")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/{self.kind}/{self.slug}/"
