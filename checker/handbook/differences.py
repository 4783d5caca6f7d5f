"""What changed between two versions of the policies, in sentences for staff."""

from collections.abc import Iterator, Mapping

from upheld.checker.handbook.entries import (
    Documents,
    exception,
    standards_of,
    waivers_of,
)
from upheld.checker.handbook.foundations import foundations
from upheld.checker.handbook.page import (
    Block,
    Facts,
    Heading,
    Page,
    Paragraph,
    Points,
    Rule,
)
from upheld.checker.handbook.pairs import (
    clause_pairs,
    only_value,
    same_words,
    strictness,
)
from upheld.checker.handbook.terms import Plain, metadata_of
from upheld.checker.wording import Wording
from upheld.dsl import ast
from upheld.dsl.dataclass import dataclass

Editions = Mapping[str, list[ast.Standard]]


def changes(old: Documents, new: Documents, wording: Wording) -> Page:
    """The notice of what is new, changed, or no longer there."""
    comparison = Comparison(_by_name(old), _by_name(new), Plain(wording))
    plain = comparison.plain
    blocks: list[Block] = [Heading(plain.say("What changes in our standards"), 1)]
    sections = (
        (plain.say("New"), list(comparison.added())),
        (plain.say("Changed"), list(comparison.changed())),
        (plain.say("No longer in force"), list(comparison.withdrawn())),
        (plain.say("Agreed exceptions"), list(_points(_waivers(old, new, plain)))),
        (
            plain.say("What the standards rest on"),
            list(_points(foundations(old, new, plain))),
        ),
    )
    for title, found in sections:
        if found:
            blocks += [Heading(title, 2), *found]
    if len(blocks) == 1:
        blocks.append(Paragraph(plain.say("Nothing has changed.")))
    return Page(wording.language, tuple(blocks))


def _by_name(documents: Documents) -> Editions:
    found: dict[str, list[ast.Standard]] = {}
    for document in documents.values():
        for standard in standards_of(document):
            found.setdefault(standard.name.text, []).append(standard)
    return found


def _points(sentences: Iterator[str]) -> Iterator[Block]:
    found = tuple(sentences)
    if found:
        yield Points(found)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The standards of two versions by name, each with its editions."""

    old: Editions
    new: Editions
    plain: Plain

    def renamed(self) -> dict[str, str]:
        """Old names by the new one, where only the name differs."""
        gone = {name: e for name, e in self.old.items() if name not in self.new}
        found: dict[str, str] = {}
        for name, editions in self.new.items():
            for before, others in gone.items():
                if name not in self.old and _all_same(others, editions):
                    found.setdefault(name, before)
        return found

    def added(self) -> Iterator[Block]:
        """Standards that were not there before."""
        for name, editions in self.new.items():
            if name not in self.old and name not in self.renamed():
                for standard in editions:
                    yield Heading(standard.title or name, 3)
                    yield Rule(self.plain.sentence(standard))
                    yield from self.facts(standard)

    def facts(self, standard: ast.Standard) -> Iterator[Block]:
        """From when, who owns it, and why."""
        pairs = []
        if days := self.plain.days(standard):
            pairs.append((self.plain.say("In force"), days))
        for key, value in metadata_of(standard).items():
            if key in ("owner", "because"):
                pairs.append((self.plain.label(key), value))
        if pairs:
            yield Facts(tuple(pairs))

    def changed(self) -> Iterator[Block]:
        """Standards that are not what they were."""
        renamed = self.renamed()
        for name, editions in self.new.items():
            if name in renamed:
                yield Heading(editions[0].title or name, 3)
                told = self.plain.say(
                    "It was known as {old}, and is now {new}.",
                    old=renamed[name],
                    new=name,
                )
                yield Points((told,))
            elif name in self.old and self.old[name] != editions:
                yield from self.of_standard(name, self.old[name], editions)

    def of_standard(
        self, name: str, old: list[ast.Standard], new: list[ast.Standard]
    ) -> Iterator[Block]:
        """Each edition held against the one of the same days, or the only one."""
        yield Heading(new[-1].title or name, 3)
        gone = [edition for edition in old if edition not in new]
        for edition in new:
            if edition in old:
                continue
            before = self.edition_before(
                edition, gone, single=len(old) == len(new) == 1
            )
            yield Rule(self.plain.sentence(edition))
            if before is None:
                yield from self.facts(edition)
            else:
                gone.remove(before)
                yield Points(tuple(self.of_edition(before, edition)))
        for edition in gone:
            text = self.plain.sentence(edition)
            yield Paragraph(
                self.plain.say("This edition is gone: {sentence}", sentence=text)
            )

    def edition_before(
        self, edition: ast.Standard, gone: list[ast.Standard], *, single: bool
    ) -> ast.Standard | None:
        """The old version of an edition: that which begins on the same day."""
        if single:
            return gone[0]
        first = _first_day(edition)
        return next((e for e in gone if _first_day(e) == first), None)

    def of_edition(self, old: ast.Standard, new: ast.Standard) -> Iterator[str]:
        """What differs between two versions of one edition."""
        if old.title != new.title:
            yield self.plain.say(
                "Its title was: {old}. It is: {new}.",
                old=old.title or old.name.text,
                new=new.title or new.name.text,
            )
        if old.sentence != new.sentence:
            yield self.of_sentence(old, new)
        if old.window != new.window:
            yield self.plain.say(
                "The time it is judged over was: {old}. It is: {new}.",
                old=self.window(old),
                new=self.window(new),
            )
        for before, after in clause_pairs(old, new):
            yield self.of_clause(before, after)

    def window(self, standard: ast.Standard) -> str:
        """The window as a policy has it."""
        if standard.window is None:
            return self.plain.say("all the time there is")
        return self.plain.shown(standard.window)

    def of_sentence(self, old: ast.Standard, new: ast.Standard) -> str:
        """One value that moved, or the sentence as it was."""
        value = only_value(old.sentence, new.sentence)
        if value is None:
            return self.plain.say(
                "It was: {sentence}", sentence=self.plain.sentence(old)
            )
        assert isinstance(value.old, ast.Node)
        assert isinstance(value.new, ast.Node)
        before, after = self.plain.value(value.old), self.plain.value(value.new)
        match strictness(new.sentence, value):
            case "stricter":
                return self.plain.say(
                    "{old} becomes {new}: this asks for more.", old=before, new=after
                )
            case "looser":
                return self.plain.say(
                    "{old} becomes {new}: this asks for less.", old=before, new=after
                )
            case _:
                return self.plain.say("{old} becomes {new}.", old=before, new=after)

    def of_clause(
        self, old: ast.StandardClause | None, new: ast.StandardClause | None
    ) -> str:
        """A clause put in, taken out, or changed."""
        before, after = self.clause(old), self.clause(new)
        if old is None:
            return self.plain.say("New: {text}", text=after)
        if new is None:
            return self.plain.say("No longer: {text}", text=before)
        return self.plain.say("Before: {old} Now: {new}", old=before, new=after)

    def clause(self, clause: ast.StandardClause | None) -> str:
        """A clause in plain language; empty for none."""
        match clause:
            case None:
                return ""
            case ast.Metadata(key=key, value=value):
                return f"{self.plain.label(key)}: {value}{_stop(value)}"
            case ast.Effective(first=first, last=last):
                label = self.plain.say("In force")
                return f"{label} {self.plain.span(first, last)}."
            case _:
                return " ".join(self.plain.clause(clause))

    def withdrawn(self) -> Iterator[Block]:
        """Standards that are no longer there."""
        renamed = set(self.renamed().values())
        gone = [n for n in self.old if n not in self.new and n not in renamed]
        texts = [
            f"{_called(edition)}: {self.plain.sentence(edition)}"
            for name in gone
            for edition in self.old[name]
        ]
        if texts:
            yield Points(tuple(texts))


def _called(standard: ast.Standard) -> str:
    name = standard.name.text
    return f"{standard.title} ({name})" if standard.title else name


def _all_same(old: list[ast.Standard], new: list[ast.Standard]) -> bool:
    return len(old) == len(new) and all(map(same_words, old, new))


def _first_day(standard: ast.Standard) -> str:
    for clause in standard.clauses:
        if isinstance(clause, ast.Effective):
            return clause.first.text if clause.first else ""
    return ""


def _stop(text: str) -> str:
    return "" if text.endswith((".", "!", "?")) else "."


def _waivers(old: Documents, new: Documents, plain: Plain) -> Iterator[str]:
    """Waivers that are new, changed, or gone."""
    before = {w.name.text: w for d in old.values() for w in waivers_of(d)}
    after = {w.name.text: w for d in new.values() for w in waivers_of(d)}
    for name, waiver in after.items():
        names = ", ".join(word.text for word in waiver.standards)
        text = f"{exception(waiver, plain)} ({names})"
        if name not in before:
            yield plain.say("New: {text}", text=text)
        elif before[name] != waiver:
            was = exception(before[name], plain)
            yield plain.say("Before: {old} Now: {new}", old=was, new=text)
    for name, waiver in before.items():
        if name not in after:
            yield plain.say("No longer: {text}", text=exception(waiver, plain))
