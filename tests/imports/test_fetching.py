"""Pictures by their addresses: each is fetched once, also when an import was interrupted."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from shop.catalog.models import Media
from shop.core.outbound import FetchFailed
from shop.imports import fetching
from shop.imports.fetching import fetch_pictures
from tests.imports.files import row, text_of


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


PICTURES = {"https://x.example/a.png": picture("#c00000"), "https://x.example/b.png": picture("#0000c0")}


class Web:
    """Answers addresses and remembers which were asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if url.endswith("text.png"):
            return b"no picture"
        try:
            return PICTURES[url]
        except KeyError:
            raise FetchFailed("The server answered with status 404.") from None


def test_what_is_stored_is_not_fetched_again_and_what_is_none_is_told(tmp_path: Path) -> None:
    web = Web()
    urls = [*PICTURES, "https://x.example/gone.png", "https://x.example/text.png"]
    fetch_pictures(urls=urls[:1], root=tmp_path, read=web)  # and then it was killed
    found = fetch_pictures(urls=urls, root=tmp_path, read=web)
    assert sorted(web.asked) == sorted(urls)
    assert found.rejected == {
        "https://x.example/gone.png": "The server answered with status 404.",
        "https://x.example/text.png": "Use a picture in JPEG, PNG, WebP, AVIF, GIF or HEIC format.",
    }
    assert [(found.stored[url].width, found.stored[url].height) for url in PICTURES] == [(40, 30), (40, 30)]


def test_a_note_without_its_picture_is_not_believed(tmp_path: Path) -> None:
    [url] = list(PICTURES)[:1]
    web = Web()
    stored = fetch_pictures(urls=[url], root=tmp_path, read=web).stored[url]
    (tmp_path / stored.path / "40.jpg").unlink()
    assert fetch_pictures(urls=[url], root=tmp_path, read=web).stored[url] == stored
    assert web.asked == [url, url]


def test_what_will_not_be_had_is_remembered_and_asked_for_only_on_request(tmp_path: Path) -> None:
    web = Web()
    urls = ["https://x.example/gone.png", "https://x.example/text.png"]
    first = fetch_pictures(urls=urls, root=tmp_path, read=web)
    second = fetch_pictures(urls=urls, root=tmp_path, read=web)
    assert sorted(web.asked) == urls
    assert second.rejected == {
        url: f"{reason} It was not tried again. Use --retry-images to retry." for url, reason in first.rejected.items()
    }
    assert fetch_pictures(urls=urls, root=tmp_path, read=web, again=True).rejected == first.rejected
    assert fetch_pictures(urls=[f"{urls[0]}?v=2"], root=tmp_path, read=web).rejected  # another address
    assert sorted(web.asked) == sorted([*urls, *urls, f"{urls[0]}?v=2"])


def test_a_picture_that_is_there_at_last_is_remembered_as_such(tmp_path: Path) -> None:
    url, web = "https://x.example/a.png", Web()
    fetch_pictures(urls=[url], root=tmp_path, read=lambda _: b"no picture")
    assert fetch_pictures(urls=[url], root=tmp_path, read=web, again=True).stored
    assert fetch_pictures(urls=[url], root=tmp_path, read=web).stored
    assert web.asked == [url]


def test_what_is_no_address_is_told_and_remembered(tmp_path: Path) -> None:
    urls = ["http://[::1/a.png", "a.png", "http:///x"]
    assert set(fetch_pictures(urls=urls, root=tmp_path).rejected) == set(urls)
    assert all("--retry-images" in told for told in fetch_pictures(urls=urls, root=tmp_path).rejected.values())


def test_what_may_pass_is_asked_for_at_the_next_import(tmp_path: Path) -> None:
    def down(url: str) -> bytes:
        raise FetchFailed("The server answered with status 503.", passing=True)

    url, web = "https://x.example/a.png", Web()
    assert fetch_pictures(urls=[url], root=tmp_path, read=down).rejected == {
        url: "The server answered with status 503."
    }
    assert fetch_pictures(urls=[url], root=tmp_path, read=web).stored


def test_a_server_that_does_not_answer_is_not_asked_for_each_picture(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "_AT_ONCE", 1)
    asked = []

    def read(url: str) -> bytes:
        asked.append(url)
        if "down.example" in url:
            raise FetchFailed("It took too long.", passing=True)
        return PICTURES["https://x.example/a.png"]

    urls = [f"https://down.example/{number}.png" for number in range(10)]
    found = fetch_pictures(urls=[*urls, "https://x.example/a.png"], root=tmp_path, read=read)
    assert asked == [*urls[:3], "https://x.example/a.png"]
    assert found.rejected[urls[9]] == "Its server failed 3 times and was not tried again."
    assert fetch_pictures(urls=urls[9:], root=tmp_path, read=read).rejected == {urls[9]: "It took too long."}


@pytest.mark.parametrize("extra", [[], ["--dry-run"]])
def test_the_command_fetches_only_when_it_is_told_to_and_writes(channel, tmp_path, settings, monkeypatch, extra):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "p.csv").write_text(
        text_of(
            row(Image_Src="https://x.example/a.png"),
            row(Handle="cup", Variant_SKU="C", Image_Src="http://127.0.0.1/b.png"),
        )
    )
    web = Web()
    real = fetching._fetch_picture
    monkeypatch.setattr(fetching, "_fetch_picture", lambda url: real(url) if "127.0.0.1" in url else web(url))

    def run(*arguments: str) -> str:
        out = io.StringIO()
        call_command("import_products", str(tmp_path / "p.csv"), *arguments, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    run()
    assert (web.asked, Media.objects.count()) == ([], 0)
    told = run("--fetch-images", *extra)
    if extra:
        assert web.asked == []
        return
    assert web.asked == ["https://x.example/a.png"]
    assert Media.objects.get().product.slug == "mug"
    assert "  line 3: cup: b.png: The address is not on the public internet." in told
    assert "was not tried again" in run("--fetch-images")
    assert web.asked == ["https://x.example/a.png"]
    assert "was not tried again" not in run("--retry-images")
