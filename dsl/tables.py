"""The parse tables: built by Lark from `grammar.lark`, once.

Building takes a third of a second, more than all the rest of a small run. A wheel
brings the finished tables along (`build_tables.py` writes them). A checkout keeps them
in `__pycache__` like any compiled module, under a name that holds a hash of the
grammar and its terminals, and builds them in each run where nothing may be written.
"""

import hashlib
import importlib.util
import json
import marshal
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from upheld.dsl.dataclass import dataclass

_GRAMMAR = Path(__file__).with_name("grammar.lark")
#: What a wheel brings along, in a form that every version of Python reads.
SHIPPED = "grammar.tables.json"
#: Changes when the form of the tables changes.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the grammar, as the parser needs it.

    Attributes:
        origin: The rule's name; one that begins with `_` is taken apart by its parent.
        size: How many parts it takes.
        builds: The method of the builder; None where a part alone is handed on.
        kept: For each kept part its index, whether it is taken apart, and how many
            optional parts before it were not written.
        missing: How many optional parts at the end were not written.
        takes_apart: Whether some part is a list, or was not written.
        may_hand_on: Whether a single part is handed on as it is.
    """

    origin: str
    size: int
    builds: str
    kept: tuple[tuple[int, bool, int], ...]
    missing: int
    takes_apart: bool
    may_hand_on: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """What the parser does in each state.

    `states[s][terminal]` is the next state + 1 for a shift, -(number of the rule) - 1
    for a reduction; `states[s][origin]` is the next state + 1 behind a rule.
    """

    states: tuple[Mapping[str, int], ...]
    rules: tuple[Rule, ...]
    start: int
    end: int

    def accepts(self, stack: list[int], terminal: str) -> bool:
        """Whether the parser can take a terminal, after the reductions it causes."""
        stack = stack.copy()
        while True:
            action = self.states[stack[-1]].get(terminal, 0)
            if action >= 0:
                return action > 0
            rule = self.rules[-action - 1]
            if rule.size:
                del stack[-rule.size :]
            stack.append(self.states[stack[-1]][rule.origin] - 1)
            if stack[-1] == self.end:
                return True

    def expected(self, stack: list[int]) -> frozenset[str]:
        """The terminals that the parser can take."""
        candidates = (key for key in self.states[stack[-1]] if key.isupper())
        return frozenset(key for key in candidates if self.accepts(stack, key))


def tables(terminals: Iterable[str]) -> Tables:
    """The tables of the grammar with these terminals, kept or newly built."""
    text = _grammar(terminals)
    with suppress(OSError, ValueError, TypeError):
        plain = json.loads(_GRAMMAR.with_name(SHIPPED).read_bytes())
        if plain["grammar"] == _digest(text):
            return _from_plain(plain["tables"])
    path = _kept_at(text)
    with suppress(OSError, EOFError, ValueError, TypeError):
        # As trustworthy as the byte code in the same folder.
        return _from_plain(marshal.loads(path.read_bytes()))  # noqa: S302
    built = build(text)
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _write(path, marshal.dumps(_to_plain(built)))
    return built


def ship(folder: Path, terminals: Iterable[str]) -> None:
    """Writes the tables for a wheel; see `tables`."""
    text = _grammar(terminals)
    plain = {"grammar": _digest(text), "tables": _to_plain(build(text))}
    data = json.dumps(plain, separators=(",", ":"))
    (folder / SHIPPED).write_text(data, encoding="utf-8")


def _grammar(terminals: Iterable[str]) -> str:
    grammar = _GRAMMAR.read_text(encoding="utf-8")
    return f"{grammar}\n%declare {' '.join(terminals)}\n"


def _digest(text: str) -> str:
    return hashlib.sha256(f"{_FORM} {text}".encode()).hexdigest()[:16]


def _kept_at(text: str) -> Path:
    digest = _digest(f"{sys.implementation.cache_tag} {text}")
    beside = importlib.util.cache_from_source(str(_GRAMMAR.with_suffix(".py")))
    return Path(beside).with_name(f"grammar.{digest}.tables")


def _write(path: Path, data: bytes) -> None:
    """Writes a file at once, so that no other process reads half of it."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)


def _to_plain(built: Tables) -> Any:
    rules = [
        (r.origin, r.size, r.builds, r.kept, r.missing, r.takes_apart, r.may_hand_on)
        for r in built.rules
    ]
    return [dict(state) for state in built.states], rules, built.start, built.end


def _from_plain(plain: Any) -> Tables:
    states, rules, start, end = plain
    return Tables(tuple(states), tuple(Rule(*rule) for rule in rules), start, end)


def build(text: str) -> Tables:
    """The tables of a grammar, made by Lark's LALR(1) analysis."""
    # a tenth of a second, and needed only here
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    lark = Lark(text, parser="lalr", lexer="basic", maybe_placeholders=True)
    table: Any = lark.parser.parser._parse_table  # noqa: SLF001 - no public way
    numbers = {rule: number for number, rule in enumerate(lark.rules)}
    states: list[dict[str, int]] = [{} for _ in table.states]
    order = {state: number for number, state in enumerate(table.states)}
    for state, actions in table.states.items():
        for symbol, (action, target) in actions.items():
            is_shift = action is Shift
            code = (
                order[target] + 1
                if is_shift
                else -numbers.setdefault(target, len(numbers)) - 1
            )
            states[order[state]][sys.intern(str(symbol))] = code
    rules = tuple(
        _plain_rule(rule) for rule in sorted(numbers, key=lambda r: numbers[r])
    )
    (start,), (end,) = table.start_states.values(), table.end_states.values()
    return Tables(tuple(states), rules, order[start], order[end])


def _plain_rule(rule: Any) -> Rule:
    """A rule of Lark; its parts are kept as Lark's own tree builder keeps them."""
    gaps = [0] * (len(rule.expansion) + 1)
    if rule.options.empty_indices:
        text = "".join("1" if is_gap else "0" for is_gap in rule.options.empty_indices)
        gaps = [len(ones) for ones in text.split("0")]
    kept = tuple(
        (index, not symbol.is_term and symbol.name.startswith("_"), gaps[index])
        for index, symbol in enumerate(rule.expansion)
    )
    return Rule(
        origin=sys.intern(str(rule.origin.name)),
        size=len(rule.expansion),
        builds=str(rule.alias or rule.origin.name),
        kept=kept,
        missing=gaps[-1],
        takes_apart=any(gaps) or any(is_list for _, is_list, _ in kept),
        may_hand_on=bool(rule.options.expand1 and not rule.alias),
    )
