"""Paint many scenes into the picture store, in parallel, and only those that are not there yet."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

from shop.catalog.images import StoredImage, store_image
from shop.demo.pictures.scene import VERSION, Scene, render

INDEX = "demo-pictures.json"


def paint(
    keys: Iterable[str], *, root: Path, workers: int, progress: Callable[[int, int], None]
) -> dict[str, StoredImage]:
    """Draw the scenes of these keys (`Scene.key`) that are missing below `root` and return all of them by key.

    An index in `root` remembers what was drawn by which version of the drawing code; a warm start draws nothing.
    `progress` is called with the number of pictures done and of all, first with those that are there already.

    Raises: ValueError for a key that names no scene, before anything is drawn.
    """
    wanted = list(dict.fromkeys(keys))
    for key in wanted:
        Scene.parse(key)
    known = _read_index(root)
    done = {key: known[key] for key in wanted if key in known and (root / known[key].path).is_dir()}
    missing = [key for key in wanted if key not in done]
    progress(len(done), len(wanted))
    if not missing:
        return {key: done[key] for key in wanted}
    root.mkdir(parents=True, exist_ok=True)
    # A fresh interpreter for each worker: a fork would inherit the caller's database connections.
    try:
        with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
            drawn = {pool.submit(_paint_one, key, root): key for key in missing}
            for future in as_completed(drawn):
                done[drawn[future]] = future.result()
                progress(len(done), len(wanted))
    finally:  # whoever interrupts this need not wait for the same pictures again
        _write_index(root, known | done)
    return {key: done[key] for key in wanted}


def _paint_one(key: str, root: Path) -> StoredImage:
    return store_image(source=render(Scene.parse(key)), root=root, quick=True)


def _read_index(root: Path) -> dict[str, StoredImage]:
    try:
        index = json.loads((root / INDEX).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if index.get("version") != VERSION:
        return {}
    return {key: StoredImage(**{**entry, "widths": tuple(entry["widths"])}) for key, entry in index["pictures"].items()}


def _write_index(root: Path, pictures: dict[str, StoredImage]) -> None:
    index = {"version": VERSION, "pictures": {key: asdict(stored) for key, stored in sorted(pictures.items())}}
    incoming = root / f".{INDEX}.{os.getpid()}"
    incoming.write_text(json.dumps(index))
    incoming.replace(root / INDEX)
