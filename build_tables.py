"""A step of building a wheel: the parse tables, so that no user waits for them."""

import subprocess
import sys
import warnings
from pathlib import Path

from setuptools.command.build_py import build_py

WRITE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from upheld.dsl.keywords import ENGLISH
from upheld.dsl.lexicon import arrange
from upheld.dsl.tables import ship
ship(Path(sys.argv[1], "upheld", "dsl"), arrange(ENGLISH).terminals)
"""


class BuildTables(build_py):
    """Copies the modules, then adds the tables of the grammar beside it."""

    def run(self) -> None:
        """Build as ever, and write the tables unless the install is editable.

        Without Lark at hand they are left out, and built by each run instead.
        """
        super().run()
        if self.editable_mode:
            return
        folder = str(Path(self.build_lib).resolve())
        command = [sys.executable, "-B", "-c", WRITE, folder]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            warnings.warn(
                f"no parse tables in this wheel: {ended.stderr}", stacklevel=1
            )
