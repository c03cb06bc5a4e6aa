"""Columns with one meaning everywhere."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .slugs import check_slug


class SlugField(models.SlugField[str, str]):
    """The part of an address that names a row, in any script (`core.slugs`)."""

    default_validators = [check_slug]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "allow_unicode": True})

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field with the same rule; Django's own knows fewer letters."""
        return models.CharField.formfield(self, **kwargs)


class CurrencyField(models.CharField[str, str]):
    """An ISO 4217 code, three capital letters."""

    default_validators = [RegexValidator(r"\A[A-Z]{3}\Z", _("Enter three capital letters, such as EUR."))]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 3, **kwargs})


class CountryField(models.CharField[str, str]):
    """An ISO 3166-1 alpha-2 code, two capital letters."""

    default_validators = [RegexValidator(r"\A[A-Z]{2}\Z", _("Enter two capital letters, such as DE."))]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 2, **kwargs})


class LanguageField(models.CharField[str, str]):
    """PostgreSQL's name of a language, such as "portuguese", in its own type: a stored column may depend on that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 40, **kwargs})

    def db_type(self, connection: Any) -> str:  # noqa: ARG002  # Django's signature
        return "regconfig"


class MinorField[S, G](models.BigIntegerField[S, G]):
    """An amount in minor units of the row's currency."""


class TransactionIdField(models.Field[int, int]):
    """The number of a transaction as PostgreSQL counts them (xid8, since version 13)."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002
        return "xid8"
