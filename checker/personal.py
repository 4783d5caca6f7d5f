"""Which columns tell of people, so that a list of events masks their values.

`personal` in the settings names columns; a few names say it by themselves
(`customer_email`, `Phone`, `pesel`).
"""

import re
from collections.abc import Iterable

#: What stands in place of a value.
MASK = "•••"

#: Words of a column's name that speak of a person wherever they stand.
_ALWAYS = frozenset(
    {
        *("email", "mail", "phone", "telephone", "mobile", "address", "street"),
        *("birthday", "birthdate", "birth", "dob", "ssn", "passport", "iban"),
        *("surname", "firstname", "lastname", "fullname", "username"),
        *("namn", "efternamn", "personnummer", "epost", "telefon", "adress"),
        *("imie", "imię", "nazwisko", "adres", "pesel"),
        *("jmeno", "jméno", "prijmeni", "příjmení", "adresa"),
    }
)
#: Words that make a `name` one of a person; `product_name` is none.
_OF_PEOPLE = frozenset(
    {
        *("first", "last", "full", "middle", "maiden", "user", "customer", "client"),
        *("caller", "contact", "patient", "person", "agent", "employee", "staff"),
    }
)

_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")


def is_personal(column: str, named: Iterable[str] = ()) -> bool:
    """Whether a column's values are masked.

    Args:
        named: columns that the settings name; capitals make no difference.
    """
    if column.casefold() in {name.casefold() for name in named}:
        return True
    words = [word.casefold() for word in _WORD.findall(_HUMP.sub(" ", column))]
    if _ALWAYS & set(words):
        return True
    return "name" in words and (len(words) == 1 or bool(_OF_PEOPLE & set(words)))
