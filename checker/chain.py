"""Steps that give an event's rows more columns before they are judged.

Each step reads the one before it and adds columns: the nearest answer of another
event, a working-time deadline, the time paused. A row is known by `row`, a number that
the first step gives it, so a step may join, sort or multiply and still come back to
its rows.

    prepared event -> "rows" -> "rows, reply" -> "rows, reply, deadline 1" -> judged
"""

from collections.abc import Iterator
from dataclasses import field
from itertools import count

from upheld.checker.sql.nodes import (
    Expr,
    Join,
    Output,
    Over,
    Relation,
    Select,
    Star,
    UnionAll,
    Values,
)
from upheld.dsl.dataclass import dataclass

ROW = "row"

Step = Select | UnionAll | Values


@dataclass(slots=True)
class Chain:
    """The steps so far; `relation` is the last, which everything after reads.

    `member` is the column that names who has to answer, where each row is there once
    for every member of a list.
    """

    relation: str
    steps: list[tuple[str, Step]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    member: str = ""

    def name(self, stem: str) -> str:
        """A name that no other step or column has."""
        return f"{stem} {next(self.numbers)}"

    def branch(self, relation: str) -> "Chain":
        """A chain of its own from another step, among the same steps."""
        return Chain(relation, self.steps, self.numbers)

    def numbered(self) -> None:
        """Give every row its number, once."""
        if any(name == "rows" for name, _ in self.steps):
            return
        number = Output(Over("row_number", None, ()), ROW)
        self.put("rows", Select((Output(Star(), ""), number), Relation(self.relation)))
        self.relation = "rows"

    def put(self, name: str, step: Step) -> None:
        """A step beside the chain (a list of spans, the answers of another event)."""
        self.steps.append((name, step))

    def add(
        self,
        name: str,
        outputs: tuple[Output, ...],
        *,
        join: Join | None = None,
        where: Expr | None = None,
    ) -> None:
        """A step of the chain: all columns so far, and more of them.

        Args:
            join: has the chain's present relation on its left, under its own name.
        """
        every = Output(Star(self.relation), "")
        source = Relation(self.relation) if join is None else join
        self.put(name, Select((every, *outputs), source, where=where))
        self.relation = name
