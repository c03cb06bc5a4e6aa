"""Runs every test that starts threads 50 times: `python .ci/races.py [--times 50] [what pytest takes]`.

Which those are is found by `tests/races.py`, so none is forgotten. Python's threads take turns as usual in a third of
the rounds, and far more often in the others.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Return pytest's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    options, arguments = parser.parse_known_args()
    command = [sys.executable, "-m", "pytest", "-q", "-m", "race", *arguments]
    variables = os.environ | {"RACE_TIMES": str(options.times)}
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
