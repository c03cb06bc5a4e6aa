"""What the documentation tells people to type can be typed, and what it points to is there."""

import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class

from shop.demo import bootstrap

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
CODE = {"", ".py", ".sql", ".html", ".txt", ".css", ".js", ".json", ".graphql", ".toml", ".example", ".sh"}
FOLDERS = ("shop", "docs", "tests", "templates", "static", ".ci", ".github")


def blocks(page, *languages):
    return [code for language, code in re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
            if language in languages]  # fmt: skip


def commands():
    """Every `manage.py …` of fences, indented lines and code in the text, as (page, words)."""
    found = []
    for page in PAGES:
        text = page.read_text().replace("\\\n", " ")
        lines = re.findall(r"manage\.py ([a-z_]+[^`\n#|;…)]*)", text)
        for line in lines:
            typed = re.split(r" {2,}|,| \$\(", line)[0].replace("'", "")
            if typed.count('"') % 2:  # the end of a command that another one runs
                typed = typed.rpartition('"')[0]
            found.append((page.name, shlex.split(typed)))
    return sorted({(name, tuple(words)) for name, words in found if words})


COMMANDS = commands()


def parser_of(name):
    if name == "demo":  # begins before Django does (manage.py)
        return bootstrap._parser()
    app = get_commands()[name]
    command = app if not isinstance(app, str) else load_command_class(app, name)
    return command.create_parser("manage.py", name)


def test_the_commands_are_found():
    assert {words[0] for _, words in COMMANDS} >= {
        "demo", "migrate", "setup_shop", "createsuperuser", "check", "run_huey", "import_products", "export_products", "verify", "reconcile",
    }  # fmt: skip


@pytest.mark.parametrize(("page", "words"), COMMANDS)
def test_every_command_exists_and_takes_what_is_written(page, words):
    name, *options = words
    assert name in {"demo", *get_commands()}, f"{page}: {' '.join(words)}"
    known = {text for action in parser_of(name)._actions for text in action.option_strings}
    given = {word.partition("=")[0] for word in options if word.startswith("-")}
    assert given <= known, f"{page}: {' '.join(words)}"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_what_is_for_the_shell_is_shell(name):
    for code in blocks(ROOT / name, "sh"):
        checked = subprocess.run(["bash", "-n"], input=code, capture_output=True, text=True, check=False)
        assert checked.stderr == ""


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name):
    page = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if target.startswith(("http:", "https:", "mailto:", "#")):
            continue
        path, _, anchor = target.partition("#")
        found = page.parent / path
        assert found.exists(), f"{name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", found.read_text(), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{name}: {target}"


@pytest.mark.parametrize("name", [name for name in NAMES if "adr" not in name])
def test_files_that_are_named_are_there(name):
    for word in re.findall(r"`([\w./-]+/[\w./-]*)`", (ROOT / name).read_text()):
        if word.partition("/")[0] in FOLDERS:
            assert (ROOT / word).exists(), f"{name}: {word}"


@pytest.mark.parametrize("name", [name for name in NAMES if "adr" not in name])
def test_names_of_the_code_that_are_named_are_there(name):
    for module, attribute in re.findall(r"`(shop(?:\.\w+)+)\.(\w+)(?:\(\))?`", (ROOT / name).read_text()):
        path = ROOT / module.replace(".", "/")
        files = [path.with_suffix(".py")] if path.with_suffix(".py").exists() else [*path.rglob("*.py")]
        assert (
            any(re.search(rf"\b{attribute}\b", file.read_text()) for file in files)
            or (path / f"{attribute}.py").exists()
        ), f"{name}: {module}.{attribute}"


@cache
def code():
    """Everything that is no prose, as one text."""
    folders = ("shop", "tests", "templates", "static", ".ci")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()]
    files += [ROOT / ".env.example", ROOT / "pyproject.toml"]
    return "\n".join(file.read_text() for file in files if file.suffix in CODE)


@pytest.mark.parametrize("name", [name for name in NAMES if "adr" not in name])
def test_every_name_with_an_underscore_is_one_of_the_code(name):
    prose = re.sub(r"^```.*?^```", "", (ROOT / name).read_text(), flags=re.MULTILINE | re.DOTALL)
    words = {word.rpartition(".")[2] for word in re.findall(r"`([A-Za-z][\w.]*)(?:\(\))?`", prose)}
    missing = {word for word in words if "_" in word and not re.search(rf"\b{word}\b", code())}
    assert missing == set()


def test_what_the_glossary_finds_in_the_code_is_defined_there():
    named = re.findall(r"`(\w+)\.(\w+)`", (ROOT / "docs" / "glossary.md").read_text().partition("\n## ")[2])
    assert len(named) > 60
    for app, name in named:
        files = [*(ROOT / "shop" / app).rglob("*.py")]
        defined = re.compile(rf"^ *(?:(?:class|def) {name}\b|{name}(?:: \S+)? = )", re.MULTILINE)
        assert any(file.stem == name or defined.search(file.read_text()) for file in files), f"{app}.{name}"


@pytest.mark.django_db
def test_the_commands_that_set_up_and_check_a_shop_run_as_they_are_written(capsys):
    for page, words in [
        ("deploy.md", ("setup_shop", "--name", "Halden", "--currency", "EUR", "--country", "DE")),
        ("README.md", ("verify",)),
        ("README.md", ("reconcile",)),
    ]:
        assert (page, words) in COMMANDS
        call_command(*words)
    assert capsys.readouterr().out
