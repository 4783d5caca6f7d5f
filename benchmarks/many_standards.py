"""CPU time and memory of reading many standards: parsed, resolved, checked.

    python benchmarks/many_standards.py          prints a line for each size

Each size is read in a process of its own. The standards are those of the seeds, again
and again under other names, 50 in a file, with one file for the vocabulary.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "tests" / "data" / "seeds.std"
SIZES = (1_000, 5_000, 10_000)
IN_A_FILE = 50

#: What 10,000 standards may cost.
MOST_SECONDS = 10.0
MOST_MEGABYTES = 1_000


def write_policies(folder: Path, size: int) -> None:
    """A vocabulary file, and files of 50 standards that use it."""
    from upheld.dsl import ast
    from upheld.dsl.parser import parse
    from upheld.dsl.printer import print_declaration
    from upheld.dsl.source import Source

    document, _ = parse(Source("seeds.std", SEEDS.read_text(encoding="utf-8")))
    late = (ast.Standard, ast.Waiver, ast.Improvement)
    names = [d for d in document.declarations if not isinstance(d, late)]
    standards = [d for d in document.declarations if isinstance(d, ast.Standard)]
    vocabulary = "\n\n".join(map(print_declaration, names))
    (folder / "vocabulary.std").write_text(vocabulary, encoding="utf-8")
    for start in range(0, size, IN_A_FILE):
        texts = ['use "vocabulary.std"']
        for number in range(start, start + IN_A_FILE):
            standard = standards[number % len(standards)]
            text = print_declaration(standard)
            head = f"standard {standard.name.text}"
            texts.append(text.replace(head, f"{head}-{number}", 1))
        path = folder / f"standards-{start // IN_A_FILE:03}.std"
        path.write_text("\n\n".join(texts), encoding="utf-8")


def read_policies(folder: Path) -> None:
    """Reads a folder and prints what that cost."""
    started = time.process_time()
    from upheld.dsl.loader import load

    loaded = load([folder])
    seconds = time.process_time() - started
    assert loaded.policy is not None, loaded.diagnostics[:3]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    count = len(loaded.policy.standards)
    print(f"{count:6} standards  {seconds:6.2f} s CPU  {megabytes:5.0f} MB", flush=True)
    if count >= SIZES[-1]:
        assert seconds < MOST_SECONDS, "too slow"
        assert megabytes < MOST_MEGABYTES, "too large"


def main() -> None:
    """Measures every size."""
    if len(sys.argv) > 1:
        read_policies(Path(sys.argv[1]))
        return
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            write_policies(Path(name), size)
            subprocess.run([sys.executable, __file__, name], check=True)


if __name__ == "__main__":
    main()
