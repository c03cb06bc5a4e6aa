"""Stored pictures: any upload becomes a folder of renditions that pages can offer to browsers.

A picture's folder is `p/<2 hex>/<16 hex>` of the SHA-256 of its source, so the same source is stored once. It holds
`<width>.<avif|webp|jpg>` for each width in `StoredImage.widths` and `info.json` with what `store_image` answered.
A folder appears by one rename, complete or not at all.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .image_limits import FORMATS, MAX_BYTES, WIDTHS, ImageRejected

if TYPE_CHECKING:
    from PIL import Image

_INFO = "info.json"

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "ImageRejected",
    "StoredImage",
    "find_stored",
    "store_image",
    "widths_for",
]


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A stored picture: its folder below the media root, the size in pixels and the widths of its renditions.

    `width` and `height` are those of the largest rendition; `tint` is an index into `tints.TINTS`.
    """

    path: str
    width: int
    height: int
    widths: tuple[int, ...]
    tint: int


def store_image(*, source: bytes | Image.Image, root: Path, path: str = "", quick: bool = False) -> StoredImage:
    """Verify a picture and store it as renditions below `root`; storing it again writes nothing.

    It is kept at `path`, if one was promised before the picture was there, or else where its content says.

    Orientation and colour profile are applied, then every kind of metadata is gone; transparency becomes white; of an
    animation the first frame is kept. `quick` is for pictures that can be made again: about a tenth larger, three
    times faster, and not yet flushed to the disk on return.

    Raises: ImageRejected.
    """
    path = path or _path_of(source)
    folder = root / path
    if (known := _read_info(folder)) is not None:
        return known
    from . import renditions  # brings the decoders, 6 MiB that web workers need for uploads alone
    from .tints import closest_tint

    picture = renditions.as_srgb(renditions.open_picture(source) if isinstance(source, bytes) else source)
    widths = widths_for(picture.width)
    height = renditions.height_at(widths[-1], picture)
    stored = StoredImage(path, widths[-1], height, widths, closest_tint(picture))
    files = renditions.encoded(picture, widths, quick=quick)
    files[_INFO] = json.dumps(asdict(stored)).encode()
    _publish(files, folder=folder, root=root, flush=not quick)
    return stored


def find_stored(*, path: str, root: Path) -> StoredImage | None:
    """Return the stored picture at a path below `root`, or None unless every file of it is there."""
    return _read_info(root / path)


def widths_for(native: int) -> tuple[int, ...]:
    """Return the widths of a picture's renditions in pixels: never wider than it is, and always at least one."""
    top = min(native, WIDTHS[-1])
    return (*(width for width in WIDTHS if width * 1.1 < top), top)


def _path_of(source: bytes | Image.Image) -> str:
    if isinstance(source, bytes):
        digest = sha256(source)
    else:
        digest = sha256(f"{source.mode} {source.size} ".encode())
        digest.update(source.tobytes())
    name = digest.hexdigest()[:16]
    return f"p/{name[:2]}/{name}"


def _read_info(folder: Path) -> StoredImage | None:
    """Return what is stored in a folder, or None unless every file is there."""
    try:
        info: dict[str, Any] = json.loads((folder / _INFO).read_bytes())
    except FileNotFoundError:
        return None
    stored = StoredImage(**{**info, "widths": tuple(info["widths"])})
    expected = {f"{width}.{suffix}" for width in stored.widths for suffix in FORMATS}
    return stored if expected <= {file.name for file in folder.iterdir()} else None


def _publish(files: dict[str, bytes], *, folder: Path, root: Path, flush: bool) -> None:
    """Write the files beside the store and move them in by one rename, so that no half of a picture is ever seen."""
    incoming = root / f".incoming-{secrets.token_hex(8)}"
    incoming.mkdir(parents=True)
    try:
        for name, content in files.items():
            with (incoming / name).open("wb") as file:
                file.write(content)
                if flush:
                    file.flush()
                    os.fsync(file.fileno())
        folder.parent.mkdir(parents=True, exist_ok=True)
        _replace(incoming, folder)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _replace(incoming: Path, folder: Path) -> None:
    try:
        incoming.rename(folder)
    except OSError:
        if _read_info(folder) is not None:
            return  # somebody stored the same picture meanwhile
        shutil.rmtree(folder)
        incoming.rename(folder)
