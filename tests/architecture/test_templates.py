"""Templates can be read: lines of a length that fits, beside what `djangofmt` asks of them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 160


def test_no_line_of_a_template_is_too_long():
    """Texts of mails are not looked at: there a line break is one that the reader sees."""
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]

    assert lines == []
