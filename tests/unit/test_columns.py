"""Numbers as columns are those of each place, whoever asks for them."""

from hypothesis import given
from hypothesis import strategies as st

from upheld.checker.columns import Columns, Place, Places, among, total_of
from upheld.checker.measure import Numbers

places = st.tuples(st.integers(-3, 3), st.tuples(st.sampled_from("ab")))
numbers = st.one_of(st.none(), st.integers(-9, 9), st.fractions(max_denominator=5))
cells = st.dictionaries(
    places,
    st.fixed_dictionaries(
        {"met": st.one_of(st.none(), st.integers(0, 9)), "v": numbers}
    ),
    max_size=8,
)


@given(cells)
def test_columns_are_the_same_cells(found: dict[Place, Numbers]) -> None:
    columns = Columns.of(found)
    assert columns is not None
    assert dict(columns) == found
    assert list(columns) == list(found)
    assert columns.places.windows == {key for key, _ in found}
    assert columns.places.groups == tuple(sorted({group for _, group in found}))
    whole = sum(one["met"] or 0 for one in found.values())
    assert columns.total("met") == total_of(found, "met") == whole
    assert columns.total("of no such name") == 0


def test_places_with_other_names_are_no_columns() -> None:
    assert Columns.of({(0, ()): {"met": 1}, (1, ()): {"used": 1}}) is None


def test_a_number_is_put_where_its_place_is_and_nowhere_else() -> None:
    """Columns may share their lists: what is put into one is not seen in another."""
    shared = {"used": (3, 4), "value": (None, None)}
    both = Places([(1, ("a",)), (2, ("a",))])
    one, other = Columns(both, shared), Columns(both, shared)
    one.put((2, ("a",)), "value", 7)
    one.put((2, ("a",)), "lowest", 6)
    one.put((3, ("a",)), "value", 8)
    assert [one[p].get("value") for p in one] == [None, 7]
    assert [one[p].get("lowest") for p in one] == [None, 6]
    assert [other[p] for p in other] == [
        {"used": 3, "value": None},
        {"used": 4, "value": None},
    ]


def test_some_places_have_their_own_rows() -> None:
    every = Columns(Places([(n, ()) for n in range(4)]), {"met": (5, 6, 7, 8)})
    some = among(every.places, [1, 0, 0, 2])
    assert dict(every.at(some)) == {(0, ()): {"met": 5}, (3, ()): {"met": 8}}
