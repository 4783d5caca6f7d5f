"""What standards rest on: events, formulas, calendars, lists; and who is affected."""

from collections.abc import Iterator, Mapping

from upheld.checker.handbook.entries import Documents
from upheld.checker.handbook.terms import Plain
from upheld.dsl import ast

Named = Mapping[tuple[str, str], ast.Declaration]


def foundations(old: Documents, new: Documents, plain: Plain) -> Iterator[str]:
    """Sentences about each declaration that differs, and the standards it touches."""
    before, after = _named(old), _named(new)
    for key, declaration in after.items():
        if before.get(key) == declaration:
            continue
        touched = _touched(key[1], new)
        if key not in before and not touched:
            continue
        yield _sentence(before.get(key), declaration, plain) + _affects(touched, plain)
    for key, declaration in before.items():
        touched = _touched(key[1], old)
        if key not in after and touched:
            yield _sentence(declaration, None, plain) + _affects(touched, plain)


def _named(documents: Documents) -> Named:
    """Declarations by kind and name: events, formulas, calendars, lists; the zone."""
    found: dict[tuple[str, str], ast.Declaration] = {}
    for document in documents.values():
        for each in document.declarations:
            match each:
                case ast.Event(names=(name, *_)):
                    found["event", name.text] = each
                case ast.Define(name=name) | ast.Calendar(name=name):
                    found[type(each).__name__, name.text] = each
                case ast.MemberList(name=name):
                    found["list", name.text] = each
                case ast.Zone() | ast.FiscalYear():
                    found[type(each).__name__, ""] = each
                case _:
                    continue
    return found


def _sentence(
    old: ast.Declaration | None, new: ast.Declaration | None, plain: Plain
) -> str:
    before = _shown(old, plain)
    after = _shown(new, plain)
    if old is None:
        return plain.say("New: {text}", text=f"{after}.")
    if new is None:
        return plain.say("No longer: {text}", text=f"{before}.")
    if isinstance(old, ast.Event) and isinstance(new, ast.Event):
        gone = [plain.shown(c) for c in old.clauses if c not in new.clauses]
        come = [plain.shown(c) for c in new.clauses if c not in old.clauses]
        if gone or come:
            name = plain.shown(new.names[0])
            before = f"{name}: {', '.join(gone) or '-'}"
            after = ", ".join(come) or "-"
    return plain.say("Before: {old} Now: {new}", old=f"{before}.", new=f"{after}.")


def _shown(declaration: ast.Declaration | None, plain: Plain) -> str:
    """A declaration on one line."""
    if declaration is None:
        return ""
    return " ".join(plain.shown(declaration).split())


def _affects(names: list[str], plain: Plain) -> str:
    if not names:
        return ""
    return " " + plain.say("It affects: {names}.", names=", ".join(names))


def _touched(name: str, documents: Documents) -> list[str]:
    """The standards that use a declaration, directly or through a formula.

    The zone and the fiscal year touch all of them; a calendar also those that count
    working time without naming one.
    """
    declarations = [d for document in documents.values() for d in document.declarations]
    calendars = [d for d in declarations if isinstance(d, ast.Calendar)]
    forms = _forms(name, declarations)
    is_only_calendar = len(calendars) == 1 and calendars[0].name.text == name
    touched = []
    for each in declarations:
        if isinstance(each, ast.Standard) and each.name.text not in touched:
            works = is_only_calendar and any(
                isinstance(node, ast.WorkingLength) for node in ast.walk(each)
            )
            if not name or works or _mentions(each, forms):
                touched.append(each.name.text)
    return touched


def _forms(name: str, declarations: list[ast.Declaration]) -> frozenset[str]:
    """Every word that leads to a declaration: its names, and formulas that use it."""
    forms = {name}
    for each in declarations:
        if isinstance(each, ast.Event) and each.names[0].text == name:
            forms |= {phrase.text for phrase in each.names}
    for each in declarations:
        if isinstance(each, ast.Define) and _mentions(each.metric, frozenset(forms)):
            forms.add(each.name.text)
    return frozenset(forms)


def _mentions(node: object, forms: frozenset[str]) -> bool:
    """Whether one of some terms stands in a tree, word for word."""
    return any(
        f" {form} " in f" {phrase.text} "
        for phrase in ast.walk(node)
        if isinstance(phrase, ast.Phrase)
        for form in forms
    )
