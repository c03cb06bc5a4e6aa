"""How allauth meets the shop: mails through the outbox, limits that are fair, and carts and orders that come along."""

from __future__ import annotations

import secrets
from math import ceil
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.accounts.operations import LoginAttempt, begin_login, count_mail, count_reminder, record_login
from shop.accounts.queries import account_named, account_of, find_by_email
from shop.cart.operations import merge_guest_cart
from shop.channels.queries import get_default_channel
from shop.core.clients import client_address
from shop.core.contact import has_unseen, is_blank
from shop.core.forms import clean_email
from shop.core.ids import new_id
from shop.core.limits import TooManyAttempts
from shop.notifications.steps import queue_message
from shop.orders.operations import claim_guest_orders

from .shopper import cart_token_of

DEVICE_COOKIE = "device"  # the secret of a browser that logged in before
DEVICE_SECONDS = 180 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends allauth's messages through the outbox, like every other mail, and follows what it does to accounts.

    Wrong passwords are counted here for every door: the pages, the staff's among them, the API, and asking again for
    the password. allauth's own limits count by address alone and by account alone, and are switched off (settings).
    """

    _attempt: LoginAttempt | None = None

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account has been deactivated. Please contact us."),
        "email_password_mismatch": _("The email address or password is incorrect."),
        "username_password_mismatch": _("The email address or password is incorrect."),
        "email_taken": _("This address cannot be used. Choose another, or log in to the account that has it."),
        "duplicate_email": _("This address is already in your account."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("The password is incorrect."),
    }

    def clean_email(self, email: str) -> str:
        """Return the address in its normal form, at every form of allauth's and in the API. Raises: ValidationError."""
        return clean_email(super().clean_email(email))

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Refuse invisible characters: two names must differ in what one sees. Raises: ValidationError."""
        if username and (is_blank(username) or has_unseen(username)):
            raise ValidationError(gettext("Remove invisible characters."), code="invisible")
        return str(super().clean_username(username, shallow=shallow))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address to count attempts by and to note with a session, as everywhere else in the shop.

        allauth's own answers 500 when X-Forwarded-For names fewer than the trusted proxies.
        """
        return client_address(request).partition("/")[0] or "0.0.0.0"  # noqa: S104 - the unspecified address

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue `account/email/<name>` as the mail `emails/account/<name>`; a crash loses none of them."""
        channel = get_default_channel()
        with transaction.atomic():
            queue_message(
                dedupe_key=new_id("mail"),
                recipient=email,
                template=template_prefix.replace("account/email/", "account/"),
                context={**context, "email": email, "channel": channel, "locale": channel.locale},
                now=timezone.now(),
            )

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Ask for an address to be confirmed; whoever has it at another account already is told that instead.

        No more than a few in an hour: what was not sent is told to nobody, because it would tell of other requests.
        """
        address = emailconfirmation.email_address
        if not count_mail(what="confirm address", email=address.email, client="", now=timezone.now()):
            return
        owner = find_by_email(email=address.email)
        if owner is None or owner.pk == address.user_id:
            super().send_confirmation_mail(request, emailconfirmation, signup)
        else:
            self.send_mail(
                "account/email/address_in_use",
                address.email,
                {"login_url": settings.SITE_URL + reverse("account_login")},
            )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try to log in before the password is looked at, or refuse it, in words and in seconds."""
        try:
            self._attempt = begin_login(
                account=account_named(email=credentials.get("email", ""), username=credentials.get("username", "")),
                client=client_address(request),
                device=request.COOKIES.get(DEVICE_COOKIE, ""),
                now=timezone.now(),
            )
        except TooManyAttempts as error:
            minutes = ceil((error.retry_after or 60) / 60)
            raise ValidationError(
                ngettext(
                    "Too many attempts. Please wait %(minutes)d minute, or reset your password.",
                    "Too many attempts. Please wait %(minutes)d minutes, or reset your password.",
                    minutes,
                )
                % {"minutes": minutes},
                code="too_many_login_attempts",
                params={"retry_after": error.retry_after},
            ) from error

    def _rollback_login_failed_rl_usage(self) -> None:
        """Do nothing: a try that succeeded is taken back by `authenticate`."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Look at the password; who knows it is known here from now on."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            self._know(request, user, self._attempt)
        return user

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Let somebody in who has just chosen a new password by the link in their mail."""
        for user in User.objects.alias(email_lower=Lower("email")).filter(email_lower=credentials["email"].lower()):
            self._know(request, user, None)

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in, then bring along what belongs to the customer: the guest's cart, and orders of verified addresses."""
        token = cart_token_of(request)
        super().login(request, user)
        self._know(request, user, None)
        if token:
            merge_guest_cart(user_id=user.pk, token=token, now=timezone.now())
        claim_guest_orders(user_id=user.pk)

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """Answer, and give the browser what it is known by next time."""
        response: HttpResponse = super().post_login(request, user, **told)
        if not isinstance(response, JsonResponse):  # which answers a program
            response.set_cookie(
                DEVICE_COOKIE,
                _device_of(request),
                max_age=DEVICE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.HTTPS,
            )
        return response

    def _know(self, request: HttpRequest, user: User, attempt: LoginAttempt | None) -> None:
        record_login(
            account=account_of(user),
            client=client_address(request),
            device=_device_of(request),
            attempt=attempt,
            now=timezone.now(),
        )

    def remind_owner(self, request: HttpRequest, email: str) -> None:
        """Tell the owner of an address by mail that they have an account, because somebody wanted to open one."""
        if count_reminder(email=email, client=client_address(request), now=timezone.now()):
            self.send_account_already_exists_mail(email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Note that an address is proven, then give its owner the orders that were placed with it."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            claim_guest_orders(user_id=email_address.user_id)
        return confirmed


def _device_of(request: HttpRequest) -> str:
    """Return the browser's secret, a new one where it has none; the same one throughout the request."""
    given = request.COOKIES.get(DEVICE_COOKIE, "")
    if not 20 <= len(given) <= 64:
        given = request.COOKIES[DEVICE_COOKIE] = secrets.token_urlsafe(24)
    return given
