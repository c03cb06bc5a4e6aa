"""What the shop takes from allauth beyond its documentation: a new version that lacks any of it is told by name."""

import ast
import inspect
from functools import reduce
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from shop.accounts import allauth_private

SHOP = Path(__file__).resolve().parents[2] / "shop"
DOCUMENTED = {
    "allauth.account", "allauth.account.adapter", "allauth.account.auth_backends", "allauth.account.decorators",
    "allauth.account.models", "allauth.headless.tokens.strategies.jwt",
}  # fmt: skip

# Module, name, its parameters. What is called is imported by one file.
CALLED = [
    ("allauth.account.internal.flows.login", "perform_password_login", ["request", "credentials", "login"]),
    ("allauth.headless.account.inputs", "LoginInput", ["args", "kwargs"]),
    ("allauth.headless.account.inputs", "SignupInput", ["args", "kwargs"]),
    ("allauth.headless.constants", "Client", None),
    ("allauth.headless.internal.authkit", "authentication_context", ["request"]),
    ("allauth.headless.internal.decorators", "mark_request_as_headless", ["request", "client"]),
    ("allauth.headless.tokens.strategies.jwt.internal", "decode_token", ["token", "use"]),
    ("allauth.headless.tokens.strategies.jwt.internal", "get_token_session", ["payload"]),
    ("allauth.headless.tokens.strategies.jwt.internal", "validate_access_token", ["token"]),
    ("allauth.headless.tokens.strategies.jwt.internal", "validate_token_user", ["token", "session"]),
]
OVERRIDDEN = [
    ("allauth.account.adapter", "DefaultAccountAdapter._rollback_login_failed_rl_usage", ["self"]),
    (
        "allauth.account.adapter",
        "DefaultAccountAdapter._delete_login_attempts_cached_email",
        ["self", "request", "credentials"],
    ),
    ("allauth.account.auth_backends", "AuthenticationBackend._authenticate", ["self", "request", "credentials"]),
    ("allauth.account.auth_backends", "AuthenticationBackend._check_password", ["self", "user", "password"]),
    ("allauth.account.views", "EmailView._action_primary", ["self", "request", "args", "kwargs"]),
    ("allauth.account.views", "EmailView._get_email_address", ["self", "request"]),
    ("allauth.account.forms", "BaseSignupForm._get_signup_fields", ["self", "kwargs"]),
    ("allauth.account.forms", "BaseSignupForm.validate_unique_email", ["self", "value"]),
]


@pytest.mark.parametrize(("module", "name", "parameters"), CALLED + OVERRIDDEN)
def test_this_version_of_allauth_has_what_the_shop_takes(module, name, parameters):
    missing = f"allauth {version('django-allauth')} has no {module}.{name}{parameters or ''}, which the shop needs"
    try:
        found = reduce(getattr, name.split("."), import_module(module))
    except (ImportError, AttributeError):
        pytest.fail(missing, pytrace=False)
    if parameters is not None and list(inspect.signature(found).parameters) != parameters:
        pytest.fail(missing, pytrace=False)


def test_one_file_takes_it():
    taken = {}
    for path in SHOP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "allauth":
                taken.setdefault(path.relative_to(SHOP).as_posix(), set()).add(node.module)
    private = taken.pop("accounts/allauth_private.py")
    assert private == {module for module, _, _ in CALLED}
    assert set(allauth_private.__all__) == {name for _, name, _ in CALLED}
    assert set().union(*taken.values()) == DOCUMENTED
