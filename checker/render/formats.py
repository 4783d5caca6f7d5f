"""Every format of a report, and the module that renders it; none is imported here.

A module of a format has a function `render(report, manner)` which answers text, bytes,
or the files of a folder by name.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.render.manner import Manner, Rendered
    from upheld.checker.report import Report


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module in this folder, and the suffixes that stand for it.

    `extra` is the extra of the distribution that brings `library`, where it needs one.
    `printed` says whether it can stand on standard output, `folder` whether it is
    several files, `events` whether it lists events that fell short. `system` names a
    library of the operating system that it needs, and
    how to install it. `all_events` asks the run for every event that fell short,
    `details` for what only the auditor's report shows; `values` says whether it shows
    what windows measured, and not only their verdicts, `hashes` whether it shows those
    of the files that were read; `beside` puts the exceptions that it has no room for
    into files beside it.
    """

    module: str
    suffixes: tuple[str, ...] = ()
    extra: str = ""
    library: str = ""
    system: str = ""
    printed: bool = True
    folder: bool = False
    events: bool = False
    all_events: bool = False
    details: bool = False
    values: bool = True
    hashes: bool = True
    beside: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format("text", (".txt",), hashes=False),
        "verdicts": Format("verdict_lines", values=False, hashes=False),
        "json": Format("document", (".json",), events=True),
        "html": Format("html", (".html", ".htm"), details=True, beside=True),
        "pdf": Format(
            "pdf",
            (".pdf",),
            extra="pdf",
            library="weasyprint",
            system="Pango: `apt-get install libpangoft2-1.0-0`, `brew install pango`",
            printed=False,
            details=True,
            beside=True,
        ),
        "junit": Format("junit", (".xml",)),
        "sarif": Format("sarif", (".sarif",), hashes=False),
        "github": Format("github", hashes=False),
        "gitlab": Format("gitlab", hashes=False),
        "markdown": Format("markdown", (".md",), hashes=False),
        "tap": Format("tap", (".tap",), hashes=False),
        "csv": Format("windows_csv", (".csv",), hashes=False),
        "exceptions": Format("exceptions", printed=False, folder=True, all_events=True),
        "xlsx": Format(
            "xlsx",
            (".xlsx",),
            extra="xlsx",
            library="xlsxwriter",
            printed=False,
            all_events=True,
        ),
        "oscal": Format("oscal", extra="oscal", library="trestle.oscal"),
    }
)

#: Formats that may stand on standard output.
PRINTED = tuple(name for name, format in FORMATS.items() if format.printed)

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {suffix: name for name, format in FORMATS.items() for suffix in format.suffixes}
)


Lack = Literal["package", "system library"]


def lack_of(name: str) -> Lack | None:
    """What a format needs and does not find."""
    format = FORMATS[name]
    if not format.library:
        return None
    try:
        import_module(format.library)
    except ImportError:
        return "package"
    except OSError:
        # A package that binds a library of the system loads it when it is imported.
        return "system library"
    return None


def render(report: "Report", name: str, manner: "Manner") -> "Rendered":
    """The report in a format."""
    module = import_module(f"upheld.checker.render.{FORMATS[name].module}")
    renderer = cast("Callable[[Report, Manner], Rendered]", module.render)
    return renderer(report, manner)
