"""Any tree, printed in any language, is read back as the same tree."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.trees import documents
from upheld.dsl import ast
from upheld.dsl.languages import table_of
from upheld.dsl.parser import parse
from upheld.dsl.printer import print_document
from upheld.dsl.source import Source


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("code", ["sv", "pl", "cs"])
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=documents)
def test_printed_tree_parses_back_to_the_same_tree(
    code: str, tree: ast.Document
) -> None:
    others = tuple(d for d in tree.declarations if not isinstance(d, ast.Language))
    tree = replace(tree, declarations=(ast.Language(code), *others))
    printed = print_document(tree, table_of(code))
    document, problems = parse(Source("test.std", printed))
    assert problems == (), printed
    assert document == tree, printed
