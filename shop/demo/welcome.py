"""What the demo tells people and scripts once the shop is open."""

import contextlib
import json
import os
import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from shop.demo.errors import AlreadyRunningError
from shop.demo.logins import CUSTOMER_EMAIL, STAFF_EMAIL, Secrets, write_private_json

FILE = "demo.json"


@dataclass(frozen=True, kw_only=True)
class Shop:
    """An open shop: where it is and who may log in."""

    base_url: str
    secrets: Secrets
    database_url: str
    redis_url: str
    pids: dict[str, int]
    is_private: bool

    def write(self, data_dir: Path) -> None:
        """Write `demo.json`, readable by its owner only; scripts rely on its keys."""
        content = {
            "base_url": self.base_url,
            "staff": {"email": STAFF_EMAIL, "password": self.secrets.staff_password},
            "customer": {"email": CUSTOMER_EMAIL, "password": self.secrets.customer_password},
            "database_url": self.database_url,
            "redis_url": self.redis_url,
            "inbox_url": f"{self.base_url}/inbox/",
            "pids": self.pids,
        }
        write_private_json(data_dir / FILE, content)

    def text(self, *, data_dir: Path, seconds: float) -> str:
        """Return the page of addresses and logins for the terminal."""
        return f"""
  The shop is open, after {seconds:.0f} seconds.

    Shop       {self.base_url}/
    Staff      {self.base_url}/admin/
    API        {self.base_url}/api/v1/docs
    GraphQL    {self.base_url}/graphql/
    Inbox      {self.base_url}/inbox/   all mail the shop sends

    Log in     staff      {STAFF_EMAIL}   {self.secrets.staff_password}
               customer   {CUSTOMER_EMAIL}   {self.secrets.customer_password}

{self._warning()}    Logs       {data_dir / "logs"}
    Stop       Ctrl-C
    Start anew uv run manage.py demo --reset
"""

    def _warning(self) -> str:
        if self.is_private:
            return ""
        return "    Note       The network can open this shop and read its mail, which includes links to log in.\n"

    def open_browser(self) -> None:
        """Open the shop in a browser where a person sits before a screen."""
        has_screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if has_screen and sys.stdout.isatty():
            with contextlib.suppress(webbrowser.Error):
                webbrowser.open(f"{self.base_url}/")


def already_running(data_dir: Path, error: AlreadyRunningError) -> str:
    """Return what a second start says: where the first one is, if it is open yet."""
    try:
        base_url = json.loads((data_dir / FILE).read_text())["base_url"]
    except (OSError, ValueError, KeyError):
        return f"{error} It is still opening."
    return f"{error} It is open at {base_url}/"
