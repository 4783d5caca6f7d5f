"""Marks everything in this folder, so that `make test` leaves it out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.spark_cluster import MANY_SMALL, Cluster, spark_cluster
from upheld.checker.duck import Duck
from upheld.checker.engine import Engine
from upheld.checker.spark import Spark
from upheld.connectors.lock import connect

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; those of one server run one after the other."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.system)
            name = item.path.stem
            server = "spark" if name.startswith("test_spark") else name
            item.add_marker(pytest.mark.xdist_group(server))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A Spark cluster for all tests but those that break it."""
    with spark_cluster(MANY_SMALL) as found:
        yield found


@pytest.fixture(scope="module")
def engines(cluster: Cluster) -> Iterator[tuple[Engine, Engine]]:
    """DuckDB here and Spark there."""
    local = Duck(connect())
    there = Spark(cluster.remote, local)
    yield local, there
    there.close()
    local.close()
