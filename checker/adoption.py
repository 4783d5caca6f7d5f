"""Adoption: which version of the standards is in force, and whom it has not reached.

Two standards are read for it, marked by their author: one with `label adoption
"confirmation"`, as `every publication followed by sign-off from every staff_id of
staff`, and one with `label adoption "training"`, as `every hire trained by
first_contact_at`. What is told here has no deadline: whoever has not confirmed is
named, also where there is still time.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from upheld.checker.part import Part
from upheld.checker.personal import MASK
from upheld.checker.rows import Row
from upheld.checker.sequences import key_column
from upheld.checker.sql.duckdb import emit
from upheld.checker.sql.nodes import (
    Binary,
    Expr,
    IsNull,
    Name,
    Order,
    Output,
    Query,
    Relation,
    Select,
    any_of,
    both,
    moment_at,
)
from upheld.checker.zones import iso
from upheld.dsl import model
from upheld.dsl.diagnostics import Diagnostic, RefusedError
from upheld.dsl.source import NOWHERE

if TYPE_CHECKING:
    from upheld.checker.check import Run

SCHEMA: Literal["upheld/adoption/1"] = "upheld/adoption/1"

#: The label, and what may stand behind it.
LABEL = "label adoption"
CONFIRMATION, TRAINING = "confirmation", "training"

#: The column of a publication that names the role that adopted it.
ROLE = model.Column("adopted_by", model.TEXT)

#: The milestone of a publication that is its adoption, where it has one.
ADOPTED = "adopted"


class Version(Part):
    """A version that was published, and who has confirmed it.

    `obliged` counts whoever had to: the members of the list at the moment of its
    publication. `by` is None where the data do not name a role.
    """

    standard: str
    version: str
    published: str
    adopted: str | None = None
    by: str | None = None
    obliged: int
    confirmed: int
    unconfirmed: tuple[str, ...] = ()


class Newcomer(Part):
    """Somebody who began without training; `trained` is when it came after all."""

    standard: str
    newcomer: str
    began: str
    trained: str | None = None


class Training(Part):
    """A standard about training: how many had begun, and who of them too early."""

    standard: str
    began: int
    untrained: tuple[Newcomer, ...] = ()


class AdoptionDocument(Part):
    """All that `upheld adoption` found.

    `unclear` counts rows of which a moment, key or name is missing or unreadable: of
    them nothing can be said.
    """

    schema_: str = SCHEMA
    as_of: str
    versions: tuple[Version, ...]
    trainings: tuple[Training, ...]
    unclear: int


class _Confirming(NamedTuple):
    """A standard of the form that confirmations have."""

    standard: model.Standard
    published: model.Population
    signed: model.Population
    keys: tuple[str, ...]
    who: model.Column
    members: model.Members


class _Trained(NamedTuple):
    """A standard of the form that training has."""

    standard: model.Standard
    hired: model.Population
    trained: model.Moment
    began: model.Moment


def marked(policy: model.Policy) -> tuple[model.Standard, ...]:
    """The standards that `adoption` reads, in the order of the policy."""
    return tuple(s for s in policy.standards if LABEL in s.metadata)


def adoption_of(run: "Run") -> AdoptionDocument:
    """What the data of a run say about the standards it was made of.

    Raises:
        RefusedError: E0055, no marked standard or one of another form; what is wrong
            with a source.
    """
    if not run.standards:
        raise RefusedError(_none_marked())
    confirming, training = _forms(run.standards)
    for form in confirming:
        _want_role(run, form.published.event)
    as_of = run.prepare()
    reader = _Reader(run, as_of)
    versions = [v for form in confirming for v in reader.versions(form)]
    trainings = [reader.training(form) for form in training]
    return AdoptionDocument(
        as_of=iso(as_of, run.policy.zone),
        versions=tuple(versions),
        trainings=tuple(trainings),
        unclear=reader.unclear,
    )


def _want_role(run: "Run", event: model.Event) -> None:
    """Ask for the role that adopted a version, where the source has its column."""
    session = run.session
    session.open_event(event)
    data = session.events.get(event.name)
    if data is not None and ROLE.name in data.attached.columns:
        session.want(event, ROLE)


# --- the forms ------------------------------------------------------------------------


def _forms(
    standards: Iterable[model.Standard],
) -> tuple[list[_Confirming], list[_Trained]]:
    confirming, training = [], []
    for standard in standards:
        form = _form(standard, standard.editions[-1].subject)
        if isinstance(form, _Confirming):
            confirming.append(form)
        else:
            training.append(form)
    return confirming, training


def _form(standard: model.Standard, subject: model.Subject) -> _Confirming | _Trained:
    """What the latest edition of a marked standard says."""
    match standard.metadata[LABEL], subject:
        case (
            str(kind),
            model.ShareOutcome(
                population,
                model.Followed(
                    steps=(model.Step(population=signed),),
                    keys=keys,
                    every=(who, members),
                    negated=False,
                ),
            ),
        ) if kind == CONFIRMATION:
            return _Confirming(standard, population, signed, keys, who, members)
        case (
            str(kind),
            model.ShareOutcome(
                population,
                model.Reach(
                    milestone=trained,
                    limit=model.ByDeadline(deadline=began),
                    negated=False,
                ),
            ),
        ) if kind == TRAINING:
            return _Trained(standard, population, trained, began)
        case _:
            raise RefusedError(_other_form(standard))


_HELP = (
    f'`{LABEL} "{CONFIRMATION}"` belongs to `every … followed by … from every … of …`,'
    f' `{LABEL} "{TRAINING}"` to `every … trained by …`'
)


def _none_marked() -> Diagnostic:
    message = f"no standard has a `{LABEL}`"
    return Diagnostic("E0055", message, NOWHERE, _HELP)


def _other_form(standard: model.Standard) -> Diagnostic:
    kind = standard.metadata[LABEL]
    message = f'`{standard.id}` has not the form of `{LABEL} "{kind}"`'
    return Diagnostic("E0055", message, standard.span, _HELP)


# --- the data -------------------------------------------------------------------------


class _Reader:
    """Rows of the run's events, as seen at `as of`."""

    def __init__(self, run: "Run", as_of: int) -> None:
        self.session, self.zone, self.as_of = run.session, run.policy.zone, as_of
        self.unclear = 0

    def versions(self, form: _Confirming) -> Iterator[Version]:
        """Each version that was published, in order of time."""
        signed = self._signed(form)
        members = self.session.dated_members(form.members)
        event = form.published.event
        row = self._row(event)
        adopted = event.milestones.get(ADOPTED, event.start)
        wanted = {
            "published": row.moment(event.start),
            "adopted": row.moment(adopted),
            "by": row.column(ROLE) if ROLE in row.prepared.values else None,
            **self._keys(row, event, form.keys),
        }
        for found in self._rows(form.published, wanted, ("published", "meant")):
            key = tuple(found[f"key {name}"] for name in form.keys)
            if None in key:
                self.unclear += 1
                continue
            at = int(found["published"])
            obliged = sorted({m for m, *span in members if _counts(at, *span)})
            waiting = [m for m in obliged if signed.get((key, m), at - 1) < at]
            yield Version(
                standard=form.standard.id,
                version=", ".join(key),
                published=iso(at, self.zone),
                adopted=self._shown(found["adopted"]),
                by=found.get("by") or None,
                obliged=len(obliged),
                confirmed=len(obliged) - len(waiting),
                unconfirmed=tuple(self._masked(form.who, waiting)),
            )

    def _signed(self, form: _Confirming) -> Mapping[tuple[tuple[str, ...], str], int]:
        """The last confirmation of each version by each person."""
        event = form.signed.event
        row = self._row(event)
        wanted = {
            "at": row.moment(event.start),
            "who": row.column(form.who),
            **self._keys(row, event, form.keys),
        }
        last: dict[tuple[tuple[str, ...], str], int] = {}
        for found in self._rows(form.signed, wanted, ("at", "who", "meant")):
            key = tuple(found[f"key {name}"] for name in form.keys)
            if None in key:
                self.unclear += 1
            else:
                last[key, found["who"]] = int(found["at"])
        return last

    def training(self, form: _Trained) -> Training:
        """Whoever had begun by now, and who of them without training."""
        event = form.hired.event
        row = self._row(event)
        wanted = {
            "began": row.moment(form.began),
            "trained": row.moment(form.trained),
            **{f"key {c}": Name(f"identity {c}") for c in event.identity},
        }
        broken = any_of(*(f for m in (form.began, form.trained) if (f := row.flag(m))))
        rows = self._rows(form.hired, {**wanted, "broken": broken}, ("meant",))
        began = [r for r in rows if self._has_begun(r)]
        return Training(
            standard=form.standard.id,
            began=len(began),
            untrained=tuple(
                self._newcomer(form, event.identity, found)
                for found in began
                if found["trained"] is None or found["trained"] > found["began"]
            ),
        )

    def _has_begun(self, found: Mapping[str, Any]) -> bool:
        """Whether somebody has begun; counts those of whom it cannot be known."""
        if found["broken"]:
            self.unclear += 1
            return False
        began = found["began"]
        return isinstance(began, int) and began <= self.as_of

    def _newcomer(
        self, form: _Trained, identity: tuple[str, ...], found: Mapping[str, Any]
    ) -> Newcomer:
        names = [
            value
            for column in identity
            for value in self._masked(
                model.Column(column, model.TEXT), [str(found[f"key {column}"])]
            )
        ]
        return Newcomer(
            standard=form.standard.id,
            newcomer=", ".join(names),
            began=self._shown(found["began"]) or "",
            trained=self._shown(found["trained"]),
        )

    # --- reading ----------------------------------------------------------------------

    def _row(self, event: model.Event) -> Row:
        promises = self.session.promises.get(event.name, frozenset())
        return Row(self.session.prepared(event), self.as_of, promises)

    def _keys(
        self, row: Row, event: model.Event, names: Iterable[str]
    ) -> dict[str, Expr]:
        return {f"key {n}": row.column(key_column(event, n)) for n in names}

    def _rows(
        self,
        population: model.Population,
        wanted: Mapping[str, Expr | None],
        needed: tuple[str, ...],
    ) -> list[dict[str, Any]]:
        """Rows in order of time; those without what is needed are counted apart."""
        row = self._row(population.event)
        start = row.column(population.event.start)
        meant = both(*(row.condition(c) for c in population.where))
        outputs = (
            *(Output(value, n) for n, value in wanted.items() if value is not None),
            Output(meant, "meant"),
        )
        select = Select(
            outputs,
            Relation(row.prepared.relation),
            where=any_of(IsNull(start), Binary("<=", start, moment_at(self.as_of))),
            order=(Order(start), *(Order(Name(o.name)) for o in outputs)),
        )
        names = [output.name for output in outputs]
        found = [
            dict(zip(names, values, strict=True))
            for values in self.session.run(emit(Query("", (), select)))
        ]
        meant_rows = [r for r in found if r["meant"] is not False]
        whole = [r for r in meant_rows if all(r[n] is not None for n in needed)]
        self.unclear += len(meant_rows) - len(whole)
        return whole

    def _masked(self, column: model.Column, names: list[str]) -> list[str]:
        return [MASK] * len(names) if self.session.is_hidden(column.name) else names

    def _shown(self, moment: object) -> str | None:
        return iso(moment, self.zone) if isinstance(moment, int) else None


def _counts(at: int, since: int | None, until: int | None) -> bool:
    """Whether a member of a list counts at a moment."""
    return (since is None or since <= at) and (until is None or at < until)
