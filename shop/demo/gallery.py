"""Has the pictures drawn behind the open shop, which stays open without them."""

import shutil
from pathlib import Path

from shop.demo.console import Console
from shop.demo.crew import Crew
from shop.demo.errors import ServicesError
from shop.demo.pictures.plan import is_drawn, read_plan
from shop.demo.processes import Child
from shop.demo.reports import Reports


class Gallery:
    """The drawing of one run; call `look` again and again."""

    def __init__(self, *, crew: Crew, data_dir: Path, console: Console) -> None:
        self._crew = crew
        self._path = data_dir
        self._console = console
        self._reports = Reports()
        self._job: Child | None = None

    def start(self) -> None:
        """Start drawing unless every picture is there."""
        root, plan = self._path / "media", read_plan(self._path)
        if all(is_drawn(picture, root) for picture in plan.values()):
            return
        command = ["-m", "shop.demo.drawing", "--report", str(self._reports.end)]
        self._job = self._crew.start_job("Drawing", command, log="drawing.log", keep_open=[self._reports.end])
        self._console.say("  Its pictures are being drawn, those first that somebody looks at.")

    def look(self) -> None:
        """See how far it is, and say so."""
        if self._job is None:
            return
        try:
            is_done = self._crew.finished(self._job)
        except ServicesError as error:
            self._console.say(f"\n{error}\n\n  Pictures are missing. The next start draws them.")
            self._job = None
            return
        if is_done:
            self._console.say("  All pictures are drawn.")
            self._job = None
        elif self._console.rewrites:
            self._console.show(f"  {self._reports.last().capitalize()}")


def sweep(data_dir: Path) -> None:
    """Delete what a killed run had not finished; nobody may be at work in the folder of pictures."""
    for left in (data_dir / "media").glob(".incoming-*"):
        shutil.rmtree(left, ignore_errors=True)
