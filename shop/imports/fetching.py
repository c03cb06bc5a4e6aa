"""Fetches the pictures of an import by their addresses, and stores each as soon as it is there.

What was stored is noted below the media root by its address, so that an import that was interrupted goes on where it
was, and a second one asks nobody again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from itertools import batched
from pathlib import Path

from shop.catalog.images import MAX_BYTES, ImageRejected, StoredImage, find_stored, store_image
from shop.core.outbound import FetchFailed, fetch
from shop.imports.pictures import StoredPictures

_AT_ONCE = 4
_SECONDS = 30.0
_NOTES = ".fetched"

type Fetch = Callable[[str], bytes]


def _fetch(url: str) -> bytes:
    return fetch(url, max_bytes=MAX_BYTES, seconds=_SECONDS)


def fetch_pictures(
    *, urls: Sequence[str], root: Path, read: Fetch | None = None, progress: Callable[[int, int], None] | None = None
) -> StoredPictures:
    """Store what lies at the addresses below `root`, each once; why others could not be is in `rejected`.

    `read` returns the bytes of an address, or raises FetchFailed. `progress`: (done, all).
    """
    stored: dict[str, StoredImage] = {}
    rejected: dict[str, str] = {}
    obtain = partial(_obtain, root=root, read=read or _fetch)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for batch in batched(urls, 4 * _AT_ONCE, strict=False):  # few at a time, so that Ctrl-C ends it soon
            for url, result in zip(batch, pool.map(obtain, batch), strict=True):
                if isinstance(result, StoredImage):
                    stored[url] = result
                else:
                    rejected[url] = result
                if progress:
                    progress(len(stored) + len(rejected), len(urls))
    return StoredPictures(stored=stored, rejected=rejected)


def _obtain(url: str, *, root: Path, read: Fetch) -> StoredImage | str:
    """The stored picture, or why there is none."""
    note = root / _NOTES / sha256(url.encode()).hexdigest()
    try:
        known = find_stored(path=note.read_text(), root=root) if note.exists() else None
        if known is not None:
            return known
        stored = store_image(source=read(url), root=root)
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(stored.path)
    except (FetchFailed, ImageRejected) as error:
        return str(error)
    except OSError as error:
        return f"The file cannot be read or stored: {error.strerror or error}."
    return stored
