"""What a natural language brings to the grammar: its words, and how they inflect.

The parser needs every word that may stand for a terminal; the printer needs one for
each place, and the form of a unit behind a number: `1 dzień`, `2 dni`, `w ciągu 1
dnia`.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Literal, NamedTuple

from upheld.dsl.ast import TimeUnit
from upheld.dsl.dataclass import dataclass

Words = Mapping[str, tuple[str, ...]]
WorkingUnit = Literal["minute", "hour", "day"]
Number = Literal["one", "few", "part", "many"]


class Forms(NamedTuple):
    """A counted noun: behind 1, behind 2, behind 1.5, behind 5.

    `part` and `many` are the genitive of one and of several, so they also serve behind
    a keyword that governs the genitive.
    """

    one: str
    few: str
    part: str
    many: str


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The words of one language.

    Attributes:
        keywords: For each terminal its words, the canonical first.
        units: Every form of a unit of time.
        working: Every form of a unit of working time: `working hours`, `arbetstimmar`.
        each: Words for `per day` as a whole: `dagligen`, `w każdym dniu`.
        points: Every form of points.
        weekdays: From Monday, the canonical word first.
        months: From January, the canonical word first.
        connectives: Words that can only be names in backticks.
        counted: Forms behind a number, by unit, `working hour`, `point` or `decimal`.
        number: Which form stands behind a number.
        genitive: Terminals whose length stands in the genitive.
        between: The instrumental of counted nouns, of one and of several, where it
            stands behind `BETWEEN`.
        says: Words for one place only, by terminal and place: `OF statistic`.
        implicit_of: Whether nothing need stand between a percentage and its genitive.
        ordinal: What stands behind the day of a month: `1.`.
        examples: A sentence, a metric and a clause of an event, for messages.
        commas: Terminals with a comma before them: they open a subordinate clause, or
            stand behind one that ends (`PER` and other windows).
    """

    code: str
    keywords: Words
    units: Mapping[TimeUnit, tuple[str, ...]]
    working: Mapping[WorkingUnit, tuple[str, ...]]
    points: tuple[str, ...]
    weekdays: tuple[tuple[str, ...], ...]
    months: tuple[tuple[str, ...], ...]
    connectives: frozenset[str]
    counted: Mapping[str, Forms]
    number: Callable[[Decimal], Number]
    examples: tuple[str, str, str]
    each: Mapping[TimeUnit, tuple[str, ...]] = field(default_factory=dict)
    genitive: frozenset[str] = frozenset()
    between: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    implicit_of: bool = False
    ordinal: str = ""
    commas: frozenset[str] = frozenset()

    def word(self, terminal: str, place: str = "") -> str:
        """The canonical word of a terminal; some differ at one place of the grammar."""
        if place and (found := self.says.get(f"{terminal} {place}")) is not None:
            return found
        return self.keywords[terminal][0]

    def with_unit(self, terminal: str, unit: TimeUnit) -> str:
        """A keyword with the unit it agrees with: `per day`, `the previous month`."""
        both = self.says.get(f"{terminal} {unit}")
        return both or f"{self.word(terminal)} {self.units[unit][0]}"

    def with_number(self, terminal: str, place: str, value: Decimal, noun: str) -> str:
        """A keyword that agrees with a counted noun: `za každé 2 týdny`.

        Where `says` has no word for the number and the noun, or for the number, it is
        the word of the place.
        """
        number = f"{terminal} {place}".strip() + f" {self.number(abs(value))}"
        for known in (f"{number} {noun}", number):
            if known in self.says:
                return self.says[known]
        return self.word(terminal, place)

    def count(self, value: Decimal, noun: str, behind: str = "") -> str:
        """A noun as it stands behind a number, itself behind a terminal."""
        number = self.number(abs(value))
        if behind == "BETWEEN" and noun in self.between and number != "part":
            return self.between[noun][number != "one"]
        if behind in self.genitive:
            number = "part" if number in ("one", "part") else "many"
        forms = self.counted[noun]
        match number:
            case "one":
                return forms.one
            case "few":
                return forms.few
            case "part":
                return forms.part
            case "many":
                return forms.many


def one_or_many(value: Decimal) -> Number:
    """English and Swedish: `1 day`, `2 days`, `1.5 days`."""
    return "one" if value == 1 else "many"


def polish(value: Decimal) -> Number:
    """`1 dzień`, `2 dni`, `5 dni`, `22 godziny`, `12 godzin`, `1.5 dnia`."""
    if value != value.to_integral_value():
        return "part"
    if value == 1:
        return "one"
    is_few = value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14)
    return "few" if is_few else "many"


def czech(value: Decimal) -> Number:
    """`1 den`, `2 dny`, `5 dnů`, `22 dnů`, `1.5 dne`."""
    if value != value.to_integral_value():
        return "part"
    if value == 1:
        return "one"
    return "few" if value in (2, 3, 4) else "many"


def same(one: str, many: str) -> Forms:
    """The forms of a language that only tells one from many."""
    return Forms(one, many, many, many)
