"""Uploaded pictures become renditions, whatever they were, and nothing but pixels survives."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from shop.catalog import images
from shop.catalog.images import FORMATS, ImageRejected, StoredImage, store_image, widths_for
from shop.catalog.tints import TINTS, closest_tint, tint_css

# 80 × 100 pixels, red above blue, as a phone would write it: nothing that the shop has can write HEIC.
HEIC = base64.b64decode(
    b"AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAA"
    b"AAAERAAAEAAQAAAAABegABAAAAAAAAAEoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAA"
    b"AAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkA"
    b"AAAwAAAwAeoCiBp95bqSSmubgIaDAgAAADAyAAAAMAIWIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABQAAAA"
    b"ZAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAFJtZGF0AAAARigBr1iOTxjYqZJf//cOv/9iUkPm4UZ46l+KzFlfen"
    b"IxZVmnmC2Z4xA/WxokO44mL86aK6gH9uI4pYPYDaQsAAADAG/4JOA="
)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def two_halves(size: tuple[int, int] = (400, 500)) -> Image.Image:
    """A picture that is red at the top and blue at the bottom."""
    picture = Image.new("RGB", size, "#c00000")
    picture.paste("#0000c0", (0, size[1] // 2, *size))
    return picture


def opened(root: Path, stored: StoredImage, name: str) -> Image.Image:
    with Image.open(root / stored.path / name) as picture:
        picture.load()
    return picture


def close(pixel: object, red: int, green: int, blue: int) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= 12 for a, b in zip(pixel[:3], (red, green, blue), strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_accepted_format_becomes_every_rendition(tmp_path: Path, kind: str) -> None:
    stored = store_image(source=encoded(two_halves((700, 875)), kind), root=tmp_path)

    assert (stored.width, stored.height, stored.widths) == (700, 875, (320, 700))
    names = {f"{width}.{suffix}" for width in (320, 700) for suffix in ("avif", "webp", "jpg")}
    assert {file.name for file in (tmp_path / stored.path).iterdir()} == names | {"info.json"}
    for name in names:
        picture = opened(tmp_path, stored, name)
        assert picture.size == ((320, 400) if name.startswith("320") else (700, 875))
        assert close(picture.convert("RGB").getpixel((100, 40)), 0xC0, 0, 0), name


def test_the_pictures_of_phones_are_read(tmp_path: Path) -> None:
    stored = store_image(source=HEIC, root=tmp_path)
    assert (stored.width, stored.height, stored.widths) == (80, 100, (80,))
    picture = opened(tmp_path, stored, "80.jpg").convert("RGB")
    assert close(picture.getpixel((40, 20)), 0xC0, 0, 0)
    assert close(picture.getpixel((40, 80)), 0, 0, 0xC0)


def test_a_damaged_picture_of_a_phone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageRejected, match="damaged and cannot"):
        store_image(source=HEIC[:-40], root=tmp_path)


@pytest.mark.parametrize(
    ("native", "expected"),
    [
        (4000, (320, 640, 960, 1280, 1600, 1920)),
        (1280, (320, 640, 960, 1280)),
        (1100, (320, 640, 960, 1100)),
        (960, (320, 640, 960)),
        (700, (320, 700)),  # 640 beside 700 would be waste
        (321, (321,)),
        (40, (40,)),
    ],
)
def test_renditions_are_never_wider_than_the_picture(native: int, expected: tuple[int, ...]) -> None:
    assert widths_for(native) == expected


def test_the_folder_is_named_by_the_content(tmp_path: Path) -> None:
    source = encoded(two_halves(), "PNG")

    stored = store_image(source=source, root=tmp_path)

    assert stored.path == "p/" + stored.path[-16:][:2] + "/" + stored.path[-16:]
    assert store_image(source=source, root=tmp_path / "elsewhere").path == stored.path
    assert store_image(source=encoded(two_halves((401, 500)), "PNG"), root=tmp_path).path != stored.path


def test_storing_again_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = encoded(two_halves(), "PNG")
    first = store_image(source=source, root=tmp_path)
    monkeypatch.setattr(images, "_publish", lambda *_args, **_options: pytest.fail("wrote again"))

    assert store_image(source=source, root=tmp_path) == first


def test_an_incomplete_folder_is_replaced(tmp_path: Path) -> None:
    source = encoded(two_halves(), "PNG")
    stored = store_image(source=source, root=tmp_path)
    (tmp_path / stored.path / "320.webp").unlink()

    assert store_image(source=source, root=tmp_path) == stored
    assert opened(tmp_path, stored, "320.webp").size == (320, 400)


def test_a_failure_while_writing_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk_full(_incoming: Path, _folder: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(images, "_replace", disk_full)

    with pytest.raises(OSError, match="No space left"):
        store_image(source=encoded(two_halves(), "PNG"), root=tmp_path)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_second_writer_of_the_same_picture_yields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = encoded(two_halves(), "PNG")
    first = store_image(source=source, root=tmp_path)
    read_info = images._read_info
    answers = iter([None])  # the second writer looked before the first had finished
    monkeypatch.setattr(images, "_read_info", lambda folder: next(answers, read_info(folder)))

    assert store_image(source=source, root=tmp_path) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_orientation_is_applied_and_metadata_is_gone(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of a private person"
    exif.get_ifd(0x8825)[1] = "N"  # a place on earth
    source = encoded(two_halves(), "JPEG", exif=exif, comment=b"private")

    stored = store_image(source=source, root=tmp_path)

    assert (stored.width, stored.height) == (500, 400)
    for suffix in FORMATS:
        picture = opened(tmp_path, stored, f"500.{suffix}")
        assert close(picture.convert("RGB").getpixel((450, 200)), 0xC0, 0, 0)
        assert dict(picture.getexif()) == {}
        assert b"private" not in (tmp_path / stored.path / f"500.{suffix}").read_bytes()


def test_transparency_becomes_white(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (400, 500), (0, 0, 0, 0))
    clear.paste((0, 128, 0, 255), (0, 0, 400, 250))
    palette = Image.new("P", (400, 500), 1)
    palette.putpalette([0, 128, 0, 10, 10, 10])
    palette.paste(0, (0, 0, 400, 250))

    for source in (encoded(clear, "PNG"), encoded(palette, "GIF", transparency=1)):
        stored = store_image(source=source, root=tmp_path)
        picture = opened(tmp_path, stored, "400.jpg")
        assert picture.mode == "RGB"
        assert close(picture.getpixel((200, 450)), 255, 255, 255)
        assert close(picture.getpixel((200, 50)), 0, 128, 0)


def test_print_colours_and_deep_greys_become_srgb(tmp_path: Path) -> None:
    cmyk = store_image(source=encoded(Image.new("CMYK", (400, 500), (0, 255, 255, 0)), "JPEG"), root=tmp_path)
    grey = store_image(source=encoded(Image.new("I;16", (400, 500), 0x8000), "PNG"), root=tmp_path)

    red, green, blue = opened(tmp_path, cmyk, "400.jpg").getpixel((9, 9))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60
    assert close(opened(tmp_path, grey, "400.jpg").getpixel((9, 9)), 128, 128, 128)


def test_a_colour_profile_is_applied(tmp_path: Path) -> None:
    # given sRGB with the primaries of red and blue exchanged
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = swapped.replace(b"rXYZ", b"tmp_").replace(b"bXYZ", b"rXYZ").replace(b"tmp_", b"bXYZ")
    source = encoded(two_halves(), "PNG", icc_profile=swapped)

    stored = store_image(source=source, root=tmp_path)

    picture = opened(tmp_path, stored, "400.jpg")
    assert close(picture.getpixel((200, 50)), 0, 0, 0xC0)
    assert "icc_profile" not in picture.info


def test_a_broken_colour_profile_is_ignored(tmp_path: Path) -> None:
    stored = store_image(source=encoded(two_halves(), "PNG", icc_profile=b"nonsense"), root=tmp_path)

    assert close(opened(tmp_path, stored, "400.jpg").getpixel((200, 50)), 0xC0, 0, 0)


def test_only_the_first_frame_of_an_animation_is_kept(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (400, 500), colour) for colour in ("#00c000", "#c00000")]
    source = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])

    stored = store_image(source=source, root=tmp_path)

    assert close(opened(tmp_path, stored, "400.jpg").getpixel((9, 9)), 0, 0xC0, 0)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "JPEG, PNG, WebP, AVIF, GIF or HEIC format"),
        (SVG, "JPEG, PNG, WebP, AVIF, GIF or HEIC format"),
        (b"<html>not found</html>", "JPEG, PNG, WebP, AVIF, GIF or HEIC format"),
        (encoded(Image.new("RGB", (9, 9)), "BMP"), "JPEG, PNG, WebP, AVIF, GIF or HEIC format"),
        (encoded(two_halves(), "PNG")[:400], "damaged"),
        (encoded(two_halves(), "JPEG")[:2000], "damaged"),
        (encoded(two_halves(), "AVIF")[:380], "no JPEG|damaged"),
        (bytes(26_000_000), "26 MB"),
        (encoded(Image.new("1", (8000, 6000)), "PNG"), "40 megapixels"),
        (encoded(Image.new("1", (16_001, 10)), "PNG"), "16000 pixels on each side"),
    ],
    ids=["empty", "svg", "html", "bmp", "cut-png", "cut-jpeg", "cut-avif", "bytes", "pixels", "side"],
)
def test_what_is_no_usable_picture_is_refused_with_a_reason(tmp_path: Path, source: bytes, reason: str) -> None:
    with pytest.raises(ImageRejected, match=reason) as refused:
        store_image(source=source, root=tmp_path)

    assert refused.value.code == "image_rejected"
    assert list(tmp_path.iterdir()) == []


def test_quick_pictures_are_the_same_size_in_pixels(tmp_path: Path) -> None:
    stored = store_image(source=two_halves(), root=tmp_path, quick=True)

    assert stored.widths == (320, 400)
    assert opened(tmp_path, stored, "320.avif").size == (320, 400)


def test_the_tint_follows_the_ground_of_the_picture() -> None:
    for index, tint in enumerate(TINTS):
        assert closest_tint(Image.new("RGB", (300, 400), tint)) == index

    still_life = Image.new("RGB", (400, 500), TINTS[14])
    still_life.paste("#802020", (120, 150, 280, 400))
    assert closest_tint(still_life) == 14


def test_deep_colours_keep_their_hue() -> None:
    assert closest_tint(Image.new("RGB", (40, 50), "#a8c4e0")) == 19
    assert closest_tint(Image.new("RGB", (40, 50), "#d8b0a8")) == 7
    assert closest_tint(Image.new("RGB", (40, 50), "#101010")) == 5


def test_the_css_has_one_class_per_tint() -> None:
    lines = tint_css().splitlines()

    assert len(lines) == 24
    assert lines[3] == f".tint-3 {{ background-color: {TINTS[3]}; }}"
