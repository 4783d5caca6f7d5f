"""JSON in one spelling (RFC 8785)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.checker.evidence.canonical import canonical

#: Any JSON value whose numbers all readers agree on.
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("aé€", max_size=3), inner),
    max_leaves=20,
)


def test_keys_are_sorted_and_nothing_stands_between_signs() -> None:
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()


def test_keys_are_sorted_by_utf_16_as_section_3_2_3_shows() -> None:
    # The example of RFC 8785: U+1F600 begins with the code unit D83D, which is less
    # than FB33, though its code point is greater.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    written = json.loads(canonical(dict.fromkeys(keys, 0)))
    assert list(written) == order


# From appendix B of RFC 8785, whose numbers are given by their bits.
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (999999999999999700000.0, "999999999999999700000"),
        (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"),
        (-1.5, "-1.5"),
        (10.0, "10"),
    ],
)
def test_numbers_are_written_as_ecmascript_writes_them(
    number: float, text: str
) -> None:
    assert canonical(number) == text.encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**53])
def test_numbers_that_readers_do_not_agree_on_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match=r"number|beyond"):
        canonical(number)


@given(VALUES)
def test_what_is_written_reads_back_and_is_written_the_same(value: object) -> None:
    written = canonical(value)
    # All whole numbers are read as floats: of those beyond 2**53 the text is another.
    read = json.loads(written, parse_int=float)
    assert read == value
    assert canonical(read) == written
