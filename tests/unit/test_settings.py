"""Settings: every mistake has its place, and says what was expected."""

from datetime import timedelta
from pathlib import Path

import pytest

from upheld.checker.settings import Settings, load_settings, source_spec
from upheld.dsl.diagnostics import Diagnostic

KNOWN = (
    "known keys: `baseline`, `fail_on`, `history`, `lang`, `memory_limit`, "
    "`no_data`, `notify`, `organisation`, `outside`, `parameters`, `personal`, "
    "`policies`, `show_personal`, `sources`, `threads`, `time_limit`, `title`"
)


def load(
    folder: Path, text: str, name: str = "upheld.toml", **environment: str
) -> tuple[Settings, tuple[Diagnostic, ...]]:
    (folder / name).write_text(text, encoding="utf-8")
    settings, root, wrong, sources = load_settings(folder, environment=environment)
    assert root == folder.resolve()
    assert all(one.span.file in sources for one in wrong)
    return settings, wrong


def places(wrong: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(one.code, str(one.span)) for one in wrong]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings, root, wrong, sources = load_settings(tmp_path, environment={})
    assert settings.policies == ("*.std", "policies/**/*.std")
    assert (settings.fail_on, settings.no_data) == ("breached", "fail")
    assert not settings.outside
    assert (root, wrong, dict(sources)) == (tmp_path.resolve(), (), {})


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings, wrong = load(
        tmp_path,
        """
        policies = ["standards/*.std"]
        memory_limit = "2GB"
        threads = 4
        time_limit = "5m"
        fail_on = "warned"
        no_data = "strict"
        outside = true
        [parameters]
        target = "92%"
        size = 5
        [sources.calls]
        path = "in/calls-*.csv"
        delimiter = ";"
        header = false
        columns = ["id", "queued"]
        """,
    )
    assert wrong == ()
    assert settings.policies == ("standards/*.std",)
    assert (settings.memory_limit, settings.threads) == ("2GB", 4)
    assert settings.time_limit == timedelta(minutes=5)
    assert (settings.fail_on, settings.no_data) == ("warned", "strict")
    assert settings.parameters == {"target": "92%", "size": "5"}
    assert settings.outside
    assert dict(settings.sources["calls"].given()) == {
        "delimiter": ";",
        "header": False,
        "columns": ("id", "queued"),
    }


def test_the_nearest_file_above_is_taken(tmp_path: Path) -> None:
    (tmp_path / "upheld.toml").write_text("threads = 3")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "x.std").touch()
    for start in (inner, inner / "x.std"):
        settings, root, wrong, sources = load_settings(start, environment={})
        assert (settings.threads, root, wrong) == (3, tmp_path.resolve(), ())
        assert list(sources) == ["../../upheld.toml"]


def test_a_table_of_pyproject_is_taken_and_upheld_toml_before_it(
    tmp_path: Path,
) -> None:
    settings, wrong = load(tmp_path, "[tool.upheld]\nthreads = 3", "pyproject.toml")
    assert (settings.threads, wrong) == (3, ())
    settings, wrong = load(tmp_path, "threads = 4")
    assert (settings.threads, wrong) == (4, ())


def test_a_pyproject_without_our_table_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "upheld.toml").write_text("threads = 3")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1")
    settings, root, _, _ = load_settings(tmp_path / "a", environment={})
    assert (settings.threads, root) == (3, tmp_path.resolve())


def test_an_unknown_key_is_placed_and_the_known_ones_are_listed(
    tmp_path: Path,
) -> None:
    _, (one,) = load(tmp_path, '# settings\npolicies = ["a"]\n  thread = 2\n')
    assert (one.code, one.message) == ("E0101", "unknown key `thread`")
    assert str(one.span) == "upheld.toml:3:3"
    assert (one.span.end_line, one.span.end_column) == (3, 9)
    assert one.help == "did you mean `threads`?"
    assert one.notes == (KNOWN,)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[sources.calls]\npath = "a"\ndelimeter = ";"', "3:1"),
        ('[sources]\ncalls = {path = "a", delimeter = ";"}', "2:22"),
        ('[sources]\ncalls.path = "a"\ncalls.delimeter = ";"', "3:7"),
        ('sources.calls = { path = "]}#", "delimeter" = ";" }', "1:33"),
        ('[sources."my calls"]\npath = """\nx"""\ndelimeter = ";"', "4:1"),
    ],
)
def test_an_unknown_key_of_a_source_is_placed_however_it_is_written(
    tmp_path: Path, text: str, place: str
) -> None:
    _, (one,) = load(tmp_path, text)
    assert (one.code, str(one.span)) == ("E0101", f"upheld.toml:{place}")
    assert one.help == "did you mean `delimiter`?"


def test_places_in_pyproject_are_those_of_its_own_lines(tmp_path: Path) -> None:
    text = '[project]\nthread = "x"\n[tool.upheld]\nthread = 1\n'
    _, wrong = load(tmp_path, text, "pyproject.toml")
    assert places(wrong) == [("E0101", "pyproject.toml:4:1")]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (
            'threads = "2"',
            "1:11",
            '`threads` must be a whole number from 1, found `"2"`',
        ),
        (
            "threads = true",
            "1:11",
            "`threads` must be a whole number from 1, found `true`",
        ),
        ("threads = 0", "1:11", "`threads` must be a whole number from 1, found `0`"),
        ("outside = 1", "1:11", "`outside` must be true or false, found `1`"),
        (
            'memory_limit = "2 GBs"',
            "1:16",
            '`memory_limit` must be a size, as `"2GB"`, found `"2 GBs"`',
        ),
        (
            'fail_on = "brached"',
            "1:11",
            '`fail_on` must be one of `breached`, `warned`, `never`, found `"brached"`',
        ),
        (
            'policies = [\n  "a",\n  3]',
            "3:3",
            "`policies` must be a list of paths or globs, found `3`",
        ),
        (
            "[parameters]\na = [1]",
            "2:5",
            '`parameters.a` must be texts by name, as `target = "92%"`, found `[1]`',
        ),
        ("sources = 5", "1:11", "`sources` must be a table of sources, found `5`"),
        (
            "[sources]\ncalls = 5",
            "2:9",
            "`sources.calls` must be a table with a `path`, found `5`",
        ),
        (
            'sources.calls = {path = "a", header = "no"}',
            "1:39",
            '`sources.calls.header` must be true or false, found `"no"`',
        ),
        (
            'time_limit = "5 days"',
            "1:14",
            None,
        ),
        ("time_limit = 0", "1:14", None),
    ],
)
def test_a_wrong_value_is_placed_and_says_what_was_expected(
    tmp_path: Path, text: str, place: str, message: str | None
) -> None:
    _, (one,) = load(tmp_path, text)
    assert (one.code, str(one.span)) == ("E0102", f"upheld.toml:{place}")
    assert message in (None, one.message)


def test_a_source_without_a_path_is_placed_at_its_name(tmp_path: Path) -> None:
    _, (one,) = load(tmp_path, '[sources.calls]\nkind = "csv"')
    assert (one.code, str(one.span)) == ("E0102", "upheld.toml:1:10")
    assert one.message == "source `calls` has no `path`"


def test_all_mistakes_are_reported_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "[sources.calls]\npath = 1\n[parameters]\na = 1.5\n[extra]\n"
    _, wrong = load(tmp_path, "threads = 0\n" + text)
    assert places(wrong) == [
        ("E0102", "upheld.toml:1:11"),
        ("E0102", "upheld.toml:3:8"),
        ("E0102", "upheld.toml:5:5"),
        ("E0101", "upheld.toml:6:2"),
    ]


def test_after_a_mistake_the_defaults_hold(tmp_path: Path) -> None:
    settings, _ = load(tmp_path, "threads = 3\nthread = 2")
    assert settings == Settings()


@pytest.mark.parametrize(
    ("text", "place"),
    [("threads = 1\nx = \n", "2:5"), ('x = "a', "1:7"), ("threads 1", "1:9")],
)
def test_a_mistake_of_toml_is_placed(tmp_path: Path, text: str, place: str) -> None:
    _, (one,) = load(tmp_path, text)
    assert (one.code, str(one.span)) == ("E0103", f"upheld.toml:{place}")
    assert one.message.startswith("not TOML: ")


def test_a_file_that_is_not_utf8_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "upheld.toml").write_bytes(b'x = "K\xf6ln"')
    _, _, (one,), _ = load_settings(tmp_path, environment={})
    assert one.code == "E0105"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    settings, wrong = load(
        tmp_path,
        'threads = 2\nfail_on = "warned"\nmemory_limit = "1GB"',
        UPHELD_THREADS="4",
        UPHELD_FAIL_ON="never",
        UPHELD_OUTSIDE="TRUE",
        UPHELD_TIME_LIMIT="90s",
        UPHELD_MEMORY_LIMIT="",
        UPHELD_LANGUAGE="sv",
        THREADS="8",
    )
    assert wrong == ()
    assert (settings.threads, settings.fail_on, settings.outside) == (4, "never", True)
    assert settings.time_limit == timedelta(seconds=90)
    assert settings.memory_limit == "1GB"


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    _, (one,) = load(tmp_path, "threads = 2", UPHELD_THREADS="many")
    assert (one.code, str(one.span)) == ("E0104", "UPHELD_THREADS:1:1")
    assert one.message == (
        "`UPHELD_THREADS` must be a whole number from 1, found `many`"
    )


def test_a_wrong_variable_is_named_without_a_file_too(tmp_path: Path) -> None:
    environment = {"UPHELD_NO_DATA": "x"}
    _, _, wrong, sources = load_settings(tmp_path, environment=environment)
    assert places(wrong) == [("E0104", "UPHELD_NO_DATA:1:1")]
    assert sources["UPHELD_NO_DATA"].text == "x"


def test_a_source_is_a_name_of_the_settings_or_a_path(tmp_path: Path) -> None:
    settings, _ = load(tmp_path, '[sources.calls]\npath = "in.csv"\nquote = "\'"')
    named = source_spec(settings, tmp_path, "calls")
    assert (named.name, named.location, named.inside) == ("calls", "in.csv", tmp_path)
    assert dict(named.options) == {"quote": "'"}
    plain = source_spec(settings, tmp_path, "other.csv")
    assert (plain.location, dict(plain.options)) == ("other.csv", {})


def test_paths_outside_are_open_only_where_the_settings_say_so(tmp_path: Path) -> None:
    settings, _ = load(tmp_path, "outside = true")
    assert source_spec(settings, tmp_path, "../a.csv").inside is None
    assert source_spec(Settings(), tmp_path, "../a.csv").inside == tmp_path
