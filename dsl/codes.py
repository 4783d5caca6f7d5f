"""Every code of a diagnostic: what is wrong, why it matters, a bad and a good example.

Codes are never reused. E0 is syntax, E1 names, E2 units, E3 sense, E4 data,
L0 what `lint` finds.
"""

from itertools import chain

from upheld.dsl.codes_commands import COMMANDS, EVIDENCE, SETTINGS
from upheld.dsl.codes_data import DATA
from upheld.dsl.codes_lint import LINT
from upheld.dsl.codes_names import NAMES
from upheld.dsl.codes_sense import SENSE
from upheld.dsl.codes_syntax import SYNTAX
from upheld.dsl.codes_units import UNITS
from upheld.dsl.codetype import Code

CODES: dict[str, Code] = {
    each.code: each
    for each in chain(
        *(SYNTAX, COMMANDS, EVIDENCE, SETTINGS, NAMES, UNITS, SENSE, DATA, LINT)
    )
}
