"""`docs/languages.md` from the tables; `python -m tests.languages.page` writes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from upheld.dsl.ast import TimeUnit, WindowUnit
from upheld.dsl.languages import CODES, table_of
from upheld.dsl.table import WorkingUnit

PAGE = Path(__file__).parent.parent.parent / "docs" / "languages.md"
NAMES = {"en": "English", "sv": "Svenska", "pl": "Polski", "cs": "Čeština"}
TABLES = [table_of(code) for code in CODES]

HEAD = """# Four languages

The first line of a file may say `language sv`, `pl`, `cs` or `en`; without it the
keywords are English. The language chooses the keywords and nothing else: all four give
the same syntax tree, so the same verdicts. Each file has its own language, also where
`use` joins several. `upheld fmt --language pl FILE` translates a file.

```
language sv
event samtal, samtalen   →   händelse samtal, samtalen
90% of samtalen besvarade within 2m per day
                         →   90% av samtalen besvarade inom 2m per dag
```

- **Names are the author's.** Events, milestones, states, measures and lists are called
  what you call them, and a translation leaves them alone. A name that the new language
  would read as a keyword is put in backticks.
- **Declare the forms that your sentences need**, of an event (`händelse samtal,
  samtalen`) and of a milestone, state or measure (`besvarat, besvarade vid svar`).
  Every form names the same thing.
- **In Polish and Czech nothing stands between a percentage and its genitive**:
  `90% połączeń odebranych w ciągu 2m`, `90% hovorů přijatých do 2m`. `z` and `spośród`
  may stand there, and have to behind a parameter.
- **Statistics are nouns there**, with the measure in the genitive: `średnia oczekiwania
  dla połączeń`, `průměr čekání u hovorů`. Declare the measure in that case, and in
  others where you need them: `oczekiwania, oczekiwaniu to odebrane - w_kolejce`.
- **A comma may stand before and behind a subordinate clause** (`gdzie`, `po których
  następuje`; `kde`, `po nichž následuje`), and `fmt` writes both inside a sentence.
- **Words agree with the number behind them**: `za libovolný 1 měsíc`, `za libovolné 2
  týdny`, `za libovolných 28 dnů`; `między 1 minutą a 5 minutami`.
- **Several words, one meaning.** The first word of each cell below is the one that
  `fmt` writes; the others are read too. The gender of `every`, `no`, `followed by` and
  `preceded by` stays as you wrote it (`każda paczka`, `každý hovor`).
- **Numbers are written the same in every language**: `4.50`, never `4,50`; dates are
  `2026-03-01`; short lengths are `90s`, `2m`, `24h`, `3d`, `2w`.
- **A sentence is in the language of its file**: `sentence` in every report is printed
  in it. Messages about mistakes are in English and name the file's own keywords.
- **A report is in the language of its reader**: `upheld check --lang pl`, or `lang =
  "pl"` in `upheld.toml`, whatever the policies are written in. Verdicts, counts and
  numbers are written as that language writes them (`ej uppfyllt  87,0 % < 90 %`). A
  policy's own nouns stand before their number (`calls: 87 av 100`), since it gives no
  case of them. What machines read stays English.

The words of one place only (`between 3m and 8m` is `między 3m a 8m`) are listed last.
"""


def rows() -> Iterator[tuple[str, ...]]:
    """The rows of the table, without the head."""
    for terminal in TABLES[0].keywords:
        yield tuple(cell(table.keywords[terminal]) for table in TABLES)


def cell(words: tuple[str, ...]) -> str:
    """The words of one cell."""
    return " · ".join(f"`{word}`" for word in words) or "-"


def table_of_rows(found: Iterator[tuple[str, ...]]) -> str:
    """A table in Markdown with the languages as its head."""
    lines = [tuple(NAMES[code] for code in CODES), ("---",) * len(CODES), *found]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def units() -> Iterator[tuple[str, ...]]:
    """Units of time, of working time, points, and `per day` as a whole."""
    for unit in get_args(TimeUnit):
        yield tuple(cell(table.units[unit]) for table in TABLES)
    for unit in get_args(WorkingUnit):
        yield tuple(cell(table.working[unit]) for table in TABLES)
    yield tuple(cell(table.points) for table in TABLES)
    for unit in get_args(WindowUnit):
        yield tuple(cell(table.each.get(unit, ())) for table in TABLES)


def calendar() -> Iterator[tuple[str, ...]]:
    """Weekdays and months."""
    for day in range(7):
        yield tuple(cell(table.weekdays[day]) for table in TABLES)
    for month in range(12):
        yield tuple(cell(table.months[month]) for table in TABLES)


def places() -> Iterator[str]:
    """What is printed at one place only, language by language."""
    for table in TABLES[1:]:
        said = (f"`{place}` {words}" for place, words in sorted(table.says.items()))
        yield f"- {NAMES[table.code]}: {'; '.join(said)}.\n"


def page() -> str:
    """The whole page."""
    return (
        f"{HEAD}\n## Keywords\n\n{table_of_rows(rows())}\n"
        f"## Units\n\n{table_of_rows(units())}\n"
        f"## Weekdays and months\n\n{table_of_rows(calendar())}\n"
        f"## Words of one place\n\n{''.join(places())}"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
