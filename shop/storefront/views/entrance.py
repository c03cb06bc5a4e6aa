"""allauth's pages for getting in, where the shop's own limits answer 429 and say when to come back."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.accounts.models import User
from shop.accounts.operations import count_mail, count_registration, main_address_of
from shop.accounts.queries import others_main_address
from shop.core.clients import client_address
from shop.core.limits import TooManyAttempts
from shop.storefront.errors import too_many
from shop.storefront.forms.account import ResetPasswordForm, SignupForm


class LoginView(views.LoginView):  # type: ignore[misc]  # allauth is untyped
    """Log in. Who must wait reads so at the form (`AccountAdapter.pre_authenticate`)."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        for error in form.non_field_errors().as_data():
            if error.code == "too_many_login_attempts":
                response.status_code = 429
                response.headers["Retry-After"] = str((error.params or {})["retry_after"])
        return response


class SignupView(views.SignupView):  # type: ignore[misc]
    """Open an account."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            count_registration(client=client_address(request), now=timezone.now())
        except TooManyAttempts as error:
            return too_many(request, error)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: SignupForm) -> HttpResponse:
        """Open the account, or tell the owner of the address that they have one; the answer is the same.

        Therefore nobody is logged in by it: that is the next step, and needs no confirmed address.
        """
        email = form.cleaned_data["email"]
        if form.account_already_exists:
            User().set_password(form.cleaned_data["password1"])  # takes as long
            get_adapter().remind_owner(self.request, email)
        else:
            self.user, _ = form.try_save(self.request)
            main_address_of(self.user).send_confirmation(self.request, signup=True)
        list(messages.get_messages(self.request))  # allauth's, and its notes in the session, come with one of the two
        self.request.session.flush()
        return redirect("account_email_verification_sent")


class PasswordResetView(views.PasswordResetView):  # type: ignore[misc]
    """Ask for a link to choose a new password. The answer is the same whether a mail was sent or not."""

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        client = client_address(self.request)
        try:
            is_sent = count_mail(what="password", email=email, client=client, now=timezone.now())
        except TooManyAttempts as error:
            return too_many(self.request, error)
        if not is_sent:
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().form_valid(form)
        return response


class EmailView(views.EmailView):  # type: ignore[misc]
    """A customer's addresses. The main one is what the account is known by, so it must be proven to be theirs."""

    def _action_primary(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        address = self._get_email_address(request)
        if address is None:
            return None
        if not address.verified:
            messages.error(request, _("Please confirm this address first, using the link in the email we sent to it."))
        elif others_main_address(user_id=address.user_id, email=address.email):
            # Whoever reads this has proven that the address is theirs.
            messages.error(request, _("Another account uses this address. Please contact us."))
        else:
            response: HttpResponse | None = super()._action_primary(request, *args, **kwargs)
            return response
        return None


login = LoginView.as_view()
signup = SignupView.as_view()
email = EmailView.as_view()
password_reset = PasswordResetView.as_view()
