"""What became of an event that fell short, in the words of a language."""

from upheld.checker.report import FailedEvent
from upheld.checker.wording import Wording


def state_in_words(state: str, wording: Wording) -> str:
    """The state of an event."""
    match state:
        case "met":
            return wording.term("event", "met")
        case "missed":
            return wording.term("event", "missed")
        case "invalid":
            return wording.term("event", "invalid")
        case _:
            return state


def measured_in_words(event: FailedEvent, wording: Wording) -> str:
    """What was measured of an event; empty where nothing was."""
    if event.measured_message is None:
        return event.measured or ""
    return wording.tell(event.measured_message)


def reason_in_words(event: FailedEvent, wording: Wording) -> str:
    """Why an event is listed; a report of before has some reasons in English alone."""
    if event.reason_message is not None:
        return wording.tell(event.reason_message)
    return _word(event.reason, wording)


def _word(reason: str, wording: Wording) -> str:
    match reason:
        case "late":
            return wording.term("reason", "late")
        case "never":
            return wording.term("reason", "never")
        case "missing":
            return wording.term("reason", "missing")
        case "condition":
            return wording.term("reason", "condition")
        case "came":
            return wording.term("reason", "came")
        case "counted":
            return wording.term("reason", "counted")
        case "not ended":
            return wording.term("reason", "not ended")
        case _:
            return reason
