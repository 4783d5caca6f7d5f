"""What `check` does with a run beyond showing it: evidence, history, notification."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.checker.commands.terminal import say, tell
from upheld.checker.render.first_events import EVENTS_BESIDE, EVENTS_SHOWN
from upheld.dsl.dataclass import dataclass

if TYPE_CHECKING:
    from upheld.checker.check import Outcome, Request
    from upheld.checker.ledger.timeline import News
    from upheld.checker.notify import Webhook
    from upheld.checker.render.notice import Shape
    from upheld.checker.settings import Settings
    from upheld.checker.wording import Language


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a run is kept and who is told; `language` is that of texts for people."""

    evidence: Path | None
    history: Path | None
    webhook: "Webhook | None"
    shape: "Shape"
    language: "Language"

    @property
    def details(self) -> bool:
        """Whether a whole report is kept, with its charts."""
        return self.evidence is not None or self.history is not None

    @property
    def values(self) -> bool:
        """Whether what windows measured is kept or told."""
        return self.details or self.webhook is not None

    @property
    def events(self) -> int:
        """How many events that fell short the run has to list for each standard."""
        if self.evidence is not None:
            return EVENTS_BESIDE
        return EVENTS_SHOWN if self.history is not None else 0


def keeping_of(
    options: Mapping[str, object],
    settings: "Settings",
    root: Path,
    language: "Language",
) -> Keeping:
    """What the command and the settings ask for.

    Args:
        options: of the command: `evidence`, `history`, `notify`.

    Raises:
        RefusedError: E0053, a notification that can go nowhere.
    """
    evidence, history = options["evidence"], options["history"]
    assert isinstance(evidence, Path | None)
    assert isinstance(history, Path | None)
    if history is None and settings.history is not None:
        history = root / settings.history
    shape = "slack" if settings.notify is None else settings.notify.shape
    webhook = _webhook(options["notify"], language, asked=settings.notify is not None)
    return Keeping(evidence, history, webhook, shape, language)


def _webhook(option: object, language: "Language", *, asked: bool) -> "Webhook | None":
    """The webhook to tell, if one is to be told.

    Asked for by the settings alone, a missing address is only said: a developer's
    machine has none. On the command line it is a mistake.
    """
    if option is False or (option is None and not asked):
        return None
    from upheld.checker.notify import URL, no_address, webhook_of

    webhook = webhook_of()
    if webhook is None and option:
        raise no_address()
    if webhook is None:
        from upheld.checker.wording import wording_of

        say(
            wording_of(language).say(
                "warning: nobody is notified: `{name}` is not set", name=URL
            )
        )
    return webhook


def keep(keeping: Keeping, request: "Request", outcome: "Outcome") -> bool:
    """Keep a run that was judged and tell of it; False where it could not be kept."""
    from upheld.dsl.diagnostics import RefusedError

    kept, found = True, None
    for step in (_write_evidence, _append_history):
        try:
            found = step(keeping, request, outcome) or found
        except RefusedError as error:
            tell(error.diagnostics, {})
            kept = False
    _notify(keeping, outcome, found)
    return kept


def _write_evidence(keeping: Keeping, request: "Request", outcome: "Outcome") -> None:
    if keeping.evidence is None:
        return
    from upheld.checker.evidence.bundle import write_bundle
    from upheld.checker.evidence.gather import ChangedError, gather

    try:
        bundle = gather(request, outcome, keeping.language)
    except ChangedError as error:
        message = f"`{error}` changed while it was judged: there is no evidence of it"
        raise click.UsageError(message) from None
    write_bundle(bundle, keeping.evidence)


def _append_history(
    keeping: Keeping, request: "Request", outcome: "Outcome"
) -> "News | None":
    """Append a run to the history; what it says anew."""
    if keeping.history is None:
        return None
    from upheld.checker.evidence.git import git_state
    from upheld.checker.ledger.store import append, read_history
    from upheld.checker.ledger.timeline import news

    assert outcome.report is not None
    commit = git_state(request.root, ()).commit or ""
    run = append(keeping.history, outcome.report, outcome.inputs, commit)
    if keeping.webhook is None:
        return None
    return news(read_history(keeping.history), run.number)


def _notify(keeping: Keeping, outcome: "Outcome", found: "News | None") -> None:
    """Tell the webhook; that it could not be told is said, and changes nothing."""
    if keeping.webhook is None or outcome.report is None:
        return
    from upheld.checker.ledger.timeline import News
    from upheld.checker.notify import deliver
    from upheld.checker.render.notice import notice, shaped
    from upheld.checker.wording import wording_of

    known = found or News(frozenset(), frozenset())
    wording = wording_of(keeping.language)
    lines = notice(
        outcome.report,
        still=known.still,
        repaired=known.repaired,
        wording=wording,
    )
    why = deliver(keeping.webhook, shaped(lines, keeping.shape)) if lines else ""
    if why:
        told = wording.say(
            "warning: the notification was not delivered: {why}", why=wording.tell(why)
        )
        say(told)
