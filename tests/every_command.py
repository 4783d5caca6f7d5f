"""Every command of the program, each from its own module."""

import click

from upheld.checker.cli import commands


def every_command() -> dict[str, click.Command]:
    """The commands by name."""
    context = click.Context(commands)
    found = {
        n: commands.get_command(context, n) for n in commands.list_commands(context)
    }
    return {name: command for name, command in found.items() if command is not None}


COMMANDS = every_command()
