"""`upheld fmt` on the command line."""

import subprocess
import sys
from pathlib import Path

UGLY = "zone UTC\nstandard s 90% of   calls # why\n  per day\n"
CANONICAL = "zone UTC\n\nstandard s\n  90% of calls per day  # why\n"


def fmt(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "upheld", "fmt", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def written(folder: Path, text: str) -> Path:
    path = folder / "a.std"
    path.write_text(text, encoding="utf-8")
    return path


def test_file_is_rewritten_in_place(tmp_path: Path) -> None:
    path = written(tmp_path, UGLY)
    ended = fmt(tmp_path, "a.std")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr == "changed a.std\n"
    assert path.read_text(encoding="utf-8") == CANONICAL


def test_check_says_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, UGLY)
    ended = fmt(tmp_path, "--check", "a.std")
    assert (ended.returncode, ended.stderr) == (1, "would change a.std\n")
    assert path.read_text(encoding="utf-8") == UGLY


def test_check_of_canonical_text_is_silent(tmp_path: Path) -> None:
    written(tmp_path, CANONICAL)
    ended = fmt(tmp_path, "--check", ".")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_diff_shows_the_change_and_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "standard s 90% of calls\n")
    ended = fmt(tmp_path, "--diff", "a.std")
    assert ended.returncode == 0
    assert ended.stdout == (
        "--- a.std\n+++ a.std\n@@ -1 +1,2 @@\n"
        "-standard s 90% of calls\n+standard s\n+  90% of calls\n"
    )
    assert path.read_text(encoding="utf-8") == "standard s 90% of calls\n"


def test_diff_with_check_gives_status_1(tmp_path: Path) -> None:
    written(tmp_path, UGLY)
    assert fmt(tmp_path, "--diff", "--check", "a.std").returncode == 1


def test_file_with_a_mistake_is_not_touched_and_the_others_are(tmp_path: Path) -> None:
    path = written(tmp_path, UGLY)
    bad = tmp_path / "b.std"
    bad.write_text("standard s 90% ofcalls", encoding="utf-8")
    ended = fmt(tmp_path, ".")
    assert ended.returncode == 2
    assert "E0001" in ended.stderr
    assert bad.read_text(encoding="utf-8") == "standard s 90% ofcalls"
    assert path.read_text(encoding="utf-8") == CANONICAL


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.std").write_bytes(b"zone UTC # \xff\n")
    ended = fmt(tmp_path, "a.std")
    assert ended.returncode == 2
    assert "E0021" in ended.stderr


def test_language_translates_the_keywords(tmp_path: Path) -> None:
    path = written(tmp_path, UGLY)
    assert fmt(tmp_path, "--language", "sv", "a.std").returncode == 0
    assert path.read_text(encoding="utf-8") == (
        "language sv\ntidszon UTC\n\nstandard s\n  90% av calls per dag  # why\n"
    )


def test_line_ends_stay_what_they_were(tmp_path: Path) -> None:
    path = tmp_path / "a.std"
    path.write_bytes(b"standard s 90% of calls\r\n")
    assert fmt(tmp_path, "a.std").returncode == 0
    assert path.read_bytes() == b"standard s\r\n  90% of calls\r\n"
