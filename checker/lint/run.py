"""All rules over a policy: what they find, less what is ignored with a reason."""

from collections.abc import Callable, Iterable, Iterator

from upheld.checker.lint import evidence, overlaps, parts, targets, waived, wording
from upheld.checker.lint.context import Context
from upheld.checker.lint.ignores import Ignore, ignores_of, in_vain, mistakes
from upheld.dsl.codes_lint import LINT, OPTIONAL
from upheld.dsl.dataclass import dataclass
from upheld.dsl.diagnostics import Diagnostic

Rule = Callable[[Context], Iterator[Diagnostic]]

#: Rules by code that need no data, and those that do.
STATIC: tuple[tuple[str, Rule], ...] = (
    ("L0001", wording.vague_wording),
    ("L0002", parts.no_window),
    ("L0003", parts.no_owner),
    ("L0004", parts.no_reason),
    ("L0005", targets.absolute_target),
    ("L0008", targets.tier_out_of_reach),
    ("L0009", waived.ends_soon),
    ("L0010", waived.without_effect),
    ("L0011", overlaps.implied),
    ("L0012", parts.population_not_stated),
    ("L0013", parts.limit_not_stated),
    ("L0014", parts.no_source),
)
WITH_DATA: tuple[tuple[str, Rule], ...] = (
    ("L0006", evidence.never_reached),
    ("L0007", evidence.never_missed),
    ("L0008", evidence.tier_never_reached),
    ("L0010", evidence.waiver_never_used),
)

#: About the comments themselves.
IGNORING = ("L0015", "L0016")

RULES = tuple(code.code for code in LINT)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules are wanted: codes, or how they begin (`L00`); `ALL` for every one."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def wants(self, code: str) -> bool:
        """Whether a rule is to run."""
        if code.startswith(self.ignore or ("-",)):
            return False
        if not self.select:
            return code not in OPTIONAL
        return "ALL" in self.select or code.startswith(self.select)

    def unknown(self) -> Iterator[str]:
        """Names that stand for no rule."""
        for name in (*self.select, *self.ignore):
            if name != "ALL" and not any(code.startswith(name) for code in RULES):
                yield name


def lint(context: Context, selection: Selection) -> tuple[Diagnostic, ...]:
    """What the rules find, in order of place."""
    rules = [*STATIC, *(WITH_DATA if context.report is not None else ())]
    chosen = [(code, rule) for code, rule in rules if selection.wants(code)]
    found = [finding for _, rule in chosen for finding in rule(context)]
    # L0008 and L0010 find more with data: without, nothing is known of their absence
    ran = {code for code, _ in chosen}
    if context.report is None:
        ran -= {code for code, _ in WITH_DATA}
    ignores = list(_ignores(context))
    kept = [f for f in found if not any(ignore.covers(f) for ignore in ignores)]
    kept += [
        f for f in _about(ignores, found, frozenset(ran)) if selection.wants(f.code)
    ]
    return tuple(sorted(dict.fromkeys(kept), key=_place(context)))


def _ignores(context: Context) -> Iterator[Ignore]:
    for name, document in context.loaded.documents.items():
        yield from ignores_of(context.loaded.sources[name], document)


def _about(
    ignores: Iterable[Ignore], found: list[Diagnostic], ran: frozenset[str]
) -> Iterator[Diagnostic]:
    """What is wrong with the comments."""
    for ignore in ignores:
        yield from mistakes(ignore)
        yield from in_vain(ignore, found, ran)


def _place(context: Context) -> Callable[[Diagnostic], tuple[int, int, int, str]]:
    order = {name: number for number, name in enumerate(context.loaded.sources)}

    def place(finding: Diagnostic) -> tuple[int, int, int, str]:
        span = finding.span
        return order.get(span.file, -1), span.line, span.column, finding.code

    return place
