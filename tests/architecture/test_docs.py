"""docs/architecture.md lists the apps as the import contracts order them and as the folders are; docs/README.md lists all.

Where the documentation sends staff (*Settings › Checks*), their menu leads.
"""

import re
import tomllib
from pathlib import Path

from shop.backoffice.navigation import GROUPS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LONGEST = 120  # lines: two screens


def _contracts() -> list[dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def _rows_of_apps() -> list[set[str]]:
    """Return the apps of each row of the table in docs/architecture.md, row by row."""
    rows = re.findall(r"^\| (`shop/.*?) \|", (DOCS / "architecture.md").read_text(), re.MULTILINE)
    return [set(re.findall(r"`shop/(\w+)`", row)) for row in rows]


def test_the_list_of_apps_is_that_of_the_import_contracts() -> None:
    layers = _contracts()[0]["layers"]
    assert isinstance(layers, list)
    assert _rows_of_apps() == [{app.strip() for app in layer.split("|")} for layer in layers]


def test_the_list_of_apps_is_that_of_the_folders() -> None:
    folders = {path.parent.name for path in (ROOT / "shop").glob("*/__init__.py")}
    assert set().union(*_rows_of_apps()) == folders


def test_the_files_inside_an_app_are_those_of_the_import_contracts() -> None:
    layers = _contracts()[1]["layers"]
    assert isinstance(layers, list)
    told = re.findall(r"^\| `(\w+)\.py`", (DOCS / "architecture.md").read_text(), re.MULTILINE)
    assert told == [name for layer in reversed(layers) for name in re.findall(r"\w+", layer)]


def test_the_index_names_every_page_once() -> None:
    named = re.findall(r"\]\((\w[\w./-]+\.md)\)", (DOCS / "README.md").read_text())
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")} - {"README.md"}
    assert sorted(named) == sorted(pages)


def test_no_page_is_longer_than_two_screens() -> None:
    lengths = {page.name: len(page.read_text().splitlines()) for page in DOCS.rglob("*.md")}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_menu_paths_are_those_of_the_staff_navigation() -> None:
    menu = {f"{group} › {label}" for group, _, entries in GROUPS for label, _ in entries}
    pages = [ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    paths = {str(page): re.findall(r"\*([^*›|]+ › [^*›|]+)\*", page.read_text()) for page in pages}
    assert sum(map(len, paths.values())) == sum(page.read_text().count("›") for page in pages) > 15  # all were read
    assert {name: set(found) - menu for name, found in paths.items() if set(found) - menu} == {}
    groups = re.findall(r"\*([A-Z][^*›|]+)\*", (DOCS / "glossary.md").read_text().partition("\n## ")[2])
    assert set(groups) <= {str(group) for group, _, _ in GROUPS}
