"""What a start does before the shop can open: migrations and products; skipped where already done."""

from collections.abc import Callable
from pathlib import Path

from shop.demo.console import Step
from shop.demo.crew import Crew
from shop.demo.logins import load_secrets
from shop.demo.reports import Reports
from shop.demo.stamps import database_fingerprint


class Preparation:
    """The job that runs while the visitor waits; `pause` is called with seconds between looks."""

    def __init__(self, *, crew: Crew, data_dir: Path, pause: Callable[[float], None]) -> None:
        self._crew = crew
        self._path = data_dir
        self._pause = pause

    def run(self, step: Step, *, mark: str | None, products: int) -> None:
        """Do what is missing: `mark` is what the database says of itself (see `stamps`).

        Raises: ServicesError when it fails.
        """
        fingerprint = database_fingerprint(load_secrets(self._path))
        if mark == f"ready {fingerprint}":
            return
        with Reports() as reports:
            command = ["-m", "shop.demo.prepare", "--report", str(reports.end)]
            command += ["--products", str(products), "--fingerprint", fingerprint]
            job = self._crew.start_job(
                "The preparation of the database", command, log="prepare.log", keep_open=[reports.end]
            )
            while not self._crew.finished(job):
                self._crew.check()
                step.tick(reports.last())
                self._pause(0.05)
