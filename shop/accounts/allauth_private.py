"""What the shop takes from allauth beyond its documented modules (contract: tests/architecture/test_allauth.py).

A login by API goes the way of one by page: `LoginInput` looks at the password, `perform_password_login` takes the steps
after it, in a session of the request's own (`mark_request_as_headless`, `authentication_context`). `SignupInput` opens
accounts by the same rules. The rest reads tokens and the sessions behind them.
"""

from allauth.account.internal.flows.login import perform_password_login
from allauth.headless.account.inputs import LoginInput, SignupInput
from allauth.headless.constants import Client
from allauth.headless.internal.authkit import authentication_context
from allauth.headless.internal.decorators import mark_request_as_headless
from allauth.headless.tokens.strategies.jwt.internal import (
    decode_token,
    get_token_session,
    validate_access_token,
    validate_token_user,
)

__all__ = [
    "Client",
    "LoginInput",
    "SignupInput",
    "authentication_context",
    "decode_token",
    "get_token_session",
    "mark_request_as_headless",
    "perform_password_login",
    "validate_access_token",
    "validate_token_user",
]
