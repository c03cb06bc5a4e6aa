"""Finding pictures by names that have changed on the way."""

from __future__ import annotations

import pytest

from shop.imports.images import PictureFolder

UUID = "4ee20a27-8d5a-490e-a2fc-1f9c3beb7bf5"
OTHER_UUID = "c18143d5-6378-46aa-b0d7-526aee3bc776"


def found(tmp_path, key, *names):
    for size, name in enumerate(names):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * (100 - size))
    path = PictureFolder.index(folder=tmp_path).find(key=key)
    return path.name if path else None


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("mug.jpg", "mug.jpg"),
        ("mug.jpg?v=1426708827", "mug.jpg"),
        ("mug.jpg#top", "mug.jpg"),
        ("mug.jpg", "mug_grande.jpg"),
        ("mug.jpg", "mug_1024x1024.jpg"),
        ("mug.jpg", "mug_x800.jpg"),
        ("mug.jpg", "mug_800x.jpg"),
        ("mug.jpg", "mug@2x.jpg"),
        ("mug.jpg", "mug_200x200@2x.jpg"),
        ("mug.jpg", "mug_600x600_crop_center.jpg"),
        ("mug.jpg", "mug_grande.jpeg"),
        ("mug.jpg", "mug.webp"),
        ("mug.png", "mug.png.webp"),
        ("mug.jpg", "MUG.JPG"),
        ("Mug_Front.jpg", "mug_front_large.jpg"),
        ("mug_1024x1024.jpg", "mug.jpg"),
        (f"mug_{UUID}.jpg", f"mug_{UUID}_grande.jpg"),
        (f"mug_{UUID}.jpg", "mug.jpg"),
        (f"mug_{UUID}.jpg", "mug_grande.jpeg"),
        ("mug.jpg", f"mug_{UUID}.jpg"),
        ("mug.jpg", f"mug_{UUID}_grande.png"),
        ("blue%20mug%2B.jpg", "blue mug+.jpg"),
        ("caf%C3%A9.jpg", "café.jpg"),
        ("mug.jpg", "deeper/mug.jpg"),
    ],
)
def test_finds_a_picture_by_a_name_that_has_changed(tmp_path, wanted, name):
    assert found(tmp_path, f"https://cdn.example/files/{wanted}", name) == name.rpartition("/")[2]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("mug.jpg", ["mug-2.jpg"]),
        ("mug-2.jpg", ["mug-28.jpg", "mug.jpg"]),
        ("mug_small.jpg", ["mug_large.jpg"]),  # maybe two mugs
        (f"mug_{UUID}.jpg", [f"mug_{OTHER_UUID}.jpg"]),
        ("mug.jpg", [f"mug_{UUID}.jpg", f"mug_{OTHER_UUID}.jpg"]),
        ("mug.jpg", ["mug.txt"]),
        ("mug.jpg", ["._mug.jpg"]),
        ("", ["mug.jpg"]),
        ("http://[broken", ["mug.jpg"]),
    ],
)
def test_finds_nothing_rather_than_another_picture(tmp_path, wanted, names):
    assert found(tmp_path, wanted, *names) is None


def test_prefers_the_very_name_then_the_largest_file(tmp_path):
    assert found(tmp_path, "mug.jpg", "mug_small.jpg", "mug_grande.jpg", "mug.png", "mug.jpg") == "mug.jpg"
    assert found(tmp_path, "cup.jpg", "cup_grande.jpg", "cup_small.jpg") == "cup_grande.jpg"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(NotADirectoryError):
        PictureFolder.index(folder=tmp_path / "none")
