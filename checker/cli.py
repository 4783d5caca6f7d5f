"""The `upheld` command: its sub-commands, and how every run of it may end.

Nothing heavy is imported here: `upheld --help` has to be quick.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from upheld import __version__
from upheld.checker import interrupts
from upheld.checker.commands.terminal import abandon, say, show

EXIT_STATUS = """\b
Exit status:
  0    nothing fell short
  1    a standard was breached (--fail-on), or a case of `test` failed
  2    the command, the configuration or a policy is wrong; nothing judged
  3    a standard could not be evaluated; the others were
  4    nothing breached, but a standard has no judged window (--no-data)
  130  interrupted
Where several hold: 2, 3, 1, 4.
"""

#: Each has a module of its own in `commands/`, imported when it is called or listed.
COMMANDS = (
    *("adoption", "changes", "check", "ci", "coverage", "demo", "diff", "doctor"),
    *("explain", "fetch", "fmt", "handbook", "history", "holidays", "init", "library"),
    *("lint", "sign", "site", "sources", "suggest", "test", "verify"),
)

INTERRUPTED = 130
#: What DuckDB raises where Ctrl-C stops a statement.
ENGINE_INTERRUPTED = "Query interrupted"
WRONG_USE = 2
INTERNAL = 3


def print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        show(f"upheld {__version__}")
        context.exit()


class Commands(click.Group):
    """The commands, none of which is imported for another one's sake."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the alphabet."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, from its module; None where there is none."""
        # Of a name that is none, click says which of those that it has are near.
        known = cmd_name in COMMANDS or cmd_name in self.commands
        for name in (cmd_name,) if known else COMMANDS:
            if name not in self.commands:
                module = import_module(f"upheld.checker.commands.{name}")
                self.add_command(getattr(module, f"{name}_command"))
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=Commands,
    epilog=EXIT_STATUS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help="Show the version and leave.",
)
def commands(debug: bool) -> None:
    """Are our service standards being kept?

    A standard is a sentence in a .std file: `90% of calls answered within 2m per day`.
    Start with `upheld demo`, or with `upheld init && upheld check`.
    """
    if debug:
        os.environ["UPHELD_DEBUG"] = "1"


@commands.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of `check --format json`."""
    import json

    from upheld.checker.render.document import json_schema

    show(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit status."""
    # A run makes much and drops little: looking for circles at the default pace takes a
    # sixth of its time.
    gc.set_threshold(200_000, 20, 100)
    # Models are checked by pydantic alone: looking through every distribution that is
    # installed for plugins of it would take longer than all of that.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    interrupts.EAR.wanted = True
    status = run(sys.argv[1:] if arguments is None else list(arguments))
    close(status)


def run(arguments: list[str]) -> int:
    """Run the command line; every way that it may end is an exit status."""
    try:
        status = commands.main(arguments, prog_name="upheld", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return WRONG_USE
    except BrokenPipeError:
        abandon(sys.stdout)
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort of the program
        if str(error) == ENGINE_INTERRUPTED:
            say("interrupted")
            return INTERRUPTED
        return internal_error(error, arguments)
    return status if isinstance(status, int) else 0


def internal_error(error: Exception, arguments: list[str]) -> int:
    """Say that the program is at fault, and how to see where."""
    say(f"internal error: {type(error).__name__}: {' '.join(str(error).split())}")
    if os.environ.get("UPHELD_DEBUG"):
        import traceback

        traceback.print_exception(error)
    else:
        say(f"for the traceback: upheld --debug {' '.join(arguments)}")
    return INTERNAL


def close(status: int) -> NoReturn:
    """Flush what is left, quietly where the reader has gone, and leave at once.

    The system takes back what the run has made as a whole; taken apart one by one, as
    Python does at its end, it would cost a fifth of a small check. Sources, folders and
    files are closed by then.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            pass
        except OSError as error:
            status = internal_error(error, sys.argv[1:])
    os._exit(status)
