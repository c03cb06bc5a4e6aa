"""Addresses of static files."""

from __future__ import annotations

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # has no types
    """Works out the address of a file once: a page names some twenty, and the manifest stays as it was deployed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
