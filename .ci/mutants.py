"""Breaks the shop's rules in small ways, one at a time, and sees whether a test notices: `python .ci/mutants.py`.

It draws `--mutants` changes (`--seed`) from all that `tests/mutants.py` knows to make in rules, steps, operations and
permissions. Each is made in a fork of a process that has imported the shop and its tests and has a database; there
run only the tests that run a changed line, until one fails. A change that none notices is named with its line.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.lines import watched_files  # noqa: E402
from tests.mutants import Change, changes  # noqa: E402

# What starts programs, threads or browsers is left out: it takes long, and no rule is tested there alone.
_LEFT_OUT = [f"--ignore=tests/{name}" for name in ("benchmarks", "config", "demo", "machine", "project")]
_PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-m", "not browser and not race", *_LEFT_OUT]


def main() -> int:
    """Return 0 if at least `--least` percent of the mutants were noticed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="part of a file's name")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=240, help="how long tests look for one mutant")
    parser.add_argument("--least", type=int, default=95, help="percent")
    parser.add_argument("--lines", type=Path, help="what `tests.lines` wrote of this same code; else it is asked first")
    parser.add_argument("--tests", nargs="*", default=["tests"], help="where to look for tests")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = options.lines or _lines_by_test(Path(folder), options)
        mutants = _draw(options.mutants, options.seed, options.only)
        done = _try(mutants, _tests_by_line(lines), Path(folder), options)
    return _report(done, options.least)


def _lines_by_test(folder: Path, options: argparse.Namespace) -> Path:
    variables = os.environ | {"LINES_BY_TEST": str(folder)}
    command = [*_PYTEST, "-p", "tests.lines", "-n", str(options.processes), *options.tests]
    subprocess.run(command, cwd=ROOT, env=variables, check=False)  # noqa: S603
    return folder


def _draw(number: int, seed: int, only: str) -> list[tuple[str, int, Change]]:
    """Return as many changes: file, number in the file, and what it is."""
    names = [str(path.relative_to(ROOT)) for path in watched_files()]
    every = [
        (name, at, change)
        for name in names if only in name
        for at, change in enumerate(changes(ast.parse((ROOT / name).read_text())))
    ]  # fmt: skip
    print(f"{len(every)} ways to break {len(names)} files; seed {seed}")
    return random.Random(seed).sample(every, min(number, len(every)))  # noqa: S311


def _tests_by_line(folder: Path) -> dict[tuple[str, int], dict[str, float]]:
    """Return the tests that run each line, with the seconds that they take."""
    found: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    for path in folder.glob("*.jsonl"):
        for line in path.read_text().splitlines():
            told = json.loads(line)
            for file, number in told["lines"]:
                found[file, number][told["test"]] = told["seconds"]
    return found


def _try(
    mutants: list[tuple[str, int, Change]],
    by_line: dict[tuple[str, int], dict[str, float]],
    folder: Path,
    options: argparse.Namespace,
) -> list[tuple[str, int, str, str | None]]:
    """Return file, line, change and the test that noticed it, of each mutant."""
    plan = []
    for file, at, change in mutants:
        tests = {test: seconds for line in change.lines for test, seconds in by_line[file, line].items()}
        own = f"tests/{file.split('/')[1]}/"
        plan.append((file, at, sorted(tests, key=lambda test: (not test.startswith(own), tests[test]))))
    told = {"plan": folder / "plan.json", "done": folder / "done.jsonl"}
    told["plan"].write_text(json.dumps({"mutants": plan, "seconds": options.seconds, "done": str(told["done"])}))
    processes = []
    for part in range(options.processes):
        variables = {"MUTANTS": str(told["plan"]), "MUTANTS_PART": f"{part}/{options.processes}"}
        command = [*_PYTEST, "-p", "tests.mutants", "-n", "0", *options.tests]
        processes.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | variables))  # noqa: S603
    codes = [process.wait() for process in processes]
    if any(codes):
        raise SystemExit("A process of mutants died; what it did not try is not known.")
    killers = {(file, at): killer for file, at, killer in map(json.loads, told["done"].read_text().splitlines())}
    return [(file, change.lines[0], change.what, killers[file, at]) for file, at, change in mutants]


def _report(done: list[tuple[str, int, str, str | None]], least: int) -> int:
    survivors = sorted((file, line, what) for file, line, what, killer in done if killer is None)
    for file, line, what in survivors:
        print(f"{file}:{line}: no test notices: {what}")
    noticed = 100 * (len(done) - len(survivors)) / len(done)
    print(f"{len(done) - len(survivors)} of {len(done)} mutants were noticed: {noticed:.1f} %")
    return int(noticed < least)


if __name__ == "__main__":
    raise SystemExit(main())
