"""Draws the pictures of a plan that are not there yet, in parallel."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from threading import Thread

from shop.catalog.images import StoredImage, store_image
from shop.demo.pictures.plan import Plan, is_drawn
from shop.demo.pictures.scene import Scene, render

Progress = Callable[[int, int], None]


def paint(plan: Plan, *, root: Path, workers: int, progress: Progress, urgent: Callable[[], set[str]] = set) -> None:
    """Draw what is missing below `root`: first what is urgent (last parts of paths), then in the order of the plan.

    Each picture is there as soon as it is drawn, by one rename: whoever kills this, however hard, loses no picture that
    was done, and the next one goes on from there. `progress` is called with the number of pictures done and of all,
    first with those that are there already.
    """
    waiting = {key: image for key, image in plan.items() if not is_drawn(image, root)}
    left = len(waiting)
    progress(len(plan) - left, len(plan))
    if not waiting:
        return
    root.mkdir(parents=True, exist_ok=True)
    # A fresh interpreter for each worker: a fork would inherit the caller's database connections.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        under_way: set[Future[None]] = set()
        asked: set[str] = set()
        while waiting or under_way:
            asked |= urgent()
            while waiting and len(under_way) < workers:
                key = next(
                    (key for key, image in waiting.items() if Path(image.path).name in asked), next(iter(waiting))
                )
                under_way.add(pool.submit(_paint_one, key, waiting.pop(key), root))
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
                left -= 1
                progress(len(plan) - left, len(plan))


def _paint_one(key: str, image: StoredImage, root: Path) -> None:
    store_image(source=render(Scene.parse(key)), root=root, path=image.path, quick=True)


def _end_with_parent() -> None:
    """End this worker when its parent is gone, so that nobody draws what the next start draws as well."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None and connection.wait([parent.sentinel]):
            os._exit(1)

    Thread(target=watch, daemon=True).start()
