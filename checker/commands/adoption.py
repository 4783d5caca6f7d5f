"""`upheld adoption`: which version is in force, and whom it has not reached."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from upheld.checker.commands.check import REFUSED, pairs, project_request
from upheld.checker.commands.language import LANG, wording_here
from upheld.checker.commands.terminal import show, tell

if TYPE_CHECKING:
    from upheld.checker.adoption import AdoptionDocument
    from upheld.checker.check import Request
    from upheld.checker.wording import Language

#: Exit status of `--strict` where somebody is named.
SOMEBODY = 1


@click.command("adoption")
@click.argument("policies", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="What to print on standard output (default: text).",
)
@click.option(
    "--source", multiple=True, metavar="NAME=PATH", help="Read a source from elsewhere."
)
@click.option("--as-of", metavar="MOMENT", help="See nothing after it; also `now`.")
@LANG
@click.option(
    "--strict",
    is_flag=True,
    help="Status 1 where somebody has not confirmed, or began untrained.",
)
def adoption_command(
    policies: tuple[Path, ...],
    format: Literal["text", "json"],
    source: tuple[str, ...],
    as_of: str | None,
    lang: "Language | None",
    strict: bool,
) -> int:
    """Show each version of the standards, and whom it has not reached.

    When it was adopted and by which role, who has not confirmed it, and who began
    without training. Read are the standards with `label adoption "confirmation"`
    (`every publication followed by sign-off from every staff_id of staff …`) and `label
    adoption "training"` (`every hire trained by first_contact_at …`).
    """
    from dataclasses import replace

    request = project_request(policies)
    if request is None:
        return REFUSED
    given = {**request.sources, **pairs("--source", source)}
    found = adoption(replace(request, sources=given, as_of=as_of))
    if found is None:
        return REFUSED
    from upheld.checker.documents import written
    from upheld.checker.render.adoption import render_text

    as_json = format == "json"
    show(
        written(found) if as_json else render_text(found, wording_here(lang, policies))
    )
    named = any(v.unconfirmed for v in found.versions)
    named = named or any(t.untrained for t in found.trainings)
    return SOMEBODY if strict and (named or found.unclear) else 0


def adoption(request: "Request") -> "AdoptionDocument | None":
    """What was found; None, and it is said why, where nothing can be read."""
    from upheld.checker.adoption import adoption_of, marked
    from upheld.checker.asked import asked_mistakes
    from upheld.checker.check import Run
    from upheld.checker.engine import EngineError
    from upheld.dsl.diagnostics import RefusedError
    from upheld.dsl.loader import load

    loaded = load(
        request.policies,
        parameters=request.parameters,
        root=None if request.outside else request.root,
    )
    zone = loaded.policy.zone if loaded.policy else "UTC"
    wrong = (*loaded.diagnostics, *asked_mistakes(request, zone))
    tell(wrong, loaded.sources)
    if loaded.policy is None or wrong:
        return None
    run = Run(request, loaded.policy, marked(loaded.policy), loaded.sources)
    try:
        return adoption_of(run)
    except RefusedError as error:
        tell(error.diagnostics, loaded.sources)
    except EngineError as error:
        place = loaded.policy.standards[0].span
        tell((error.diagnostic("the engine could not read", place),), loaded.sources)
    finally:
        run.close()
    return None
