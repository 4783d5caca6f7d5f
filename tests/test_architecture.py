"""The dependency rule between the folders, and the shape of the distribution."""

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "upheld"

#: Which folders each folder may import from, besides itself.
MAY_IMPORT: dict[str, set[str]] = {
    "dsl": set(),
    "connectors": {"dsl"},
    "checker": {"dsl", "connectors"},
    "policies": set(),
}

#: The only files that may import a library, as patterns below the project folder.
BORDERS: dict[str, tuple[str, ...]] = {
    "lark": (
        "dsl/messages.py",  # words an error of Lark's for people
        "dsl/parser*.py",
        "dsl/tables.py",  # keeps the parser's tables, for a quick start
        "dsl/scanner.py",  # the lexer that Lark calls
        "dsl/transform*.py",
    ),
    "duckdb": (
        "checker/session.py",
        "checker/duck.py",
        "checker/sql/duckdb*.py",
        "connectors/*.py",
        "connectors/helpdesk/store.py",
        "checker/ledger/store.py",
    ),
    "babel": ("checker/catalogue.py",),
    "jinja2": ("checker/render/html.py", "checker/render/site.py"),
    "dlt": ("connectors/helpdesk/*.py", "checker/commands/fetch.py"),
    "click": ("checker/cli.py", "checker/commands/*.py"),
}

#: No file is longer, so that each can be read in one sitting.
LONGEST = 400


def sources() -> Iterator[Path]:
    """Every Python file of the package."""
    yield from (ROOT / PACKAGE).glob("*.py")
    for folder in MAY_IMPORT:
        yield from (ROOT / folder).rglob("*.py")


def imported(path: Path) -> list[str]:
    """The modules that a file imports, anywhere in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names.append(node.module or "")
        elif isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
    return names


def imported_folders(path: Path) -> set[str]:
    """The folders of ours that a file imports from."""
    return {n.split(".")[1] for n in imported(path) if n.startswith(f"{PACKAGE}.")}


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_folder_imports_only_what_it_may(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        extra = imported_folders(path) - MAY_IMPORT[folder] - {folder}
        assert not extra, f"{path.relative_to(ROOT)} imports from {sorted(extra)}"


@pytest.mark.parametrize("library", BORDERS)
def test_library_is_imported_only_at_its_border(library: str) -> None:
    allowed = {path for pattern in BORDERS[library] for path in ROOT.glob(pattern)}
    users = {
        path
        for path in sources()
        if any(name.split(".")[0] == library for name in imported(path))
    }
    extra = sorted(str(path.relative_to(ROOT)) for path in users - allowed)
    assert not extra, f"{library} is imported by {extra}"


def test_no_file_is_too_long() -> None:
    files = [
        *sources(),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "dsl").glob("*.lark"),
    ]
    lengths = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in files
    }
    assert not {name: n for name, n in lengths.items() if n > LONGEST}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.stat().st_size
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_every_package_is_listed_for_the_build() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = {
        ".".join((PACKAGE, *init.parent.relative_to(ROOT).parts))
        for folder in MAY_IMPORT
        for init in (ROOT / folder).rglob("__init__.py")
    }
    assert set(project["tool"]["setuptools"]["packages"]) == found | {PACKAGE}


def test_every_data_file_is_listed_for_the_build() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = {
        path
        for package, patterns in project["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for path in ROOT.joinpath(*package.split(".")[1:] or [PACKAGE]).glob(pattern)
    }
    present = {
        path
        for folder in MAY_IMPORT
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert {path for path in listed if path.is_file()} >= present


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_link_for_static_tools_leads_to_its_folder(folder: str) -> None:
    assert (ROOT / PACKAGE / folder).resolve() == ROOT / folder


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_folder_is_not_importable_by_its_bare_name(folder: str, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    run = subprocess.run(
        [sys.executable, "-c", f"import {folder}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert run.returncode != 0


@pytest.mark.parametrize("module", ["upheld", "upheld.checker.cli"])
def test_importing_costs_no_heavy_library(module: str) -> None:
    heavy = ("babel", "duckdb", "lark", "pydantic", "jinja2", "pandas", "polars")
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert run.stdout.strip() == "[]"


def test_built_in_connectors_are_registered_as_any_other() -> None:
    from upheld.connectors.registry import BUILT_IN

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"]["upheld.connectors"] == dict(BUILT_IN)
