"""Runs the tests under other clocks: `python .ci/clocks.py` for all of them, `--quick` for what CI draws.

    python .ci/clocks.py --clock new-year --zone Pacific/Auckland tests/backoffice -n 0

What is not an option of this script is handed to pytest. Python, PostgreSQL and Valkey see the clock by Debian's
libfaketime, which is installed where it is missing, as is a C compiler for `clock/wait.c`; the browser's pages see it
by `tests/browser.py`, because Chromium stands still under libfaketime. Clocks go on from where they begin: what starts
at 23:59 ends in the new year.
"""

import argparse
import atexit
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
ZONES = ("UTC", "Pacific/Auckland")
# In UTC the clock never changes, but the shops of the tests are in Berlin.
_SUMMER_TIME_OF = {"UTC": "Europe/Berlin"}
_LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")


def _next(now: datetime, month: int, day: int, hour: int, minute: int) -> datetime:
    """Return the next such moment in the zone of `now`."""
    for year in range(now.year, now.year + 9):
        try:
            moment = datetime(year, month, day, hour, minute, tzinfo=now.tzinfo)
        except ValueError:  # no 29 February
            continue
        if moment > now:
            return moment
    raise AssertionError("every month and day comes within eight years")


def _change(now: datetime, *, forward: bool) -> datetime:
    """Return two minutes before the next night in which clocks go forward or back."""
    zone = ZoneInfo(_SUMMER_TIME_OF.get(str(now.tzinfo), str(now.tzinfo)))
    moment = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for _ in range(24 * 400):
        later = moment + timedelta(hours=1)
        before, after = (at.astimezone(zone).utcoffset() or timedelta() for at in (moment, later))
        if before != after and (after > before) == forward:
            return later - timedelta(minutes=2)
        moment = later
    raise AssertionError(f"the clocks of {zone} do not change")


CLOCKS: dict[str, Callable[[datetime], datetime]] = {
    "today": lambda now: now,
    "1-day-on": lambda now: now + timedelta(days=1),
    "40-days-on": lambda now: now + timedelta(days=40),
    "400-days-on": lambda now: now + timedelta(days=400),
    "leap-day": lambda now: _next(now, 2, 29, 12, 0),
    "new-year": lambda now: _next(now, 12, 31, 23, 59),
    "clocks-forward": lambda now: _change(now, forward=True),
    "clocks-back": lambda now: _change(now, forward=False),
}

# For CI, the tests that know what day it is, under one of these clocks; all of them every night.
QUICK_CLOCKS = (("400-days-on", "UTC"), ("leap-day", "Pacific/Auckland"), ("new-year", "Pacific/Auckland"))
QUICK_TESTS = (
    "tests/architecture/test_transactions.py",
    "tests/backoffice/test_history.py",
    "tests/backoffice/test_return_pages.py",
    "tests/backoffice/test_lists.py::test_the_tabs_of_orders_hold_what_they_say",
    "tests/notifications/test_order_mails.py",
    "tests/project/test_clocks.py",
    "tests/reports/test_verify.py",
)


def find_libraries() -> list[Path]:
    """Return what is preloaded, installed by Debian's packages if need be; nothing where that cannot be done."""
    if not (_faketime() and shutil.which("cc")) and os.geteuid() == 0 and (apt_get := shutil.which("apt-get")):
        options = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        install = [apt_get, "install", "-y", "-qq", "--no-install-recommends", "faketime", "gcc", "libc6-dev"]
        subprocess.run([apt_get, "update", "-qq"], check=False, **options)  # noqa: S603
        subprocess.run(install, check=False, **options)  # noqa: S603
    faketime, compiler = _faketime(), shutil.which("cc")
    return [_compiled(compiler), faketime] if faketime and compiler else []


def _faketime() -> Path | None:
    return next((path for pattern in _LIBRARIES for path in Path("/").glob(pattern[1:])), None)


def _compiled(compiler: str) -> Path:
    """Compile `clock/wait.c` into a folder of this run, which the servers' user can read, too."""
    folder = Path(tempfile.mkdtemp(prefix="nexus-clock-"))
    atexit.register(shutil.rmtree, folder)
    folder.chmod(0o755)
    library = folder / "wait.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, ROOT / ".ci/clock/wait.c"], check=True)  # noqa: S603
    library.chmod(0o755)
    return library


def run(clock: str, zone: str, libraries: list[Path], arguments: list[str]) -> bool:
    """Run pytest as if it were then and there; whether it passed."""
    now = datetime.now(ZoneInfo(zone))
    begin = CLOCKS[clock](now)
    ahead = round((begin - now).total_seconds())
    print(f"\n== {clock}, {zone}: from {begin:%-d %B %Y %H:%M} on", flush=True)
    variables = {
        "TZ": zone,
        "CLOCK_ZONE": zone,  # Django sets TZ to its own
        "LD_PRELOAD": ":".join(map(str, libraries)),
        "FAKETIME": f"{ahead:+d}",  # an offset: every process finds the same time, whenever it starts
        # Without these two waiting hangs: what waits by the steady clock must not see it moved.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / ".ci" / "clock"), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "FAKETIME_DISABLE_SHM": "1",
        "NO_FAKE_STAT": "1",  # files have the time that they have
    }
    given = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}  # servers of today
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env=given | variables, check=False).returncode == 0  # noqa: S603


def main() -> int:
    """Run what was asked for; 1 when anything failed under any clock."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clock", choices=CLOCKS, action="append", help="one clock; may be repeated")
    parser.add_argument("--zone", choices=ZONES, action="append", help="one zone; may be repeated")
    parser.add_argument("--quick", action="store_true", help="the tests that know dates, under a drawn clock")
    options, arguments = parser.parse_known_args()
    libraries = find_libraries()
    if not libraries:
        print("No other clock was tried: that needs libfaketime and a C compiler (apt-get install faketime gcc).")
        return 0 if options.quick else 1
    pairs = [(clock, zone) for clock in options.clock or CLOCKS for zone in options.zone or ZONES]
    if options.quick:
        pairs, arguments = [random.choice(QUICK_CLOCKS)], [*QUICK_TESTS, *arguments]  # noqa: S311 -- no secret
    failed = [f"{clock}, {zone}" for clock, zone in pairs if not run(clock, zone, libraries, arguments)]
    print(f"\n{len(pairs) - len(failed)} of {len(pairs)} passed.", *failed, sep="\nFailed: ")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
