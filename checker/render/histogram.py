"""The geometry of a distribution: bars beside the limit, percentiles above them."""

from collections.abc import Sequence
from fractions import Fraction

from upheld.checker.charts import Bin, Distribution
from upheld.checker.render.numbers import show, show_target
from upheld.checker.render.scales import Axis, Frame, Rule, ticks
from upheld.checker.report import StandardResult
from upheld.checker.wording import ENGLISH, Wording
from upheld.dsl.dataclass import dataclass

HISTOGRAM = Frame(1000, 240, 52, 40, 40, 40)


@dataclass(frozen=True, slots=True)
class Bars:
    """A distribution ready to be written as SVG, and what it says in words.

    `within` and `past` are the bars on either side of the limit, `tails` the labels of
    bars that have an open end.
    """

    frame: Frame
    title: str
    description: str
    within: str
    past: str
    limits: tuple[Rule, ...]
    percentiles: tuple[Rule, ...]
    levels: tuple[Rule, ...]
    facts: tuple[tuple[str, str], ...]
    sentence: str


def histogram(standard: StandardResult, wording: Wording = ENGLISH) -> Bars | None:
    """The distribution of a standard; None where it has none."""
    found = standard.distribution
    if found is None or not found.number:
        return None
    drawn = _Drawing(found, standard, wording)
    return Bars(
        HISTOGRAM,
        drawn.title(),
        " ".join((drawn.sentence(), *(f"{n}: {v}." for n, v in drawn.facts()))),
        drawn.bars(past=False),
        drawn.bars(past=True),
        drawn.limits(),
        drawn.percentiles(),
        drawn.levels(),
        drawn.facts(),
        drawn.sentence(),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    found: Distribution
    standard: StandardResult
    wording: Wording

    # --- places -----------------------------------------------------------------------

    @property
    def edges(self) -> Sequence[tuple[float, float]]:
        """Both ends of each bin; an open one is as wide as the bin beside it."""
        bins = self.found.bins
        width = next((w for one in bins if (w := _width(one)) is not None), 1.0)
        return [_ends(one, width) for one in bins]

    @property
    def axis(self) -> Axis:
        """Values from left to right, the limits among them."""
        ends = [end for pair in self.edges for end in pair]
        ends += [float(Fraction(limit)) for limit in self._limits()]
        left = HISTOGRAM.left
        return Axis(min(ends), max(ends), left, left + HISTOGRAM.inner_width)

    def _limits(self) -> list[str]:
        found = (self.found.limit_exact, self.found.limit_high_exact)
        return [limit for limit in found if limit is not None]

    def bars(self, *, past: bool) -> str:
        """The bars on one side of the limit as one path."""
        most = max(one.number for one in self.found.bins)
        base, axis = HISTOGRAM.height - HISTOGRAM.bottom, self.axis
        path = []
        for one, (low, high) in zip(self.found.bins, self.edges, strict=True):
            if not one.number or self.is_past(low, high) != past:
                continue
            left, right = axis.at(low), axis.at(high)
            tall = max(HISTOGRAM.inner_height * one.number / most, 1.5)
            wide = max(right - left - 1.5, 0.5)
            path.append(f"M{left + 0.75:g} {base}v-{tall:.1f}h{wide:.1f}v{tall:.1f}Z")
        return "".join(path)

    def is_past(self, low: float, high: float) -> bool:
        """Whether a bin lies on the side that is not asked for."""
        middle, limits = (low + high) / 2, [float(Fraction(v)) for v in self._limits()]
        match self.found.wanted:
            case "below":
                return middle > limits[0]
            case "above":
                return middle < limits[0]
            case "between":
                return not limits[0] < middle < limits[-1]

    # --- words ------------------------------------------------------------------------

    def amount(self, exact: str) -> str:
        """An amount of the distribution as it is shown, told from the limits."""
        unit, currency = self.found.unit, self.found.currency
        marks = [Fraction(limit) for limit in self._limits()]
        return show(
            Fraction(exact),
            None,
            unit,
            currency=currency,
            marks=marks,
            wording=self.wording,
        )

    def limits(self) -> tuple[Rule, ...]:
        """The limit lines with their names."""
        if self.found.of == "after_deadline":
            return (Rule(self.axis.at(0.0), self.wording.say("deadline")),)
        return tuple(
            Rule(
                self.axis.at(float(Fraction(limit))),
                self.limit_in_words(limit),
            )
            for limit in self._limits()
        )

    def limit_in_words(self, limit: str) -> str:
        """The limit of single events, or, of a statistic, the target of all."""
        value = show_target(
            Fraction(limit), self.found.unit, self.found.currency, self.wording
        )
        of_each = all(window.unit == "share" for window in self.standard.windows)
        if of_each:
            return self.wording.say("limit {value}", value=value)
        return self.wording.say("target {value}", value=value)

    def percentiles(self) -> tuple[Rule, ...]:
        """The lines of p50, p90 and p95."""
        return tuple(
            Rule(self.axis.at(float(Fraction(value))), name)
            for name, value in self._ranks()
        )

    def _ranks(self) -> tuple[tuple[str, str], ...]:
        found = self.found
        return ("p50", found.p50), ("p90", found.p90), ("p95", found.p95)

    def levels(self) -> tuple[Rule, ...]:
        """Round amounts below the bars."""
        found = self.found
        return ticks(
            self.axis,
            found.unit,
            most=9,
            currency=found.currency,
            wording=self.wording,
        )

    def title(self) -> str:
        """What the bars count."""
        name = self.found.name
        match self.found.of:
            case "took":
                return self.wording.say("Time until {name}", name=f"`{name}`")
            case "after_deadline":
                return self.wording.say(
                    "Time from the deadline to {name}; what is early stands left of it",
                    name=f"`{name}`",
                )
            case "value":
                if not name:
                    return self.wording.say("Values of single events")
                return self.wording.say("Values of {name}", name=f"`{name}`")

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Percentiles and ends, with their names."""
        found, wording = self.found, self.wording
        return (
            (wording.say("Smallest"), self.amount(found.minimum)),
            *((name, self.amount(value)) for name, value in self._ranks()),
            (wording.say("Largest"), self.amount(found.maximum)),
        )

    def sentence(self) -> str:
        """How many lie past the limit, and how many have no value."""
        found = self.found
        share = show(
            Fraction(found.past, found.number), None, "share", wording=self.wording
        )
        past = self.wording.count(
            "{n} of {all} events with a value lies past the limit ({share}).",
            "{n} of {all} events with a value lie past the limit ({share}).",
            found.past,
            all=found.number,
            share=share,
        )
        told = [past]
        if found.without:
            without = self.wording.count(
                "{n} event has no value and is not drawn.",
                "{n} events have no value and are not drawn.",
                found.without,
            )
            told.append(without)
        if found.bins[-1].high is None:
            told.append(self.wording.say("The last bar holds all larger values too."))
        if found.bins[0].low is None:
            told.append(self.wording.say("The first bar holds all smaller values too."))
        return " ".join(told)


def _width(one: Bin) -> float | None:
    if one.low is None or one.high is None:
        return None
    return float(Fraction(one.high) - Fraction(one.low))


def _ends(one: Bin, width: float) -> tuple[float, float]:
    """The ends of a bin as numbers for the drawing."""
    if one.low is None:
        high = float(Fraction(one.high or 0))
        return high - width, high
    low = float(Fraction(one.low))
    return low, low + width if one.high is None else float(Fraction(one.high))
