"""Fetches the pictures of an import by their addresses, and stores each as soon as it is there.

What was stored is noted below the media root by its address, so that an import that was interrupted goes on where it
was, and a second one asks nobody again. So is what will not be had: it is told again from the note, and asked for only
on request or at another address. What may pass (a server that is down) is asked for at the next import, but a server
that does not answer keeps none waiting long.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import batched
from pathlib import Path

from django.utils.translation import gettext as _

from shop.catalog.images import MAX_BYTES, ImageRejected, StoredImage, find_stored, store_image
from shop.core.outbound import FetchFailed, fetch
from shop.imports.pictures import StoredPictures

_AT_ONCE = 4
_SECONDS = 30.0
_PATIENCE = 3
_NOTES = ".fetched"

type Fetch = Callable[[str], bytes]


def _fetch_picture(url: str) -> bytes:
    return fetch(url, max_bytes=MAX_BYTES, seconds=_SECONDS)


def fetch_pictures(
    *,
    urls: Sequence[str],
    root: Path,
    read: Fetch | None = None,
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> StoredPictures:
    """Store what lies at the addresses below `root`, each once; why others could not be is in `rejected`.

    `read` returns the bytes of an address, or raises FetchFailed. With `again`, what failed for good at an earlier
    import is asked for once more. `progress`: (done, all).
    """
    stored: dict[str, StoredImage] = {}
    rejected: dict[str, str] = {}
    obtain = partial(_obtain, root=root, read=_Patience(read or _fetch_picture).read, again=again)
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


@dataclass(slots=True)
class _Patience:
    """Reads addresses; a server that failed too often in a row, in ways that may pass, is not asked any more."""

    fetch: Fetch
    failures: Counter[str] = field(default_factory=Counter)  # by server; threads may be off by a few

    def read(self, url: str) -> bytes:
        server = re.split(r"[/?#]", url.partition("//")[2])[0].lower()
        if self.failures[server] >= _PATIENCE:
            raise FetchFailed(
                _("Its server failed %(patience)s times and was not tried again.") % {"patience": _PATIENCE},
                passing=True,
            )
        try:
            content = self.fetch(url)
        except FetchFailed as error:
            self.failures[server] = self.failures[server] + 1 if error.passing else 0
            raise
        self.failures[server] = 0
        return content


def _obtain(url: str, *, root: Path, read: Fetch, again: bool) -> StoredImage | str:
    """The stored picture, or why there is none."""
    note = root / _NOTES / sha256(url.encode()).hexdigest()
    failed = note.with_suffix(".failed")
    try:
        known = find_stored(path=note.read_text(), root=root) if note.exists() else None
        if known is not None:
            return known
        if failed.exists() and not again:
            return _("%(read_text)s It was not tried again. Use --retry-images to retry.") % {
                "read_text": failed.read_text()
            }
        note.parent.mkdir(parents=True, exist_ok=True)
        stored = store_image(source=read(url), root=root)
        note.write_text(stored.path)
        failed.unlink(missing_ok=True)
    except (FetchFailed, ImageRejected) as error:
        if not getattr(error, "passing", False):
            failed.write_text(str(error))
        return str(error)
    except OSError as error:
        return _("The file cannot be read or stored: %(strerror)s.") % {"strerror": error.strerror or error}
    return stored
