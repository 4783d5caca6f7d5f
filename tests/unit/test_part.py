"""Parts of reports: made by name, changed by name, read back as they were written."""

from dataclasses import field

import pytest

from upheld.checker.documents import as_data, part_of, read, schema_of, written
from upheld.checker.part import Part, fields_of


class Leaf(Part):
    """A leaf."""

    name: str
    group: dict[str, str] = field(default_factory=dict)


class Tree(Part):
    """A tree."""

    schema_: str = "tree/1"
    leaves: tuple[Leaf, ...]
    height: int | None = None


TREE = Tree(leaves=(Leaf(name="a", group={"team": "north"}), Leaf(name="b")))


def test_defaults_are_made_for_each_part() -> None:
    first, second = Leaf(name="a"), Leaf(name="a")
    assert first == second
    assert first.group == {}
    assert first.group is not second.group


def test_fields_stand_in_their_order_however_they_were_given() -> None:
    assert list(vars(Tree(height=3, leaves=()))) == ["schema_", "leaves", "height"]
    assert fields_of(Tree) == {"schema_": True, "leaves": False, "height": True}


def test_a_field_that_is_missing_or_unknown_is_told() -> None:
    with pytest.raises(TypeError, match="Leaf lacks `name`"):
        Leaf()  # type: ignore[call-arg] # the mistake that is tested
    with pytest.raises(TypeError, match=r"Leaf has no \{'colour'\}"):
        Leaf(name="a", colour="red")  # type: ignore[call-arg] # as above
    with pytest.raises(TypeError, match=r"Leaf has no \{'colour'\}"):
        Leaf(name="a").but(colour="red")


def test_a_changed_part_leaves_the_old_one_as_it_was() -> None:
    high = TREE.but(height=3)
    assert (high.height, TREE.height) == (3, None)
    assert high != TREE
    assert high.but(height=None) == TREE


def test_a_document_is_read_as_it_was_written() -> None:
    assert read(Tree, written(TREE)) == TREE
    assert as_data(TREE)["schema"] == "tree/1"
    assert as_data(TREE, lean=True) == {
        "schema": "tree/1",
        "leaves": [
            {"name": "a", "group": {"team": "north"}},
            {"name": "b", "group": {}},
        ],
    }
    assert schema_of(Tree)["additionalProperties"] is False


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"leaves": [{"name": 1}]}, "valid string"),
        ({"leaves": [], "colour": "red"}, "colour"),
        ({}, "leaves"),
    ],
)
def test_a_document_of_other_fields_is_refused(
    values: dict[str, object], wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        part_of(Tree, values)
