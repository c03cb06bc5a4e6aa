"""The frame of all staff forms: a form knows the version of what it was shown for, and `act` runs one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from shop.backoffice.permissions import by_staff
from shop.core.acting import because
from shop.core.actor import By
from shop.core.errors import DomainError, Forbidden, StaleVersion, http_status
from shop.core.idempotency import Claim


class StaffForm(forms.Form):
    """A form that can show why an operation refused what was typed into it."""

    @property
    def why(self) -> str:
        """The reason, as far as a valid form asks: the history keeps it (`core.acting.because`)."""
        return str(self.cleaned_data.get("reason") or self.cleaned_data.get("note") or "")

    def refuse(self, error: DomainError) -> None:
        """Show why the operation refused, beside the field where it names one."""
        for name, text in error.fields.items():
            self.add_error(name if name in self.fields else None, text)
        if not error.fields:
            is_old = error.kind == "stale" and "version" in self.fields
            self.add_error("version" if is_old else None, error.message)


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int


class VersionedForm(StaffForm):
    """A form that knows which version of a row it was shown for, so that sending it twice acts once."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Versioned, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = row.version

    def clean_version(self) -> int:
        """Return the version; a missing one counts as an old one."""
        version: int | None = self.cleaned_data["version"]
        if version is None:
            raise forms.ValidationError(StaleVersion.default_message)
        return version


@dataclass(frozen=True, slots=True)
class Done:
    """What an operation did, in words; `url` is where that leads, if not where its form leads always."""

    message: str
    url: str = ""
    level: int = messages.SUCCESS


def act(
    request: HttpRequest,
    form: StaffForm | None,
    operation: Callable[[By], str | Done],
    *,
    back_to: str,
    show: Callable[[int], HttpResponse] | None = None,
) -> HttpResponse:
    """Run the operation of a sent form, tell what it did and lead on; otherwise `show` the page with this status.

    `operation` is told who acts, and returns what it did. A form that is wrong, or that the operation refuses, is shown
    again as it was typed, with the reason: 422, or the status of the refusal. A button has no form: its refusal is a
    message, on the page that it leads to where there is none to show. Raises: PermissionDenied.
    """
    answer = show or (lambda _status: HttpResponseRedirect(back_to))
    if request.method != "POST":
        return answer(200)
    if form is not None and not form.is_valid():
        return answer(422)
    done, status = attempt(request, form, operation)
    if done is None:
        return answer(status)
    if isinstance(done, str):
        done = Done(done)
    messages.add_message(request, done.level, done.message)
    return HttpResponseRedirect(done.url or back_to)


def claim_of(key: str, by: By, *typed: object) -> Claim:
    """Return the claim of a form's hidden key: the same sent twice is done once, something else is refused."""
    fingerprint = sha256(repr(typed).encode(errors="replace")).hexdigest()
    return Claim(f"staff:{by.actor.user_id}", key, fingerprint, keeps_answer=False)


def attempt[R](
    request: HttpRequest, form: StaffForm | None, operation: Callable[[By], R]
) -> tuple[R, int] | tuple[None, int]:
    """Run an operation for whoever sent this valid form; return what it returned, and the status.

    Where it refuses, return None and the refusal's status: the form says why, or a message where there is no form.
    Raises: PermissionDenied.
    """
    try:
        with because((form.why if form is not None else "") or request.POST.get("_reason", "")):
            return operation(by_staff(request)), 200
    except Forbidden as error:
        raise PermissionDenied from error
    except DomainError as error:
        if form is not None:
            form.refuse(error)
        else:
            messages.error(request, next(iter(error.fields.values()), error.message))
        return None, http_status(error)
