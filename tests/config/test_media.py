"""The shop answers for its own pictures."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def pictures(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "media" / "p" / "ab"
    folder.mkdir(parents=True)
    (folder / "320.avif").write_bytes(b"picture")
    (folder / "info.json").write_text("{}")
    (tmp_path / "secret.jpg").write_bytes(b"secret")


def test_a_picture_has_its_type_and_is_kept_for_ever(client: Client) -> None:
    response = client.get("/media/p/ab/320.avif")
    assert response.getvalue() == b"picture"
    assert response["Content-Type"] == "image/avif"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    again = client.get("/media/p/ab/320.avif", headers={"if-modified-since": response["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["p/ab/info.json", "p/ab/", "p/ab/640.avif", "../secret.jpg", "%2e%2e/secret.jpg"])
def test_nothing_but_pictures_is_answered(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code in (400, 404)
