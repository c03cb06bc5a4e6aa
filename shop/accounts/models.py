"""People with an account, and where their parcels go."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Lower, Replace, Reverse, Upper
from django.utils.translation import gettext_lazy as _

from shop.core.contact import normal_email
from shop.core.fields import CountryField
from shop.core.folded import Folded
from shop.core.models import BaseModel

from .places import address_lines

_PRINTED = ("full_name", "company", "line1", "line2", "postcode", "city", "region")


class People(UserManager["User"]):
    """Keeps every address in its normal form, whoever writes it: pages, staff, `createsuperuser`."""

    use_in_migrations = False  # an old migration must do what it always did, whatever becomes of this class

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the normal form; what is no address is left for the validators to refuse."""
        try:
            return normal_email(email or "")
        except ValueError:
            return (email or "").strip()


class User(AbstractUser):
    """Logs in by email; the username is kept for partner systems and shown nowhere."""

    email = models.EmailField(_("email address"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[UserManager[User]] = People()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_ci", violation_error_message=_("This email address is already in use.")
            )
        ]
        indexes = [
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="user_email_part"),
            GinIndex(OpClass(Folded("first_name"), "gin_trgm_ops"), name="user_first_name_folded"),
            GinIndex(OpClass(Folded("last_name"), "gin_trgm_ops"), name="user_last_name_folded"),
        ]

    def __str__(self) -> str:
        return self.email


_NO_DIGITS = r"\(0\)|[^0-9]"  # in +49 (0)30 … the zero is only dialled at home


def address_words() -> SearchVector:
    """Return the expression by which staff find an address: name, company, city, and the postcode also in one word."""
    postcode = Replace("postcode", models.Value(" "), models.Value(""))
    return SearchVector(Folded("full_name"), Folded("company"), Folded("city"), "postcode", postcode, config="simple")


def phone_backwards() -> Reverse:
    """Return the expression by which staff find a phone number: its digits from the last one, the country's aside."""
    nothing, everywhere = models.Value(""), models.Value("g")
    digits = models.Func(
        "phone",
        models.Value(_NO_DIGITS),
        nothing,
        everywhere,
        function="regexp_replace",
        output_field=models.TextField(),
    )
    return Reverse(digits)


class PostalAddress(BaseModel):
    """The fields of an address, shared by the address book and by orders, which copy them."""

    full_name = models.CharField(_("full name"), max_length=120)
    company = models.CharField(_("company"), max_length=120, blank=True)
    line1 = models.CharField(_("address"), max_length=160)
    line2 = models.CharField(_("address, line 2"), max_length=160, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)  # Singapore has none,
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)  # and Hong Kong none of these
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = CountryField(verbose_name=_("country"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.full_name}, {self.city}"

    @property
    def lines(self) -> list[str]:
        """The address as it is printed on a parcel in its country, without empty lines and without the country."""
        return address_lines(self.country, {name: str(getattr(self, name)) for name in _PRINTED})


class Address(PostalAddress):
    """An entry of a customer's address book."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-is_default", "-id"]
        indexes = [
            GinIndex(address_words(), name="address_folded"),
            models.Index(OpClass(phone_backwards(), "text_pattern_ops"), name="address_phone"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(is_default=True), name="one_default_address")
        ]
