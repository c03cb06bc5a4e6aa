"""The environment of the shop's processes in the demo: production settings, except that mail stays here."""

import os
from pathlib import Path
from urllib.parse import quote

from shop.demo.logins import Secrets
from shop.demo.ports import Port

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_BANK = {  # the account is the one of the standard's examples
    "BANK_HOLDER": "Halden Versand (sample)",
    "BANK_IBAN": "DE89 3704 0044 0532 0130 00",
    "BANK_BIC": "COBADEFFXXX",
    "BANK_NAME": "Sample bank, Hamburg",
}


def shop_environment(
    *, data_dir: Path, port: Port, secrets: Secrets, database_url: str, redis_url: str, owner_url: str = ""
) -> dict[str, str]:
    """Return our own environment with the shop's variables set; what the shell says of them does not count.

    But whoever has keys to try may name more payment methods in the shell. `owner_url` is for who owns the tables.
    """
    return os.environ | {
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": owner_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": secrets.secret_key,
        "DEBUG": "0",
        "DEMO": "1",
        "DEMO_DIR": str(data_dir),
        # Opened to a network, the demo cannot know by which name it is called.
        "ALLOWED_HOSTS": ",".join(_LOOPBACK) if port.is_private else "*",
        "SITE_URL": port.base_url,
        "MEDIA_ROOT": str(data_dir / "media"),
        "STATIC_ROOT": str(data_dir / "static"),
        "EMAIL_URL": f"file://{quote(str(data_dir / 'mail'))}",
        "TRUSTED_PROXY_COUNT": "0",
        "PAYMENT_PROVIDERS": _providers(os.environ.get("PAYMENT_PROVIDERS", "")),
        **_BANK,
        "DJANGO_SETTINGS_MODULE": "shop.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _providers(more: str) -> str:
    ours = ["test", "bank_transfer", "invoice"]
    return ",".join(dict.fromkeys([*ours, *(word.strip() for word in more.split(",") if word.strip())]))
