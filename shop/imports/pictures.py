"""Stores the pictures of an import, on all cores and before any transaction begins."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import batched
from multiprocessing import get_context
from pathlib import Path

import django
from django.utils.translation import gettext as _

from shop.catalog.images import ImageRejected, StoredImage, find_stored, store_image

# Starting a process costs as much as storing about this many pictures.
_WORTH_A_PROCESS = 4
_OWN = re.compile(r"/(p/[0-9a-f]{2}/[0-9a-f]{16})/")  # see `catalog.images`


@dataclass(frozen=True, slots=True)
class StoredPictures:
    """Stored pictures by key, and why others could not be stored."""

    stored: Mapping[str, StoredImage]
    rejected: Mapping[str, str]


def find_here(*, keys: Iterable[str], root: Path) -> dict[str, StoredImage]:
    """Return the pictures of which the address names one that lies below `root` already, as an export's do."""
    found = {}
    for key in keys:
        match = _OWN.search(key)
        image = find_stored(path=match[1], root=root) if match else None
        if image is not None:
            found[key] = image
    return found


def store_pictures(
    *, files: Mapping[str, Path], root: Path, progress: Callable[[int, int], None] | None = None
) -> StoredPictures:
    """Store the files (by key) below `root`; what is stored already costs one reading. `progress`: (done, all)."""
    stored: dict[str, StoredImage] = {}
    rejected: dict[str, str] = {}
    paths = sorted(set(files.values()))
    results: dict[Path, StoredImage | str] = {}
    for path, result in zip(paths, _store_all(paths, root), strict=True):
        results[path] = result
        if progress:
            progress(len(results), len(paths))
    for key, path in files.items():
        result = results[path]
        if isinstance(result, StoredImage):
            stored[key] = result
        else:
            rejected[key] = result
    return StoredPictures(stored=stored, rejected=rejected)


def _store_all(paths: Sequence[Path], root: Path) -> Iterator[StoredImage | str]:
    """Results in the order of the paths, as they come."""
    store = partial(_store_picture, root=root)
    workers = min(os.process_cpu_count() or 1, len(paths) // _WORTH_A_PROCESS)
    if workers <= 1:
        yield from map(store, paths)
        return
    # Fresh processes: a fork would share this one's database connection. They say in words why a file is no picture.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        for batch in batched(paths, 64, strict=False):  # few at a time, so that Ctrl-C is not followed by thousands
            yield from pool.map(store, batch)


def _store_picture(path: Path, *, root: Path) -> StoredImage | str:
    """The stored picture, or why it is none."""
    try:
        return store_image(source=path.read_bytes(), root=root)
    except ImageRejected as error:
        return error.message
    except OSError as error:
        return _("The file cannot be read or stored: %(strerror)s.") % {"strerror": error.strerror or error}
