"""What the counting of a run asks of its state: tables of cubes, rows of ranks."""

from upheld.checker.session import Session
from upheld.checker.state.cubes import Cubes
from upheld.checker.state.ranks import Ranks
from upheld.dsl.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """Makes what is counted from what was counted before."""

    cubes: Cubes
    ranks: Ranks


def kept(session: Session, as_of: int) -> Kept:
    """What the state of a session has, seen at `as of`.

    INVARIANT: the session has a state.
    """
    assert session.state is not None
    return Kept(
        Cubes(session, session.state, as_of), Ranks(session, session.state, as_of)
    )
