"""Polish units of time, in the forms that a number and a case give them."""

from collections.abc import Mapping

from upheld.dsl.ast import TimeUnit
from upheld.dsl.table import Forms, WorkingUnit

UNITS: Mapping[TimeUnit, tuple[str, ...]] = {
    "second": (
        "sekundę",
        "sekunda",
        "sekundy",
        "sekund",
        "sekundach",
        "sekundą",
        "sekundami",
    ),
    "minute": ("minutę", "minuta", "minuty", "minut", "minutach", "minutą", "minutami"),
    "hour": (
        "godzinę",
        "godzina",
        "godziny",
        "godzin",
        "godzinach",
        "godziną",
        "godzinami",
    ),
    "day": ("dzień", "dni", "dnia", "dniach", "dniem", "dniami"),
    "week": (
        "tydzień",
        "tygodnie",
        "tygodnia",
        "tygodni",
        "tygodniach",
        "tygodniem",
        "tygodniami",
    ),
    "month": (
        "miesiąc",
        "miesiące",
        "miesiąca",
        "miesięcy",
        "miesiącach",
        "miesiącem",
        "miesiącami",
    ),
    "quarter": (
        "kwartał",
        "kwartały",
        "kwartału",
        "kwartałów",
        "kwartałach",
        "kwartałem",
        "kwartałami",
    ),
    "year": ("rok", "lata", "roku", "lat", "latach", "rokiem", "latami"),
}

WORKING: Mapping[WorkingUnit, tuple[str, ...]] = {
    "minute": (
        "minutę roboczą",
        "minuty robocze",
        "minuty roboczej",
        "minut roboczych",
        "minutach roboczych",
    ),
    "hour": (
        "godzinę roboczą",
        "godziny robocze",
        "godziny roboczej",
        "godzin roboczych",
        "godzinach roboczych",
    ),
    "day": (
        "dzień roboczy",
        "dni robocze",
        "dnia roboczego",
        "dni roboczych",
        "dniach roboczych",
    ),
}

EACH: Mapping[TimeUnit, tuple[str, ...]] = {
    "hour": ("w każdej godzinie",),
    "day": ("w każdym dniu", "każdego dnia", "dziennie"),
    "week": ("w każdym tygodniu", "tygodniowo"),
    "month": ("w każdym miesiącu", "miesięcznie"),
    "quarter": ("w każdym kwartale", "kwartalnie"),
    "year": ("w każdym roku", "rocznie"),
}

COUNTED: Mapping[str, Forms] = {
    "second": Forms("sekundę", "sekundy", "sekundy", "sekund"),
    "minute": Forms("minutę", "minuty", "minuty", "minut"),
    "hour": Forms("godzinę", "godziny", "godziny", "godzin"),
    "day": Forms("dzień", "dni", "dnia", "dni"),
    "week": Forms("tydzień", "tygodnie", "tygodnia", "tygodni"),
    "month": Forms("miesiąc", "miesiące", "miesiąca", "miesięcy"),
    "quarter": Forms("kwartał", "kwartały", "kwartału", "kwartałów"),
    "year": Forms("rok", "lata", "roku", "lat"),
    "working minute": Forms(
        "minutę roboczą", "minuty robocze", "minuty roboczej", "minut roboczych"
    ),
    "working hour": Forms(
        "godzinę roboczą", "godziny robocze", "godziny roboczej", "godzin roboczych"
    ),
    "working day": Forms(
        "dzień roboczy", "dni robocze", "dnia roboczego", "dni roboczych"
    ),
    "point": Forms("punkt", "punkty", "punktu", "punktów"),
    "decimal": Forms(
        "miejsca po przecinku",
        "miejsca po przecinku",
        "miejsca po przecinku",
        "miejsc po przecinku",
    ),
}

#: Behind `między`: of one, and of several.
BETWEEN: Mapping[str, tuple[str, str]] = {
    "second": ("sekundą", "sekundami"),
    "minute": ("minutą", "minutami"),
    "hour": ("godziną", "godzinami"),
    "day": ("dniem", "dniami"),
    "week": ("tygodniem", "tygodniami"),
    "month": ("miesiącem", "miesiącami"),
    "quarter": ("kwartałem", "kwartałami"),
    "year": ("rokiem", "latami"),
    "point": ("punktem", "punktami"),
}
