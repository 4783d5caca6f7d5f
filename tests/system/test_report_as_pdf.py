"""The report as a PDF of its own: whole, tagged, the same every time."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.nine_verdicts import AS_OF
from tests.system.pages import UPHELD, real_report, whole_report
from tests.system.test_report_in_browser import missing_in, text_of
from upheld.checker.render.html import render_html
from upheld.checker.render.manner import Manner
from upheld.checker.render.pdf import render
from upheld.checker.seal import stated_seal
from upheld.checker.wording import Language, wording_of


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("paper") / "report.pdf"
    path.write_bytes(render(whole_report(), Manner()))
    return path


def test_pdf_holds_every_standard_window_exception_and_hash(paper: Path) -> None:
    given = whole_report()
    seal = stated_seal(render_html(given)) or ""
    assert missing_in(text_of(paper), given, seal) == []


def test_pdf_is_tagged_and_has_a_language_and_a_title(paper: Path) -> None:
    reader = PdfReader(paper)
    root: Any = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Service standards")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_pages_are_a4_and_upright(paper: Path) -> None:
    sizes = {
        (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        for page in PdfReader(paper).pages
    }
    assert sizes == {(595, 842)}


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    (first,) = real_report(tmp_path / "project", ".pdf")
    again = first.with_name("again.pdf")
    options = ("--as-of", AS_OF, "--output", again.name)
    subprocess.run(
        [*UPHELD, "check", "policies/centre.std", *options],
        cwd=first.parent,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        check=False,
        capture_output=True,
    )
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(
    ("language", "word"), [("sv", "ejuppfyllt"), ("pl", "niespełniony")]
)
def test_pdf_is_in_the_language_asked_for(
    tmp_path: Path, language: Language, word: str
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(render(whole_report(), Manner(wording_of(language))))
    assert word in text_of(path)
