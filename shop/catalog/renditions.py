"""Reading and writing pictures, with the libraries that only `images.store_image` loads, when it is first needed."""

from __future__ import annotations

import io

import pi_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .image_limits import FORMATS, MAX_BYTES, MAX_PIXELS, MAX_SIDE, WIDTHS, ImageRejected

_ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF")

pi_heif.register_heif_opener(thumbnails=False)  # HEIC, as phones take it


def open_picture(source: bytes) -> Image.Image:
    """Return an upload as a picture. Raises: ImageRejected."""
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


def as_srgb(picture: Image.Image) -> Image.Image:
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


def height_at(width: int, picture: Image.Image) -> int:
    """Return the height in pixels that a picture has at a width."""
    return max(1, round(picture.height * width / picture.width))


def encoded(picture: Image.Image, widths: tuple[int, ...], *, quick: bool) -> dict[str, bytes]:
    """Return the files of a picture by name, at each width in each format."""
    files: dict[str, bytes] = {}
    scaled = picture
    kernel = Image.Resampling.BICUBIC if quick else Image.Resampling.LANCZOS
    for width in reversed(widths):  # each from the next larger one: far cheaper, and not visibly different
        size = (width, height_at(width, picture))
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
