"""The environment, read once at start: every knob that an installation has, typed, with its default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from stdnum import iban

ROOT = Path(__file__).resolve().parents[2]

# Every payment provider by code. PAYMENT_PROVIDERS chooses among them and may bring others, as code=dotted.path.Class.
PROVIDERS = {
    "test": "shop.payments.providers.test.TestProvider",
    "stripe": "shop.payments.providers.stripe.StripeProvider",
    "bank_transfer": "shop.payments.providers.manual.BankTransferProvider",
    "invoice": "shop.payments.providers.manual.InvoiceProvider",
}


class ConfigError(Exception):
    """A variable is missing or wrong; the message starts with its name."""


@dataclass(frozen=True, slots=True)
class StripeKeys:
    """How to talk to Stripe. Two webhook secrets are valid at once while one is replaced."""

    secret_key: str
    webhook_secrets: list[str]
    api_base: str
    account: str
    capture: str  # "automatic" or "manual"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where bank transfers and invoices are paid to, and how long buyers have (days)."""

    holder: str
    iban: str
    bic: str
    bank: str
    transfer_days: int
    invoice_days: int


@dataclass(frozen=True, slots=True)
class Unverified:
    """What a buyer may keep from others who has not shown that they read their mail, and does not pay at once.

    For `minutes` until the link of the mail is followed, of one SKU `units` and `share` percent of what is there, and
    in all `total`, in the shop's currency; each of everybody behind one network address together.
    """

    minutes: int
    units: int
    share: int
    total: int


@dataclass(frozen=True, slots=True)
class Env:
    """What the environment says. Paths are absolute."""

    debug: bool
    demo: bool
    secret_key: str
    secret_key_fallbacks: list[str]
    allowed_hosts: list[str]
    site_url: str
    database_url: str
    database_owner_url: str
    database_pool: int
    redis_url: str
    media_root: Path
    static_root: Path
    email_url: str
    default_from_email: str
    trusted_proxy_count: int
    trusted_client_keys: list[str]
    cors_origins: list[str]
    query_cache: bool
    payment_providers: list[str]
    payment_provider_classes: dict[str, str]
    payment_pages: list[str]
    stripe: StripeKeys
    bank_account: BankAccount
    unverified: Unverified
    refresh_token_days: int
    log_level: str
    demo_dir: Path


def load(environ: Mapping[str, str] = os.environ) -> Env:
    """Read and check the environment. `X_FILE` may name a file that holds the value of X (secrets).

    Raises: ConfigError that names the variable.
    """
    read = _Reader(environ)
    debug = read.flag("DEBUG", False)
    demo = read.flag("DEMO", False)
    site_url = read.text("SITE_URL", "http://localhost:8000" if debug or demo else None).rstrip("/")
    host = urlsplit(site_url).hostname
    if not host or urlsplit(site_url).scheme not in ("http", "https"):
        raise ConfigError(f"SITE_URL must look like https://shop.example, not {site_url!r}")
    secret_key = read.text("SECRET_KEY", "insecure-debug-key-for-development-only-0123456789" if debug else None)
    if len(secret_key) < 32:
        raise ConfigError("SECRET_KEY must have at least 32 characters")
    providers = _providers(read.words("PAYMENT_PROVIDERS", ["test"] if debug or demo else []))
    return Env(
        debug=debug,
        demo=demo,
        secret_key=secret_key,
        secret_key_fallbacks=read.words("SECRET_KEY_FALLBACKS", []),
        allowed_hosts=read.words("ALLOWED_HOSTS", [host]),
        site_url=site_url,
        database_url=read.url("DATABASE_URL", ("postgres", "postgresql")),
        database_owner_url=read.url("DATABASE_OWNER_URL", ("postgres", "postgresql"), ""),
        database_pool=read.number("DATABASE_POOL", 4),
        redis_url=read.url("REDIS_URL", ("redis", "rediss", "unix")),
        media_root=read.path("MEDIA_ROOT", ROOT / "media"),
        static_root=read.path("STATIC_ROOT", ROOT / "staticfiles"),
        email_url=read.text("EMAIL_URL", "console:" if debug else None),
        default_from_email=read.text("DEFAULT_FROM_EMAIL", f"shop@{host}"),
        trusted_proxy_count=read.number("TRUSTED_PROXY_COUNT", 0),
        trusted_client_keys=_long(read.words("TRUSTED_CLIENT_KEYS", [])),
        cors_origins=_origins(read.words("CORS_ORIGINS", [])),
        query_cache=read.flag("QUERY_CACHE", True),
        payment_providers=list(providers),
        payment_provider_classes=PROVIDERS | providers,
        payment_pages=read.words("PAYMENT_PAGES", ["https://checkout.stripe.com"] if "stripe" in providers else []),
        stripe=_stripe(read, needed="stripe" in providers),
        bank_account=_bank_account(read, needed=bool({"bank_transfer", "invoice"} & set(providers))),
        refresh_token_days=read.number("REFRESH_TOKEN_DAYS", 30),
        unverified=Unverified(
            minutes=read.number("UNVERIFIED_MINUTES", 120),
            units=read.number("UNVERIFIED_UNITS", 10),
            share=read.number("UNVERIFIED_SHARE", 50),
            total=read.number("UNVERIFIED_TOTAL", 1000),
        ),
        log_level=read.text("LOG_LEVEL", "INFO").upper(),
        demo_dir=read.path("DEMO_DIR", ROOT / "var" / "demo"),
    )


def database(url: str, pool_size: int) -> dict[str, object]:
    """Turn postgresql://user:password@host:port/name?option=… into Django's settings; `host` may be a socket folder.

    The pool keeps connections between requests; `timeout` is how long a request waits for one (seconds).
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ConfigError("DATABASE_URL must end with the name of the database")
    host = query.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **query,
            "pool": {"min_size": 1, "max_size": pool_size, "timeout": 3, "max_idle": 300, "check": _check_session},
            # Time limits on everything: a hung statement or lock becomes a clear answer instead of a queue.
            # And who writes as long as nobody says otherwise (docs/adr/0011).
            "options": "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s"
            ' -c shop.actor={"kind":"guest"}',
        },
    }


def _check_session(session: object) -> None:
    from shop.core.statements import check_session  # which reads the settings

    check_session(session)


def mailer(url: str) -> dict[str, object]:
    """Turn EMAIL_URL into a Django mailer: smtp://user:password@host:port?tls=1|ssl=1, file:///folder or console:."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        return {
            "BACKEND": "shop.demo.mailbox.EmailBackend",  # one file a message, for the inbox
            "OPTIONS": {"file_path": unquote(parts.path)},
        }
    if parts.scheme != "smtp" or not parts.hostname:
        raise ConfigError("EMAIL_URL must be smtp://host:port, file:///folder or console:")
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {
        "host": parts.hostname,
        "port": parts.port or 25,
        "timeout": 10,
        "use_tls": query.get("tls") == "1",
        "use_ssl": query.get("ssl") == "1",
    }
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def with_options(url: str, **options: str) -> str:
    """Return a URL with query parameters added, as redis-py reads its time limits (seconds)."""
    return url + ("&" if "?" in url else "?") + urlencode(options)


def _long(keys: list[str]) -> list[str]:
    if any(len(key) < 32 or not key.isascii() for key in keys):
        raise ConfigError("TRUSTED_CLIENT_KEYS must hold keys of at least 32 characters each, comma-separated")
    return keys


def _providers(words: list[str]) -> dict[str, str]:
    """Return {code: dotted path of the class} of the providers that are offered, in their order."""
    chosen = {}
    for word in words:
        code, _, path = word.partition("=")
        if not path and code not in PROVIDERS:
            raise ConfigError(f"PAYMENT_PROVIDERS names {code!r}, which is none of {', '.join(PROVIDERS)}")
        chosen[code] = path or PROVIDERS[code]
    return chosen


def _origins(words: list[str]) -> list[str]:
    """Return where browsers may call the API from, each as they send it: scheme, host and port, in lower case."""
    for word in words:
        parts = urlsplit(word)
        if parts.scheme not in ("https", "http") or word != f"{parts.scheme}://{parts.netloc}" or not parts.hostname:
            raise ConfigError(f"CORS_ORIGINS must name origins such as https://app.example, not {word!r}")
    return [word.lower() for word in words]


def _stripe(read: _Reader, *, needed: bool) -> StripeKeys:
    if needed and find_spec("stripe") is None:
        raise ConfigError(
            "PAYMENT_PROVIDERS names stripe, whose package is not installed: it is in the group production"
            " (`uv run --group production manage.py …`)"
        )
    keys = StripeKeys(
        secret_key=read.text("STRIPE_SECRET_KEY", ""),
        webhook_secrets=read.words("STRIPE_WEBHOOK_SECRETS", []),
        api_base=read.text("STRIPE_API_BASE", "https://api.stripe.com").rstrip("/"),
        account=read.text("STRIPE_ACCOUNT", ""),
        capture=read.text("STRIPE_CAPTURE", "automatic"),
    )
    if keys.capture not in ("automatic", "manual"):
        raise ConfigError(f"STRIPE_CAPTURE must be automatic or manual, not {keys.capture!r}")
    if needed and not keys.secret_key.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        raise ConfigError("STRIPE_SECRET_KEY must be set to a secret key (sk_live_…, rk_live_… or their test twins)")
    if needed and not keys.webhook_secrets:
        raise ConfigError("STRIPE_WEBHOOK_SECRETS must be set: whsec_… of the endpoint /callbacks/stripe/")
    return keys


def _bank_account(read: _Reader, *, needed: bool) -> BankAccount:
    account = BankAccount(
        holder=read.text("BANK_HOLDER", ""),
        iban=iban.compact(read.text("BANK_IBAN", "")),
        bic=read.text("BANK_BIC", ""),
        bank=read.text("BANK_NAME", ""),
        transfer_days=read.number("BANK_TRANSFER_DAYS", 7),
        invoice_days=read.number("INVOICE_DAYS", 14),
    )
    if needed and not account.holder:
        raise ConfigError("BANK_HOLDER must be set: whose account buyers pay to")
    if needed and not iban.is_valid(account.iban):
        raise ConfigError("BANK_IBAN must be set to an IBAN as its country writes them, whose check digits are right")
    return account


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str | None) -> str:
        value = self.environ.get(name, "")
        file = self.environ.get(f"{name}_FILE", "")
        if not value and file:
            try:
                value = Path(file).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError(f"{name}_FILE cannot be read: {error}") from error
        if value:
            return value
        if default is None:
            raise ConfigError(f"{name} is not set")
        return default

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value in ("1", "true", "yes", "on"):
            return True
        if value in ("0", "false", "no", "off"):
            return False
        raise ConfigError(f"{name} must be 1 or 0, not {value!r}")

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit():
            raise ConfigError(f"{name} must be a whole number, not {value!r}")
        return int(value)

    def words(self, name: str, default: list[str]) -> list[str]:
        value = self.text(name, ",".join(default) or " ")
        return [word.strip() for word in value.split(",") if word.strip()]

    def path(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).absolute()

    def url(self, name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value != default and urlsplit(value).scheme not in schemes:
            raise ConfigError(f"{name} must start with {schemes[0]}://")
        return value
