"""Django's settings, one file for every place the shop runs; what differs comes from `env`."""

from __future__ import annotations

from typing import Any

import django_stubs_ext
from django.utils.csp import CSP

from shop.config import env as _env

django_stubs_ext.monkeypatch()

ENV = _env.load()

DEBUG = ENV.debug
DEMO = ENV.demo
DEMO_DIR = ENV.demo_dir
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.secret_key_fallbacks
ALLOWED_HOSTS = ENV.allowed_hosts
SITE_URL = ENV.site_url
HTTPS = SITE_URL.startswith("https://")
TRUSTED_PROXY_COUNT = ENV.trusted_proxy_count
TRUSTED_CLIENT_KEYS = ENV.trusted_client_keys

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "shop.backoffice",  # before the admin: its templates win
    "django.contrib.admin",
    "cachalot",  # before the core, which mends it
    "shop.core",
    "shop.history",
    "shop.channels",
    "shop.notifications",
    "shop.accounts",
    "shop.catalog",
    "shop.pricing",
    "shop.inventory",
    "shop.shipping",
    "shop.search",
    "shop.cart",
    "shop.orders",
    "shop.ledger",
    "shop.payments",
    "shop.fulfilment",
    "shop.checkout",
    "shop.reports",
    "shop.imports",
    "shop.storefront",
    "shop.api",
    "shop.graphql",
    "shop.callbacks",
    "shop.worker",
    *(["shop.demo"] if DEMO else []),
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.usersessions",
    "corsheaders",
    "ninja",
    "django_htmx",
    "huey.contrib.djhuey",
]

MIDDLEWARE = [
    "shop.config.health.HealthMiddleware",
    "shop.core.middleware.RequestIdMiddleware",
    "corsheaders.middleware.CorsMiddleware",  # before all that answers: browsers hide an answer without its headers
    "shop.core.compression.CompressionMiddleware",
    "shop.core.middleware.PrivateByDefaultMiddleware",
    "shop.core.middleware.ProgramsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "shop.core.middleware.UnavailableMiddleware",
    "shop.core.middleware.StatementLimitMiddleware",
    "shop.core.middleware.NulMiddleware",
    "shop.storefront.middleware.KnownVisitorMiddleware",
    "shop.storefront.clock.ShopClockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shop.config.acting.ActingMiddleware",
    "shop.config.opening.OpeningMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *(["shop.demo.middleware.DrawingMiddleware"] if DEMO else []),
]

ROOT_URLCONF = "shop.config.urls"
WSGI_APPLICATION = "shop.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_env.ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.storefront.context.shop",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

FORM_RENDERER = "shop.core.renderer.PlainRenderer"

DATABASES: dict[str, dict[str, Any]] = {"default": _env.database(ENV.database_url, ENV.database_pool)}
PUBLIC_STATEMENT_MS = 1000  # what one statement of the public side may take; staff and worker have 15 s (`env.py`)
# Who owns the tables, for `migrate` alone: web and worker do not know it (docs/operating.md).
DATABASE_OWNER = _env.database(ENV.database_owner_url, 1) if ENV.database_owner_url else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False  # operations own their transactions (docs/adr/0002)

_CACHE = {
    "BACKEND": "shop.core.cache.FailOpenRedisCache",
    "LOCATION": ENV.redis_url,
    "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
}
_DB_NAME = str(DATABASES["default"]["NAME"])
CACHES: dict[str, dict[str, Any]] = {
    "default": {**_CACHE, "KEY_PREFIX": f"{_DB_NAME}:c"},
    "queries": {**_CACHE, "KEY_PREFIX": f"{_DB_NAME}:q"},
}

# django-cachalot, fenced (docs/adr/0004): only tables that change by hand, never stock, prices, carts or orders.
CACHALOT_ENABLED = ENV.query_cache
CACHALOT_CACHE = "queries"
CACHALOT_TIMEOUT = 60
CACHALOT_ONLY_CACHABLE_TABLES = frozenset(
    {
        "catalog_category",
        "channels_channel",
        "channels_contentpage",
        "shipping_zone",
        "shipping_shippingmethod",
        "search_synonym",
    }
)
CACHALOT_INVALIDATE_RAW = False  # no raw statement changes these tables (tests/architecture/test_query_cache.py)
CACHALOT_CACHE_ITERATORS = False  # they would be held in memory whole
CACHALOT_QUERY_KEYGEN = "shop.core.querycache.query_key"
SILENCED_SYSTEM_CHECKS = ["cachalot.W001"]  # does not know our subclass of Django's Redis backend

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "shop.storefront.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    # A form may lead to the provider's page, as a redirect after it was sent (CSP 3, 6.4.1).
    "form-action": [CSP.SELF, *ENV.payment_pages],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a product page: 40 variants, 500 pictures, and rows that are added

# Pages of other sites may call the API, by token. Cookies are never sent along, so nobody's session can be used.
CORS_ALLOWED_ORIGINS = ENV.cors_origins
LOCAL_ORIGINS = r"^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?\Z"
CORS_ALLOWED_ORIGIN_REGEXES = [LOCAL_ORIGINS] if DEMO else []
CORS_URLS_REGEX = r"^/(api|graphql)(/|\Z)"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [
    "accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "order-token",
    "request-id",
]  # fmt: skip
CORS_EXPOSE_HEADERS = ["Location", "ETag", "Link", "Retry-After", "Idempotency-Replayed", "Request-Id"]
CORS_PREFLIGHT_MAX_AGE = 7200  # seconds; Chromium keeps none for longer

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "shop.accounts.backend.AccountBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # asked by nobody: logins of earlier releases name it
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "shop.storefront.auth.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional"  # see docs/adr/0006: an unverified address proves nothing and joins nothing
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is also told by mail
ACCOUNT_FORMS = {
    name: f"shop.storefront.forms.account.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
# Counted by account and client together instead (accounts.operations.entrance, docs/adr/0014). What allauth counts by
# the user who is logged in stays.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("login", "login_failed", "signup", "reset_password", "reset_password_from_key", "confirm_email")
)
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy"  # noqa: S105
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 300
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = ENV.refresh_token_days * 24 * 3600
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True  # a token ends with its session, not five minutes later
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{SITE_URL}/account/confirm-email/{{key}}/",
    "account_reset_password": f"{SITE_URL}/account/password/reset/",
    "account_reset_password_from_key": f"{SITE_URL}/account/password/reset/key/{{key}}/",
    "account_signup": f"{SITE_URL}/account/signup/",
}

HUEY = {
    "huey_class": "huey.PriorityRedisExpireHuey",
    "name": f"{_DB_NAME}:shop",
    "immediate": False,
    "connection": {"url": _env.with_options(ENV.redis_url, socket_connect_timeout="1", socket_timeout="5")},
    "consumer": {"workers": 2, "worker_type": "thread", "graceful_signal": "TERM", "shutdown_timeout": 25},
}

PAYMENT_PROVIDERS = ENV.payment_providers
PAYMENT_PROVIDER_CLASSES = ENV.payment_provider_classes
STRIPE = ENV.stripe
BANK_ACCOUNT = ENV.bank_account
UNVERIFIED = ENV.unverified

MAILERS = {"default": _env.mailer(ENV.email_url)}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.default_from_email

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [_env.ROOT / "locale"]
FORMAT_MODULE_PATH = "shop.config.formats"  # dates on staff pages are written one way
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_root
STATICFILES_DIRS = [_env.ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = ENV.media_root
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "shop.demo.staticfiles.QuickStaticFiles"  # packs them in a second
            if DEMO
            else "shop.core.staticfiles.KeptStaticFiles"
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff2", "avif", "webp", "jpg", "png", "gz", "br", "zip", "ico"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "shop.core.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},  # its INFO names each request
        "huey": {"handlers": ["console"], "propagate": False},  # else it adds a handler of its own: each line twice
    },
}
