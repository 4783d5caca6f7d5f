"""Every code of commands, settings and data has a file that really gives it."""

import codecs
import importlib
import json
import pkgutil
import sys
from pathlib import Path

import pytest

import upheld as upheld_package
from tests.reproducer import folder_without, read_reproducer, serving
from tests.small_project import Upheld
from upheld.checker.settings_mistakes import SETTINGS_CODES
from upheld.connectors.base import SOURCE_CODES
from upheld.dsl.codes import CODES

FOLDER = Path(__file__).parent / "errors"
#: What `lint` finds is in tests/test_lint.py.
FILES = sorted(FOLDER.glob("E*.md"))

pytestmark = pytest.mark.usefixtures("plain")


def test_every_code_has_exactly_one_reproducer() -> None:
    found = [path.name.split("-")[0] for path in sorted(FOLDER.iterdir())]
    assert sorted(found) == sorted(CODES)


def test_every_code_of_sources_and_settings_is_explained() -> None:
    assert (SOURCE_CODES.keys() | SETTINGS_CODES.keys()) - CODES.keys() == set()


def import_everything() -> None:
    """Load all modules: one case gives up the right to read their files."""
    for found in pkgutil.walk_packages(upheld_package.__path__, "upheld."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for encoding in ("utf-8-sig", "utf-16", "latin-1"):
        codecs.lookup(encoding)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reproducer_gives_its_code_at_its_place(
    path: Path, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = read_reproducer(path)
    assert path.name.startswith(wanted.code)
    for name, value in wanted.environment.items():
        monkeypatch.setenv(name, value)
    import_everything()
    for name in wanted.without:
        monkeypatch.setitem(sys.modules, name, None)
    for name in wanted.modules:
        monkeypatch.delitem(sys.modules, name, raising=False)
    with serving(wanted) as addresses, folder_without(wanted) as folder:
        for name, value in addresses.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(folder)
        monkeypatch.syspath_prepend(str(folder))
        status, out, err = upheld(*wanted.command, "--format", "json")
    assert f"error[{wanted.code}]: " in err
    assert f"--> case.std:{wanted.place}" in err or not wanted.place
    assert "Traceback" not in out + err
    assert status == wanted.status
    judged = json.loads(out)["standards"] if wanted.judges else []
    verdicts = {standard["id"]: standard["verdict"] for standard in judged}
    # Without a cluster nothing that stands on it is judged.
    other = "error" if "spark" in wanted.command else "met"
    assert verdicts == ({"s": "error", "other": other} if wanted.judges else {})


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_with_what_is_wrong_and_what_is_right(
    code: str, upheld: Upheld
) -> None:
    status, out, _ = upheld("explain", code)
    assert status == 0
    assert f"{code}: {CODES[code].title}" in out
    assert "wrong:" in out
    assert "right:" in out
