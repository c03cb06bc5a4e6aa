"""Browsers that have one family of system fonts only: pages must not depend on what a machine happens to have."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import launch

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
# How the files of a family are named, the regular one first; what a family lacks here is not tried.
_FAMILIES = {
    "Arial": ("LiberationSans-Regular.*", "LiberationSans-Bold.*"),
    "Roboto": ("Roboto-Regular.*", "Roboto-Bold.*"),
    "Noto Sans": ("NotoSans-Regular.*", "NotoSans-Bold.*"),
    "DejaVu Sans": ("DejaVuSans.*", "DejaVuSans-Bold.*"),
    "one nobody measured": ("*Serif-Regular.*", "*Mono-Regular.*", "*Mono.*", "*.ttf", "*.otf"),
}


def installed_families() -> dict[str, list[Path]]:
    """Return the files of each family that this machine has; "as it is" stands for all of its fonts together."""
    every = sorted(path for folder in _FOLDERS for path in Path(folder).expanduser().rglob("*.[ot]tf"))
    found: dict[str, list[Path]] = {"as it is": []}
    for name, patterns in _FAMILIES.items():
        files = [next((path for path in every if path.match(pattern)), None) for pattern in patterns]
        there = [path for path in files if path]
        if name not in MEASURED:
            there = there[:1]
        if there:
            found[name] = there
    return found


MEASURED = tuple(_FAMILIES)[:-1]


@contextmanager
def browser_with(browser: Browser, files: list[Path], folder: Path) -> Iterator[Browser]:
    """Start a browser like `browser` that knows these font files alone; without any it knows the machine's."""
    env = dict(os.environ)
    if files:
        for path in files:
            (folder / path.name).symlink_to(path)
        config = folder / "fonts.conf"
        config.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
        env["FONTCONFIG_FILE"] = str(config)
    limited = launch(browser.browser_type, env=env)
    yield limited
    limited.close()
