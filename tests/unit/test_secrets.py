"""No message shows a secret, however the address was put together."""

from pathlib import Path

import pytest

from upheld.connectors.base import SourceError, SourceSpec
from upheld.connectors.secrets import from_environment, scrubbed, secrets_in


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("postgresql://u:tulip%40rose@host/db", "no entry for tulip@rose"),
        ("postgresql://u:tulip@rose@host/db", 'could not find host "rose@host"'),
        ("postgresql://u:tulip/rose@host/db", 'invalid port: "tulip"'),
        ("postgresql://host/db?user=u&password=rose", "bad option rose"),
        ("host=h password='tulip rose' user=u", "bad: tulip rose"),
        ("mysql://u:tulip@h/d", "cannot connect to mysql://u:tulip@h/d"),
        ("snowflake://u@h/?token=tulip.rose", "refused: tulip.rose"),
    ],
)
def test_no_part_of_a_password_is_shown(uri: str, message: str) -> None:
    shown = scrubbed(message, secrets_in(uri))
    assert "tulip" not in shown
    assert "rose" not in shown
    assert shown


def test_a_secret_too_short_to_be_told_apart_hides_the_whole_message() -> None:
    assert scrubbed("the user u is odd", secrets_in("postgresql://u:dd@host/db")) == ""


def test_a_message_without_a_secret_stays() -> None:
    uri = "postgresql://u:tulip@host/db"
    assert scrubbed('host "host" is not known', secrets_in(uri)) == (
        'host "host" is not known'
    )


def test_an_address_in_place_of_a_variable_is_not_shown() -> None:
    uri = "postgresql://u:tulip@host/db"
    spec = SourceSpec("calls", "", Path.cwd(), {"uri": uri}, None)
    with pytest.raises(SourceError) as caught:
        from_environment(spec, "uri")
    assert caught.value.code == "E4019"
    assert "tulip" not in f"{caught.value} {caught.value.help} {caught.value.notes}"
