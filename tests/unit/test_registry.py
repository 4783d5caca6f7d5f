"""Choosing a connector: by kind, by suffix, and without importing the others."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from upheld.connectors.base import SOURCE_CODES, SourceError, SourceSpec
from upheld.connectors.registry import (
    BUILT_IN,
    SUFFIXES,
    attach,
    kind_of,
    known_kinds,
    load_connector,
)


def spec(location: str, root: Path, **options: object) -> SourceSpec:
    return SourceSpec(location, location, root, options, root)


def test_the_table_of_suffixes_agrees_with_the_connectors() -> None:
    told = {
        suffix: kind for kind in BUILT_IN for suffix in load_connector(kind).suffixes
    }
    assert told == SUFFIXES


def test_importing_the_registry_imports_nothing_heavy() -> None:
    code = (
        "import sys, upheld.connectors.registry as r\n"
        "heavy = {'duckdb', 'pandas', 'polars', 'pyarrow', 'importlib.metadata'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("calls.csv", "csv"),
        ("CALLS.CSV.GZ", "csv"),
        ("in/*.tsv", "csv"),
        ("a.b.parquet", "parquet"),
        ("a.ndjson", "json"),
        ("a.db#calls", "duckdb"),
    ],
)
def test_the_suffix_tells_the_kind(tmp_path: Path, location: str, kind: str) -> None:
    assert kind_of(spec(location, tmp_path)) == kind


def test_a_declared_kind_goes_before_the_suffix(tmp_path: Path) -> None:
    assert kind_of(spec("calls.json", tmp_path, kind="csv")) == "csv"


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").mkdir()
    (tmp_path / "calls.csv" / "1.ndjson").write_text("{}")
    assert kind_of(spec("calls.csv", tmp_path)) == "json"


def entry_point(folder: Path, module: str) -> None:
    """An installed package, as Python sees one, with a connector of kind `odd`."""
    info = folder / "odd-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        f"[upheld.connectors]\nodd = {module}:Odd\nother = missing_module:Other\n"
    )


def test_a_connector_of_a_stranger_is_found_by_kind_and_by_suffix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_point(tmp_path, "odd_connector")
    (tmp_path / "odd_connector.py").write_text(
        "from upheld.connectors.base import Attached\n"
        "class Odd:\n"
        "    kind, suffixes = 'odd', ('.odd',)\n"
        "    def attach(self, connection, spec, relation):\n"
        "        connection.execute(f'CREATE TABLE {relation} AS SELECT 1 AS a')\n"
        "        return Attached('odd', relation, {'a': 'INTEGER'}, 1, 0, (), (), (),\n"
        "                        False)\n"
    )
    (tmp_path / "calls.odd").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert {"csv", "odd", "other"} <= set(known_kinds())
    with duckdb.connect() as connection:
        attached = attach(connection, spec("calls.odd", tmp_path), "calls")
        assert (attached.kind, attached.rows) == ("odd", 1)


def test_a_connector_that_does_not_load_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_point(tmp_path, "odd_connector")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(SourceError) as caught:
        load_connector("other")
    assert caught.value.code == "E4023"
    assert "missing_module" in caught.value.help


def test_the_codes_of_sources_are_within_their_range() -> None:
    own = SOURCE_CODES.keys() - {"E4092"}
    assert all("E4001" <= code <= "E4029" for code in own)
