"""What `doctor` finds: versions, settings with their origin, sources, git, plug-ins."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.small_project import BREACHED, HEAD, MET, Project, Upheld

pytestmark = pytest.mark.usefixtures("plain")


def document(upheld: Upheld, status: int = 0) -> dict[str, Any]:
    ended, out, _ = upheld("doctor", "policy.std", "--format", "json")
    assert ended == status
    found: dict[str, Any] = json.loads(out)
    return found


def origins(found: dict[str, Any]) -> dict[str, tuple[str | None, str]]:
    return {one["name"]: (one["value"], one["origin"]) for one in found["settings"]}


def test_every_setting_says_where_it_came_from(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(MET)
    (tmp_path / "upheld.toml").write_text('# ours\nlang = "sv"\nthreads = 1\n')
    monkeypatch.setenv("UPHELD_THREADS", "2")
    found = origins(document(upheld))
    assert found["lang"] == ("sv", "upheld.toml:2")
    assert found["threads"] == ("2", "UPHELD_THREADS")
    assert found["fail_on"] == ("breached", "default")
    assert found["history"] == (None, "default")


def test_settings_of_pyproject_are_found_in_their_table(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    (tmp_path / "pyproject.toml").write_text('[tool.upheld]\nfail_on = "warned"\n')
    assert origins(document(upheld))["fail_on"] == ("warned", "pyproject.toml:2")


def test_sources_are_opened_and_their_columns_listed(
    project: Project, upheld: Upheld
) -> None:
    project(BREACHED + MET)
    found = document(upheld)
    (calls,) = found["sources"]
    assert (calls["source"], calls["kind"], calls["rows"]) == ("calls.csv", "csv", 2)
    assert list(calls["columns"]) == ["id", "queued", "answered", "region"]
    assert (found["standards"], found["zone"], found["problems"]) == (2, "UTC", [])


def test_lists_and_closed_dates_are_opened_too(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "regions.csv").write_text("region\nnorth\n")
    project(
        'list regions from "regions.csv" column region\n'
        'calendar office\n  Mon-Fri 08:00-18:00\n  closed on "holidays.csv"\n' + MET
    )
    found = document(upheld, 3)
    assert [one["role"] for one in found["sources"]] == ["data", "list"]
    assert [one["code"] for one in found["problems"]] == ["E4010"]
    (tmp_path / "holidays.csv").write_text("date\n2026-04-06\n")
    roles = [one["role"] for one in document(upheld)["sources"]]
    assert roles == ["data", "list", "closed dates"]


def test_source_that_is_missing_is_told_with_its_place(
    project: Project, upheld: Upheld, tmp_path: Path
) -> None:
    project(MET)
    (tmp_path / "calls.csv").unlink()
    status, out, err = upheld("doctor", "policy.std")
    assert status == 3
    assert "error[E4010]" in err
    assert "--> policy.std:3:8" in err
    assert "1 problem found" in out


def test_wrong_policy_is_told_and_the_rest_still_shown(
    upheld: Upheld, tmp_path: Path
) -> None:
    (tmp_path / "policy.std").write_text(f"{HEAD}standard s\n  90% of nothings\n")
    found = document(upheld, 2)
    assert found["zone"] is None
    assert found["versions"].keys() >= {"upheld", "duckdb", "python", "tzdata"}


def test_missing_extra_is_told_with_how_to_get_it(
    project: Project, upheld: Upheld, monkeypatch: pytest.MonkeyPatch
) -> None:
    from upheld.checker import doctor

    project(MET)
    monkeypatch.setattr(doctor, "EXTRAS", {"pdf": "a-distribution-nobody-has"})
    _, out, _ = upheld("doctor", "policy.std")
    assert "extra pdf  not installed: pip install 'upheld[pdf]'" in out


def test_plug_in_that_does_not_load_is_named_and_stops_nothing(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(MET)
    info = tmp_path / "plugins" / "acme-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[upheld.connectors]\nsheet = acme.missing:Sheet\n"
    )
    monkeypatch.setattr(sys, "path", [str(info.parent), *sys.path])
    (plug_in,) = document(upheld)["plug_ins"]
    assert (plug_in["name"], plug_in["distribution"]) == ("sheet", "acme")
    assert plug_in["problem"].startswith("ModuleNotFoundError")


def test_the_address_of_a_webhook_is_not_shown(
    project: Project, upheld: Upheld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(MET)
    (tmp_path / "upheld.toml").write_text('[notify]\nshape = "slack"\n')
    monkeypatch.setenv("UPHELD_NOTIFY_URL", "https://hooks.example.org/T0KEN")
    _, out, err = upheld("doctor", "policy.std")
    assert "shape='slack'" in out
    assert "T0KEN" not in out + err


def test_words_are_those_of_the_language_asked_for(
    project: Project, upheld: Upheld
) -> None:
    project(MET)
    _, out, _ = upheld("doctor", "policy.std", "--lang", "pl")
    assert out.startswith("Wersje\n")
    assert "csv, 1 plik, 2 wiersze" in out
    assert out.endswith("znaleziono 0 problemów\n")
