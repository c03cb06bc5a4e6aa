"""Which pictures a shop shows: where each one is, how large and in what tint, all known before it is drawn.

A picture's address comes from the name of its scene and the version of the drawing code, not from its pixels. So the
shop can open and name its pictures while they are still being drawn, and the folder of a picture is the only memory of
whether that is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from shop.catalog.images import StoredImage, find_stored, widths_for

Plan = Mapping[str, StoredImage]
"""The pictures of a shop by the keys of their scenes, those that are seen first first."""

_FILE = "pictures.json"  # in the data directory: whoever empties the folder of pictures gets them drawn again
_ASKED_FOR = "asked-for"  # a folder with an empty file for each


def make_plan(keys: Iterable[str]) -> dict[str, StoredImage]:
    """Return where the scenes of these keys (`Scene.key`) will be.

    Raises: ValueError for a key that names no scene.
    """
    return {key: _planned(key) for key in dict.fromkeys(keys)}


def write_plan(data_dir: Path, plan: Plan) -> None:
    """Keep the plan of a new shop, whole or not at all; it is the plan for as long as the shop lives."""
    aside = data_dir / f".{_FILE}.new"
    aside.write_text(json.dumps({key: asdict(image) for key, image in plan.items()}, indent=1))
    aside.replace(data_dir / _FILE)


def read_plan(data_dir: Path) -> Plan:
    """Return the plan of a shop; an empty one where there is none."""
    path = data_dir / _FILE
    try:
        return _read_plan(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


def forget_plan(data_dir: Path) -> None:
    """Delete the plan, when its shop is deleted."""
    (data_dir / _FILE).unlink(missing_ok=True)


def is_drawn(image: StoredImage, root: Path) -> bool:
    """Whether a picture is there with all its renditions."""
    return find_stored(path=image.path, root=root) is not None


def ask_for(data_dir: Path, image: StoredImage) -> None:
    """Note that somebody looks at a place where a picture is missing, so that it is drawn next."""
    folder = data_dir / _ASKED_FOR
    folder.mkdir(exist_ok=True)
    (folder / Path(image.path).name).touch()


def asked_for(data_dir: Path) -> set[str]:
    """Return the last parts of the paths of the pictures that somebody is looking for, and forget them."""
    try:
        found = {file.name for file in (data_dir / _ASKED_FOR).iterdir()}
    except FileNotFoundError:
        return set()
    for name in found:
        (data_dir / _ASKED_FOR / name).unlink(missing_ok=True)
    return found


@lru_cache(maxsize=1)
def _read_plan(path: Path, _changed: int) -> Plan:
    content: dict[str, dict[str, Any]] = json.loads(path.read_bytes())
    return {key: StoredImage(**(entry | {"widths": tuple(entry["widths"])})) for key, entry in content.items()}


def _planned(key: str) -> StoredImage:
    from shop.demo.pictures.grounds import TINTS, UNKNOWN
    from shop.demo.pictures.scene import VERSION, Scene  # loads all that draws, which a web server need not

    width, height = Scene.parse(key).size
    name = sha256(f"{VERSION} {key}".encode()).hexdigest()[:16]
    return StoredImage(f"p/{name[:2]}/{name}", width, height, widths_for(width), TINTS.get(key, UNKNOWN))
