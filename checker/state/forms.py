"""Names of what was counted: equal names, equal numbers, in whatever run.

A name is a hash of the SQL that counts, in the form that it has over settled rows:
there a test against `as of` is always true or always false, and drops out.
"""

import hashlib
from collections.abc import Iterable

from upheld.checker.fusion.conditions import Condition, condition_of
from upheld.checker.fusion.measures import Measure
from upheld.checker.fusion.normal import Facts
from upheld.checker.sql.duckdb import expression
from upheld.checker.sql.nodes import FALSE, Expr, both
from upheld.checker.state.divided import Divided


def fingerprint(*parts: object) -> str:
    """A short hash of some texts, each kept apart from its neighbours."""
    digest = hashlib.sha256()
    for part in parts:
        text = str(part).encode()
        digest.update(len(text).to_bytes(8, "big"))
        digest.update(text)
    return digest.hexdigest()[:32]


def relation_name(divided: Divided, relation: str) -> str:
    """The name of how rows are read: the views, and the columns below them."""
    columns = [f"{n} {t}" for n, t in divided.data.attached.columns.items()]
    return fingerprint(relation, *divided.data.sql, *columns)


def names_of(expressions: Iterable[Expr]) -> str:
    """The name of some expressions in their order."""
    return fingerprint(*(expression(one) for one in expressions))


def measure_name(measure: Measure, facts: Facts) -> str | None:
    """The name of a measure over settled rows; None where it measures none of them."""
    condition = facts.normal(both(*measure.condition))
    if condition == FALSE:
        return None
    value = None if measure.value is None else facts.normal(measure.value)
    form = Measure(measure.kind, condition_of(condition), value)
    return fingerprint(expression(form.aggregate))


def normal_condition(condition: Condition, facts: Facts) -> Expr:
    """A condition in the form that it has over settled rows."""
    return facts.normal(both(*condition))
