"""The two people of the demo shop, and the secrets of one data directory.

The names are always the same, the passwords are drawn once for each data directory: a demo that somebody opens
to a network must not have the password that the README of this project would then tell everybody.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

STAFF_EMAIL = "staff@halden.example"
CUSTOMER_EMAIL = "customer@halden.example"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What is drawn once for a data directory."""

    secret_key: str
    staff_password: str
    customer_password: str


def load_secrets(data_dir: Path) -> Secrets:
    """Return the secrets kept in `data_dir/secrets.json` (mode 600), drawing them first if need be."""
    path = data_dir / "secrets.json"
    if path.exists():
        return Secrets(**json.loads(path.read_text()))
    drawn = Secrets(secret_key=secrets.token_urlsafe(48), staff_password=_password(), customer_password=_password())
    write_private_json(path, asdict(drawn))
    return drawn


def write_private_json(path: Path, content: object) -> None:
    """Write a JSON file that only its owner may read, whole or not at all."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    aside.replace(path)


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
