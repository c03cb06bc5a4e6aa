"""A file of tests is about one subject: who looks for it finds it by its name, and reads it whole."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
MOST_LINES = 300


def test_no_file_of_tests_is_too_long():
    lines = {str(path.relative_to(TESTS)): len(path.read_text().splitlines()) for path in TESTS.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
