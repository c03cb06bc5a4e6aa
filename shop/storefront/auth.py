"""How allauth meets the shop: its mails go through the outbox, and whoever logs in finds their cart and orders."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from shop.accounts.models import User
from shop.cart.operations import merge_guest_cart
from shop.channels.queries import get_default_channel
from shop.core.clients import client_address
from shop.core.ids import new_id
from shop.notifications.steps import queue_message
from shop.notifications.tasks import wake_delivery
from shop.orders.operations import claim_guest_orders

from .shopper import cart_token_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends allauth's messages through the outbox, like every other mail, and follows what it does to accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Please write to us.",
        "email_password_mismatch": "E-mail address and password do not belong together.",
        "username_password_mismatch": "E-mail address and password do not belong together.",
        "too_many_login_attempts": "Too many attempts. Please wait five minutes, or have a new password sent to you.",
        "email_taken": "There is an account with this address already. Log in, or have a new password sent to you.",
        "duplicate_email": "This address belongs to your account already.",
        "enter_current_password": "This is not your present password.",
        "incorrect_password": "This is not your password.",
    }

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
        transaction.on_commit(wake_delivery, robust=True)

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in, then bring along what belongs to the customer: the guest's cart, and orders of verified addresses."""
        token = cart_token_of(request)
        super().login(request, user)
        if token:
            merge_guest_cart(user_id=user.pk, token=token, now=timezone.now())
        claim_guest_orders(user_id=user.pk)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Note that an address is proven, then give its owner the orders that were placed with it."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            claim_guest_orders(user_id=email_address.user_id)
        return confirmed
