"""Mail that stays on this machine: a backend that keeps one file a message, and the reader of those files."""

import email
import email.policy
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage as OutgoingMessage

_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


class EmailBackend(BaseEmailBackend):
    """Writes each message as `<nanoseconds>-<random>.eml` into the folder `file_path`, whole or not at all."""

    def __init__(self, *, file_path: str, **options: Any) -> None:
        super().__init__(**options)
        self._folder = Path(file_path)

    def send_messages(self, email_messages: Sequence[OutgoingMessage]) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = self._folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
            aside = path.with_suffix(".new")
            aside.write_bytes(message.message().as_bytes())
            aside.replace(path)
        return len(email_messages)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A kept message. Everything in it comes from outside: never mark it safe."""

    name: str
    sent_at: datetime
    raw: bytes
    message: EmailMessage

    @property
    def subject(self) -> str:
        return self._header("Subject")

    @property
    def sender(self) -> str:
        return self._header("From")

    @property
    def recipients(self) -> str:
        return ", ".join(filter(None, (self._header("To"), self._header("Cc"))))

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def source(self) -> str:
        return self.raw.decode(errors="replace")

    def _header(self, name: str) -> str:
        try:
            return str(self.message.get(name, ""))
        except Exception:  # noqa: BLE001 -- the parser raises many kinds on headers that break the rules
            return "(unreadable)"

    def _part(self, subtype: str) -> str:
        part = self.message.get_body(preferencelist=(subtype,))
        payload = part.get_payload(decode=True) if part else None
        if part is None or not isinstance(payload, bytes):
            return ""
        try:
            return payload.decode(part.get_content_charset("utf-8"), errors="replace")
        except LookupError:  # a character set that Python does not know
            return payload.decode(errors="replace")


def mail_names(folder: Path) -> list[str]:
    """Return the names of all kept messages, newest first."""
    return sorted((path.stem for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)


def read_mail(folder: Path, name: str) -> Mail | None:
    """Return a kept message, or None when there is none of that name."""
    path = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    raw = path.read_bytes()
    sent_at = datetime.fromtimestamp(int(name[:20]) / 1e9, UTC)
    return Mail(name=name, sent_at=sent_at, raw=raw, message=email.message_from_bytes(raw, policy=email.policy.default))
