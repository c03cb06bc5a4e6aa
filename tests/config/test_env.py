"""The environment is read once, typed, and refused with the variable's name."""

import pytest

from shop.config import env as module
from shop.config.env import ConfigError, _check_session, database, load, mailer, with_options

GOOD = {
    "SECRET_KEY": "x" * 40,
    "SITE_URL": "https://shop.example/",
    "DATABASE_URL": "postgresql://app:p%40ss@db.example:5433/shop?sslmode=require",
    "REDIS_URL": "redis://cache.example/0",
    "EMAIL_URL": "smtp://user:secret@mail.example:587?tls=1",
}


def test_a_production_environment():
    env = load(GOOD)
    assert (env.debug, env.demo, env.site_url, env.allowed_hosts) == (
        False,
        False,
        "https://shop.example",
        ["shop.example"],
    )
    assert (env.payment_providers, env.trusted_proxy_count, env.database_pool) == ([], 0, 4)
    assert env.default_from_email == "shop@shop.example"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_is_missing_is_named(name):
    with pytest.raises(ConfigError, match=f"^{name} is not set"):
        load({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SITE_URL", "shop.example"),
        ("DEBUG", "maybe"),
        ("DATABASE_URL", "mysql://localhost/shop"),
        ("REDIS_URL", "memcached://localhost"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("DATABASE_POOL", "many"),
        ("TRUSTED_CLIENT_KEYS", "short"),
        ("TRUSTED_CLIENT_KEYS", "k" * 40 + ",short"),
    ],
)
def test_what_is_wrong_is_named(name, value):
    with pytest.raises(ConfigError, match=f"^{name}"):
        load(GOOD | {name: value})


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("y" * 50 + "\n")
    assert load({**GOOD, "SECRET_KEY": "", "SECRET_KEY_FILE": str(file)}).secret_key == "y" * 50


def test_the_database_url_becomes_django_settings():
    settings = database(GOOD["DATABASE_URL"], 7)
    assert (settings["NAME"], settings["USER"], settings["PASSWORD"], settings["HOST"], settings["PORT"]) == (
        "shop",
        "app",
        "p@ss",
        "db.example",
        "5433",
    )
    assert settings["OPTIONS"]["sslmode"] == "require"
    pool = {"min_size": 1, "max_size": 7, "timeout": 3, "max_idle": 300, "check": _check_session}
    assert settings["OPTIONS"]["pool"] == pool
    assert settings["OPTIONS"]["options"].split(" -c ")[:3] == [
        "-c statement_timeout=15s",
        "lock_timeout=3s",
        "idle_in_transaction_session_timeout=15s",
    ]
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        database("postgresql://localhost", 1)


def test_the_mail_url_becomes_a_mailer():
    assert mailer(GOOD["EMAIL_URL"])["OPTIONS"] == {
        "host": "mail.example",
        "port": 587,
        "timeout": 10,
        "use_tls": True,
        "use_ssl": False,
        "username": "user",
        "password": "secret",
    }
    assert mailer("file:///var/mail")["OPTIONS"] == {"file_path": "/var/mail"}
    with pytest.raises(ConfigError, match="EMAIL_URL"):
        mailer("http://mail")


def test_options_are_added_to_a_url():
    assert with_options("unix:///v.sock?db=1", socket_timeout="5") == "unix:///v.sock?db=1&socket_timeout=5"
    assert with_options("redis://h/0", socket_timeout="5") == "redis://h/0?socket_timeout=5"


STRIPE = {"PAYMENT_PROVIDERS": "stripe", "STRIPE_SECRET_KEY": "sk_live_1", "STRIPE_WEBHOOK_SECRETS": "whsec_1, whsec_2"}
BANK = {
    "PAYMENT_PROVIDERS": "bank_transfer,invoice",
    "BANK_HOLDER": "Halden",
    "BANK_IBAN": "DE89 3704 0044 0532 0130 00",
}


def test_payment_providers_and_their_keys():
    env = load(GOOD | STRIPE | BANK | {"PAYMENT_PROVIDERS": "stripe,bank_transfer,mine=my.shop.Mine"})
    assert env.payment_providers == ["stripe", "bank_transfer", "mine"]
    assert env.payment_provider_classes["mine"] == "my.shop.Mine"
    assert env.payment_provider_classes["test"] == "shop.payments.providers.test.TestProvider"
    assert (env.stripe.webhook_secrets, env.stripe.capture) == (["whsec_1", "whsec_2"], "automatic")
    assert (env.bank_account.iban, env.bank_account.transfer_days) == ("DE89370400440532013000", 7)


@pytest.mark.parametrize(
    ("environ", "changed", "name"),
    [
        ({}, {"PAYMENT_PROVIDERS": "paypal"}, "PAYMENT_PROVIDERS names 'paypal'"),
        (STRIPE, {"STRIPE_SECRET_KEY": ""}, "STRIPE_SECRET_KEY"),
        (STRIPE, {"STRIPE_SECRET_KEY": "pk_live_1"}, "STRIPE_SECRET_KEY"),
        (STRIPE, {"STRIPE_WEBHOOK_SECRETS": ""}, "STRIPE_WEBHOOK_SECRETS"),
        (STRIPE, {"STRIPE_CAPTURE": "later"}, "STRIPE_CAPTURE"),
        (BANK, {"BANK_HOLDER": ""}, "BANK_HOLDER"),
        (BANK, {"BANK_IBAN": ""}, "BANK_IBAN"),
        (BANK, {"BANK_IBAN": "DE88 3704 0044 0532 0130 00"}, "BANK_IBAN"),
        (BANK, {"BANK_IBAN": "DE86 3704 0044 0532 0130"}, "BANK_IBAN"),  # too short for one of Germany
    ],
)
def test_a_shop_does_not_start_without_what_its_providers_need(environ, changed, name):
    with pytest.raises(ConfigError, match=f"^{name}"):
        load(GOOD | environ | changed)


def test_stripe_without_its_package_is_refused_by_a_sentence_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match=r"package is not installed.*group production"):
        load(GOOD | STRIPE)
    assert load(GOOD | {"PAYMENT_PROVIDERS": "test"}).payment_providers == ["test"]


def test_forms_lead_to_stripe_only_where_stripe_is_offered():
    assert load(GOOD | STRIPE).payment_pages == ["https://checkout.stripe.com"]
    assert load(GOOD | BANK).payment_pages == []
    assert load(GOOD | STRIPE | {"PAYMENT_PAGES": "https://pay.shop.example"}).payment_pages == [
        "https://pay.shop.example"
    ]


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", []),
        ("https://app.example", ["https://app.example"]),
        ("https://App.example , http://localhost:5173", ["https://app.example", "http://localhost:5173"]),
    ],
)
def test_origins_are_read_as_browsers_send_them(text, origins):
    assert load(GOOD | {"CORS_ORIGINS": text}).cors_origins == origins


@pytest.mark.parametrize(
    "text", ["*", "app.example", "https://app.example/", "https://app.example/x", "null", "https://"]
)
def test_what_is_no_origin_stops_the_start(text):
    with pytest.raises(ConfigError, match=r"^CORS_ORIGINS "):
        load(GOOD | {"CORS_ORIGINS": text})
