"""Precision and recall of the lexicons on sentences marked before they were written.

    python benchmarks/vague_wording.py [--wrong]

`open` sentences could be looked at while the words were collected, `held` ones could
not; `titles` (of the service library, written by others) and `later` (idioms) were
marked afterwards, and the lists extended after their first measurement: docs/lint.md.
`--wrong` lists the open sentences that are judged wrongly.
"""

import csv
import sys
from fractions import Fraction
from pathlib import Path

from upheld.checker.lint.lexicon import LANGUAGES, vague_words

FILE = Path(__file__).parent.parent / "tests" / "data" / "vague-sentences.tsv"

#: The least that the issue asks for.
PRECISION, RECALL = Fraction(90, 100), Fraction(85, 100)


def rows() -> list[dict[str, str]]:
    """The sentences with language, part and mark."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def measure(chosen: list[dict[str, str]]) -> tuple[Fraction, Fraction]:
    """Precision and recall over some sentences."""
    found = [r["mark"] for r in chosen if is_vague(r)]
    vague = sum(r["mark"] == "vague" for r in chosen)
    right = found.count("vague")
    return Fraction(right, max(1, len(found))), Fraction(right, max(1, vague))


def is_vague(row: dict[str, str]) -> bool:
    """Whether a sentence holds a vague word of its language."""
    return any(vague_words(row["sentence"], row["language"]))


def main() -> int:
    """Print the table; status 1 where the held-out part misses its floor."""
    every = rows()
    print(f"{'part':<8}{'language':<10}{'sentences':>9}{'precision':>11}{'recall':>9}")
    for part in ("open", "held", "titles", "later"):
        for language in (*(LANGUAGES if part != "titles" else ()), "all"):
            chosen = [
                r
                for r in every
                if r["part"] == part and language in (r["language"], "all")
            ]
            precision, recall = measure(chosen)
            figures = f"{float(precision):>11.3f}{float(recall):>9.3f}"
            print(f"{part:<8}{language:<10}{len(chosen):>9}{figures}")
    if "--wrong" in sys.argv:
        for row in every:
            if row["part"] == "open" and is_vague(row) != (row["mark"] == "vague"):
                print(row["language"], row["mark"], row["sentence"], sep="\t")
    precision, recall = measure([r for r in every if r["part"] == "held"])
    return 0 if precision >= PRECISION and recall >= RECALL else 1


if __name__ == "__main__":
    sys.exit(main())
