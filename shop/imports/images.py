"""Finds the pictures of an import in a folder, by the file names at the end of their URLs.

Downloaded pictures seldom keep their names: tools add a size (`_grande`, `_1024x1024`, `@2x`), change the format,
or drop the random part that the shop had added. What tells pictures apart is kept: two different random parts are
two pictures. Pure, apart from listing the folder once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from django.utils.translation import gettext as _

_ENDINGS = frozenset({"avif", "bmp", "gif", "heic", "jpe", "jpeg", "jpg", "pjpg", "png", "tif", "tiff", "webp"})
_SIZE = re.compile(
    r"(?:_(?:pico|icon|thumb|small|compact|medium|large|grande|original|master|\d+x\d*|x\d+)(?:_cropped|_crop_[a-z]+)?)"
    r"(?:@[23]x)?$|@[23]x$"
)
_UUID = re.compile(r"_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """The pictures of a folder and its subfolders, found by the names that they may once have had.

    Each index maps folded names without ending to files, the largest first: their own names, names without the
    size that the file's name ends with, and names without the random part (with and without size).
    """

    _names: dict[str, Path]
    _stems: dict[str, list[Path]]
    _unsized: dict[str, list[Path]]
    _bare: dict[str, dict[str, Path]]

    @classmethod
    def index(cls, *, folder: Path) -> PictureFolder:
        """List the folder once. Raises: NotADirectoryError."""
        if not folder.is_dir():
            raise NotADirectoryError(_("The folder %(folder)s does not exist.") % {"folder": folder})
        names: dict[str, Path] = {}
        stems: dict[str, list[Path]] = defaultdict(list)
        unsized: dict[str, list[Path]] = defaultdict(list)
        bare: dict[str, dict[str, Path]] = defaultdict(dict)
        for path in sorted(_list_pictures(folder), key=lambda path: (-path.stat().st_size, str(path))):
            name = _fold(path.name)
            stem = _without_ending(name)
            without_size = _SIZE.sub("", stem)
            names.setdefault(name, path)
            stems[stem].append(path)
            if without_size != stem:
                unsized[without_size].append(path)
            if _UUID.search(without_size):
                bare[_UUID.sub("", without_size)].setdefault(without_size, path)
        return cls(_names=names, _stems=dict(stems), _unsized=dict(unsized), _bare=dict(bare))

    def find(self, *, key: str) -> Path | None:
        """The file for a picture's URL or file name; None if there is none, or if several different ones could be it.

        In this order: the very name; another ending; a size more or less; a random part more or less. Of several
        sizes of one picture the largest file is taken.
        """
        name = _fold(unquote(re.split(r"[?#]", key.strip())[0]).rpartition("/")[2])
        if name in self._names:
            return self._names[name]
        stem = _without_ending(name)
        without_size = _SIZE.sub("", stem)
        # A name that asks for one size is not answered with another size: "mug_small" and "mug_large" may be two mugs.
        found = [*self._stems.get(stem, ()), *self._unsized.get(stem, ()), *self._stems.get(without_size, ())]
        return found[0] if found else self._find_by_random_part(without_size)

    def _find_by_random_part(self, stem: str) -> Path | None:
        without = _UUID.sub("", stem)
        if without != stem:
            return next(iter([*self._stems.get(without, ()), *self._unsized.get(without, ())]), None)
        candidates = self._bare.get(stem, {})
        return next(iter(candidates.values())) if len(candidates) == 1 else None


def _list_pictures(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if _ending(path.name.casefold()) in _ENDINGS and not path.name.startswith(".") and path.is_file():
            yield path


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _ending(name: str) -> str:
    return name.rpartition(".")[2]


def _without_ending(name: str) -> str:
    while "." in name and _ending(name) in _ENDINGS | {"progressive"}:
        name = name.rpartition(".")[0]
    return name
