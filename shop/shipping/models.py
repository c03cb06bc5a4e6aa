"""What a parcel costs and when it arrives."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core.fields import CountryField, CurrencyField, MinorField
from shop.core.models import BaseModel


class Zone(BaseModel):
    """Countries that share shipping methods."""

    name = models.CharField(_("name"), max_length=80)
    countries = ArrayField(CountryField(), verbose_name=_("countries"))

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ShippingMethod(BaseModel):
    """A flat rate, tax included. `free_from_minor` waives it from that value of goods; days are working days."""

    zone = models.ForeignKey(Zone, verbose_name=_("zone"), on_delete=models.CASCADE, related_name="methods")
    code = models.SlugField(verbose_name=_("code"))
    name = models.CharField(_("name"), max_length=80)
    currency = CurrencyField(verbose_name=_("currency"), default="EUR")
    price_minor = MinorField(_("price"))
    free_from_minor = MinorField(_("free from"), null=True, blank=True)
    min_days = models.PositiveSmallIntegerField(_("minimum days"), default=2)
    max_days = models.PositiveSmallIntegerField(_("maximum days"), default=4)
    tax_class = models.SlugField(verbose_name=_("tax class"), default="standard")
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="shipping_zone_code"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="shipping_price_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name
