"""What a variant costs, and which tax is inside."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Variant
from shop.core.fields import CountryField, CurrencyField, MinorField
from shop.core.models import BaseModel
from shop.core.money import Money


class Price(BaseModel):
    """The price of a variant in one currency, tax included, in minor units.

    `compare_at_minor` is the former price, shown struck through when it is above the price.
    """

    variant = models.ForeignKey(Variant, verbose_name=_("variant"), on_delete=models.CASCADE, related_name="prices")
    currency = CurrencyField(verbose_name=_("currency"))
    amount_minor = MinorField(_("price"))
    compare_at_minor = MinorField(_("former price"), null=True, blank=True)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(fields=["variant", "currency"], name="price_variant_currency"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(compare_at_minor=None) | Q(compare_at_minor__gt=F("amount_minor")),
                name="compare_at_above_price",
                violation_error_message=_("The former price must be above the price."),
            ),
        ]

    def __str__(self) -> str:
        return f"{Money(self.amount_minor, self.currency)} {self.currency}"


class TaxRate(BaseModel):
    """The rate of a tax class in a country, as a fraction: 0.19 is 19 %."""

    country = CountryField(verbose_name=_("country"))
    tax_class = models.SlugField(verbose_name=_("tax class"), default="standard")
    rate = models.DecimalField(_("rate"), max_digits=6, decimal_places=4)

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["country", "tax_class"]
        constraints = [
            models.UniqueConstraint(fields=["country", "tax_class"], name="tax_rate_country_class"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="tax_rate_range"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.tax_class} {self.rate:.2%}"
