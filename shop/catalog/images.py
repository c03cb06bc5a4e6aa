"""Stored pictures: any upload becomes a folder of renditions that pages can offer to browsers.

A picture's folder is `p/<2 hex>/<16 hex>` of the SHA-256 of its source, so the same source is stored once. It holds
`<width>.<avif|webp|jpg>` for each width in `StoredImage.widths` and `info.json` with what `store_image` answered.
A folder appears by one rename, complete or not at all.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pi_heif
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from shop.catalog.tints import closest_tint
from shop.core.errors import DomainError

MAX_BYTES = 25_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 16_000  # WebP ends at 16,383
WIDTHS = (320, 640, 960, 1280, 1600, 1920)
FORMATS = ("avif", "webp", "jpg")  # at every width, best first
_ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF")
_INFO = "info.json"

pi_heif.register_heif_opener(thumbnails=False)  # HEIC, as phones take it


class ImageRejected(DomainError):
    """The upload is no picture that can be shown; the message says why."""

    code = "image_rejected"
    title = gettext_lazy("Image rejected")
    default_message = gettext_lazy("This picture cannot be used.")


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
    picture = _as_srgb(source if isinstance(source, Image.Image) else _open(source))
    widths = widths_for(picture.width)
    height = _height_at(widths[-1], picture)
    stored = StoredImage(path, widths[-1], height, widths, closest_tint(picture))
    files = _renditions(picture, widths, quick=quick)
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


def _open(source: bytes) -> Image.Image:
    if len(source) > MAX_BYTES:
        sizes = {"size": len(source) // 1_000_000, "limit": MAX_BYTES // 1_000_000}
        raise ImageRejected(_("This picture has %(size)d MB. The limit is %(limit)d MB.") % sizes)
    try:
        picture = Image.open(io.BytesIO(source), formats=_ACCEPTED)
        _check_size(picture)
        picture.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))  # lets large JPEGs decode at half size or less
        picture.load()
    except ImageRejected:
        raise
    except Image.DecompressionBombError:
        raise ImageRejected(_too_large()) from None
    except UnidentifiedImageError:
        raise ImageRejected(_("Use a picture in JPEG, PNG, WebP, AVIF, GIF or HEIC format.")) from None
    except Exception:  # noqa: BLE001 - decoders raise whatever they like on damaged files
        raise ImageRejected(_("This picture is damaged and cannot be read.")) from None
    return picture


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
        raise ImageRejected(_too_large())


def _too_large() -> str:
    text = _("This picture is too large. The limit is %(megapixels)d megapixels and %(side)d pixels on each side.")
    return text % {"megapixels": MAX_PIXELS // 1_000_000, "side": MAX_SIDE}


def _as_srgb(picture: Image.Image) -> Image.Image:
    """Return a plain RGB picture: upright, in sRGB, opaque, without metadata."""
    if picture.mode == "RGB" and not picture.info and not picture.getexif():
        return picture
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):  # 16 bits of grey: a plain conversion would clip instead of scale
        picture = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.has_transparency_data:
        rgba = picture.convert("RGBA")
        ground = Image.new("RGB", rgba.size, "white")
        ground.paste(rgba, mask=rgba.getchannel("A"))
        picture = ground
    elif picture.mode == "P":
        picture = picture.convert("RGB")
    if profile:
        picture = _apply_profile(picture, profile)
    plain = picture.convert("RGB")
    return Image.frombytes("RGB", plain.size, plain.tobytes())


def _apply_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # a broken or foreign profile: the colours as they are
        return picture
    return converted or picture


def _height_at(width: int, picture: Image.Image) -> int:
    return max(1, round(picture.height * width / picture.width))


def _renditions(picture: Image.Image, widths: tuple[int, ...], *, quick: bool) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    scaled = picture
    kernel = Image.Resampling.BICUBIC if quick else Image.Resampling.LANCZOS
    for width in reversed(widths):  # each from the next larger one: far cheaper, and not visibly different
        size = (width, _height_at(width, picture))
        if scaled.size != size:
            scaled = scaled.resize(size, kernel, reducing_gap=3.0)
        for suffix in FORMATS:
            files[f"{width}.{suffix}"] = _encode(scaled, suffix, quick=quick)
    return files


def _encode(picture: Image.Image, suffix: str, *, quick: bool) -> bytes:
    out = io.BytesIO()
    match suffix:
        case "avif":
            if quick:  # plain squared errors are a third faster to weigh; the higher quality makes up for it
                picture.save(out, "AVIF", quality=80, speed=9, max_threads=1, advanced={"tune": "psnr"})
            else:
                picture.save(out, "AVIF", quality=68, speed=7, max_threads=1)
        case "webp":
            picture.save(out, "WEBP", quality=84, method=0 if quick else 4)
        case _:
            picture.save(out, "JPEG", quality=80, optimize=not quick, progressive=not quick)
    return out.getvalue()


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
