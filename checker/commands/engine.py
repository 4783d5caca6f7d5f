"""Options for what a run reads and counts with."""

from collections.abc import Mapping

import click

ENGINE = (
    click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        help="What reads and counts the events: this machine, or a Spark cluster.",
    ),
    click.option(
        "--spark-remote",
        envvar="SPARK_REMOTE",
        metavar="ADDRESS",
        help="The cluster of `--engine spark`, as sc://host:15002.",
    ),
)

#: Options that need the data in this process.
_HERE = ("state", "evidence")


def refuse_on_cluster(options: Mapping[str, object]) -> None:
    """Refuse what a run on a cluster lacks or cannot do.

    Raises:
        click.UsageError: no address, or an option that reads the data here.
    """
    if options["engine"] != "spark":
        return
    if not options["spark_remote"]:
        raise click.UsageError("--engine spark needs --spark-remote sc://host:15002")
    for name in _HERE:
        if options[name] is not None:
            raise click.UsageError(f"--{name} does not go with --engine spark")
