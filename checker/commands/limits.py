"""Options for how much memory and time a run may take."""

import re
from datetime import timedelta

import click

from upheld.checker.settings_lengths import MEMORY, length_of_time


class Size(click.ParamType[str]):
    """A size such as `2GB`."""

    name = "size"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The size as the engine reads it."""
        if re.fullmatch(MEMORY, value) is None:
            self.fail(f"`{value}` is no size: write it as 2GB", param, ctx)
        return value


class Length(click.ParamType[timedelta]):
    """A length of time such as `90s` or `5m`."""

    name = "length"

    def convert(
        self,
        value: str | timedelta,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> timedelta:
        """The length."""
        try:
            found = length_of_time(value)
        except ValueError:
            found = None
        if not isinstance(found, timedelta) or found <= timedelta(0):
            self.fail(f"`{value}` is no length: write it as 90s or 5m", param, ctx)
        return found


LIMITS = (
    click.option(
        "--memory-limit",
        type=Size(),
        help="Memory for the engine, as 2GB (default: six tenths of the machine's).",
    ),
    click.option("--time-limit", type=Length(), help="Time for the run, as 90s or 5m."),
)
