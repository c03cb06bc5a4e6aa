"""Interfaces call operations; what they may write themselves is listed here, with the reason."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITE = re.compile(r"\.(save|create|update|delete|bulk_create|bulk_update|get_or_create|update_or_create)\(")
ALLOWED: dict[str, str] = {"shop/api/common/tokens.py": "a login is a session of allauth's, which its flows write"}


def _writes(folder: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "shop" / folder).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in ALLOWED
        for line in path.read_text().splitlines()
        if WRITE.search(line) and "hashlib" not in line and ".headers" not in line
    ]


def test_the_storefront_writes_nothing_itself():
    assert _writes("storefront") == []


def test_the_apis_write_nothing_themselves():
    assert _writes("api") + _writes("graphql") == []
