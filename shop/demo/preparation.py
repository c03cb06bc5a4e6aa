"""What a start does before the shop can open: migrations, products, static files; skipped where already done."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from shop.demo.console import Step
from shop.demo.crew import Crew
from shop.demo.logins import load_secrets
from shop.demo.reports import last_report
from shop.demo.stamps import database_fingerprint, static_fingerprint

_STAMP = "collected"


class Preparation:
    """The jobs that run side by side while the visitor waits; `pause` is called with seconds between looks."""

    def __init__(self, *, crew: Crew, data_dir: Path, pause: Callable[[float], None]) -> None:
        self._crew = crew
        self._path = data_dir
        self._pause = pause

    def run(self, step: Step, *, mark: str | None, products: int) -> None:
        """Do what is missing: `mark` is what the database says of itself (see `stamps`).

        Raises: ServicesError when a job fails.
        """
        collecting = self._start_collecting()
        fingerprint = database_fingerprint(load_secrets(self._path))
        if mark != f"ready {fingerprint}":
            self._prepare_database(step, fingerprint=fingerprint, products=products)
        if collecting:
            while not collecting():
                step.tick("static files")
                self._pause(0.05)

    def _prepare_database(self, step: Step, *, fingerprint: str, products: int) -> None:
        ours, theirs = os.pipe()
        try:
            command = ["-m", "shop.demo.prepare", "--report", str(theirs)]
            command += ["--products", str(products), "--fingerprint", fingerprint]
            child = self._crew.start("The preparation of the database", command, log="prepare.log", keep_open=[theirs])
        finally:
            os.close(theirs)
        os.set_blocking(ours, False)
        with os.fdopen(ours, encoding="utf-8") as reports:
            detail = ""
            while not self._crew.finished(child):
                detail = last_report(reports.readlines()) or detail
                step.tick(detail)
                self._pause(0.05)

    def _start_collecting(self) -> Callable[[], bool] | None:
        """Start collecting static files unless they are as they were; returns a question: is it done?"""
        folder, wanted = self._path / "static", static_fingerprint()
        stamp = folder / _STAMP
        if stamp.exists() and stamp.read_text() == wanted:
            return None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        command = ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        child = self._crew.start("Collecting static files", command, log="collectstatic.log")

        def is_done() -> bool:
            if not self._crew.finished(child):
                return False
            stamp.write_text(wanted)
            return True

        return is_done
