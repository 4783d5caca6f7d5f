"""Are our service standards being kept? Standards are sentences, judged on event data.

    report = upheld.check("service.std", sources={"calls": frame})
    print(report.verdict)

Everything is imported when first used, so `import upheld` costs next to nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upheld.api import PolicyError, check, parse
    from upheld.checker.report import Report

__version__ = "0.1.0"

__all__ = ["PolicyError", "Report", "__version__", "check", "parse"]


def __getattr__(name: str) -> object:
    if name == "Report":
        from upheld.checker.report import Report

        return Report
    if name in __all__:
        import upheld.api

        return getattr(upheld.api, name)
    raise AttributeError(f"module `upheld` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted(__all__)
