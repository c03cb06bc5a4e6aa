"""The errors that operations raise, and what every interface may rely on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from .money import Money

Kind = Literal[
    "malformed", "invalid", "not_found", "forbidden", "conflict", "stale", "payment", "limited", "unavailable", "busy"
]  # fmt: skip


class DomainError(Exception):
    """A refusal that the caller may show: what they asked for was not done.

    Nothing was changed, but where a provider was asked first: what it answered is kept then (a payment that was
    declined, a capture that was refused, an attempt that cannot be ended), and so is what was paid meanwhile.
    `code` is stable and documented, `title` its heading, `kind` decides the status (see `http_status`), the message is
    one plain sentence for the person who acted, and `fields` maps input names to what is wrong with them. `retry_after`
    says in how many seconds the same request may succeed; every interface tells it as Retry-After (RFC 9110, 10.2.3).
    """

    code: ClassVar[str] = "domain_error"
    title: ClassVar[StrOrPromise] = _("Not possible")
    kind: ClassVar[Kind] = "invalid"
    default_message: ClassVar[StrOrPromise] = _("This is not possible.")
    retry_after: int | None = None

    def __init__(
        self,
        message: StrOrPromise = "",
        *,
        fields: Mapping[str, StrOrPromise] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.message = str(message or self.default_message)
        self.fields = {name: str(text) for name, text in (fields or {}).items()}
        if retry_after is not None:
            self.retry_after = max(1, retry_after)
        super().__init__(self.message)

    @property
    def facts(self) -> Mapping[str, Money | list[dict[str, Any]]]:
        """What a program is told beside the message, by name; every interface writes it in its own form."""
        return {}

    @property
    def by_part(self) -> Mapping[str, str]:
        """What is wrong with each part of what was asked: the inputs, unless a refusal names other things."""
        return self.fields


# One table for all interfaces: the HTTP status of each kind of refusal (RFC 9110).
HTTP_STATUS: dict[Kind, int] = {
    "malformed": 400,
    "invalid": 422,
    "not_found": 404,
    "forbidden": 403,
    "conflict": 409,
    "stale": 412,
    "payment": 402,
    "limited": 429,
    "unavailable": 503,
    "busy": 503,
}


# How long to wait where the refusal does not say it itself.
SECONDS_TO_WAIT = {429: 60, 503: 5}


def http_status(error: DomainError) -> int:
    """Return the HTTP status that every interface answers for a refusal."""
    return HTTP_STATUS[error.kind]


def retry_headers(error: DomainError) -> dict[str, str]:
    """Return the header Retry-After of a refusal that time mends: every 429 and 503 has one."""
    seconds = error.retry_after or SECONDS_TO_WAIT.get(http_status(error))
    return {"Retry-After": str(seconds)} if seconds else {}


def all_error_types() -> list[type[DomainError]]:
    """Return every imported subclass, sorted by code, for documentation and tests."""
    found: list[type[DomainError]] = []
    pending = [DomainError]
    while pending:
        for child in pending.pop().__subclasses__():
            found.append(child)
            pending.append(child)
    return sorted(found, key=lambda error: error.code)


class NotFound(DomainError):
    """The thing does not exist, or is not visible to whoever asks: both look the same."""

    code = "not_found"
    title = _("Not found")
    kind = "not_found"
    default_message = _("We could not find that.")


class Forbidden(DomainError):
    """The actor may not do this."""

    code = "forbidden"
    title = _("Forbidden")
    kind = "forbidden"
    default_message = _("You are not allowed to do this.")


class InvalidInput(DomainError):
    """A value is missing or wrong; `fields` says which."""

    code = "invalid_input"
    title = _("Invalid input")
    default_message = _("Please check what you entered.")


class StaleVersion(DomainError):
    """Somebody else changed the thing in the meantime."""

    code = "stale_version"
    title = _("Stale version")
    kind = "stale"
    default_message = _("Someone else has changed this in the meantime. Reload the page and try again.")


class Busy(DomainError):
    """Others hold what is needed, and did not let go of it in time; trying again is safe.

    What an operation did in transactions of its own before, or asked a provider for, stays: a repetition goes on there.
    """

    code = "busy"
    title = _("Busy")
    kind = "busy"
    default_message = _("Someone else is changing this right now. Please try again in a moment.")
