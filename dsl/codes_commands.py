"""Codes of the command line, E003x, and of the settings, E01xx.

Their examples are comments, for they stand in no `.std` file.
"""

from upheld.dsl.codetype import Code

COMMANDS = (
    Code(
        "E0030",
        "a selection that matches nothing",
        "What was asked for is not there, so nothing would have been judged.",
        "# upheld check calls.std --select answer-sped",
        "# upheld check calls.std --select 'answer-*'",
    ),
    Code(
        "E0031",
        "an as-of moment that cannot be read",
        "A moment carries its offset, or is `now`.",
        "# upheld check calls.std --as-of yesterday",
        "# upheld check calls.std --as-of 2026-03-01T00:00:00+01:00",
    ),
    Code(
        "E0032",
        "an end of the period that cannot be read, or that lies before the other",
        "`--from` and `--to` take a date, or a moment with its offset.",
        "# upheld check calls.std --from 1/3/2026",
        "# upheld check calls.std --from 2026-03-01",
    ),
    Code(
        "E0033",
        "a source that nothing reads",
        "A misspelled name would leave the other data in place, unsaid.",
        "# upheld check calls.std --source cals=january.csv",
        "# upheld check calls.std --source calls=january.csv",
    ),
    Code(
        "E0034",
        "a format that needs a further package",
        "Some formats are extras, so that the rest installs without their libraries.",
        "# upheld check calls.std --output report.xlsx",
        "# pip install 'upheld[xlsx]'",
    ),
    Code(
        "E0035",
        "a baseline that is no result of `check`",
        "A stored baseline is the JSON of an earlier run.",
        "# upheld check --baseline report.html",
        "# upheld check --format json > 2025.json && upheld check --baseline 2025.json",
    ),
    Code(
        "E0036",
        "a format that needs a library of the system",
        "A PDF is laid out with Pango, which is no Python package.",
        "# upheld check calls.std --output report.pdf",
        "# apt-get install libpangoft2-1.0-0",
    ),
)

EVIDENCE = (
    Code(
        "E0050",
        "no bundle of evidence",
        "`verify` and `sign` read what `check --evidence` wrote, and `check` replaces "
        "nothing else.",
        "# upheld verify report.pdf",
        "# upheld check --evidence evidence.zip && upheld verify evidence.zip",
    ),
    Code(
        "E0051",
        "a key that cannot be used",
        "Signatures are Ed25519: a private key signs, its public key checks, both as "
        "PEM.",
        "# upheld sign evidence.zip --key pub.pem",
        "# upheld sign evidence.zip --key key.pem",
    ),
    Code(
        "E0052",
        "no history of verdicts",
        "Runs are appended to a file of upheld's own, never to another database.",
        "# upheld history calls.duckdb",
        "# upheld check --history history.duckdb && upheld history history.duckdb",
    ),
    Code(
        "E0053",
        "a notification that can go nowhere",
        "The address of the webhook stands in the environment, for it is a secret.",
        "# upheld check --notify",
        "# UPHELD_NOTIFY_URL=https://… upheld check --notify",
    ),
    Code(
        "E0054",
        "a side of a comparison that is not there",
        "`diff` judges policies, by their path or by a revision of git.",
        "# upheld diff HAED~1",
        "# upheld diff HEAD~1",
    ),
    Code(
        "E0055",
        "nothing that `adoption` could read",
        "`adoption` reads standards with a `label adoption`: a confirmation by every"
        " member of a list, or a training by a moment.",
        "standard a\n  every publication followed by sign-off within 14d per quarter"
        '\n  label adoption "confirmation"',
        "standard a\n  every publication followed by sign-off from every staff_id of"
        " staff within 14 days per quarter"
        '\n  label adoption "confirmation"',
    ),
    Code(
        "E0056",
        "no way to a help desk",
        "`fetch` needs its address, of https and nothing but the host, and a token of "
        "the environment: it is a secret and stands in no file.",
        "# upheld fetch zendesk --into desk",
        "# UPHELD_ZENDESK_TOKEN=… UPHELD_ZENDESK_EMAIL=anna@example.com \\\n"
        "# upheld fetch zendesk --into desk --url https://example.zendesk.com",
    ),
    Code(
        "E0057",
        "a help desk that cannot be read",
        "It was asked more than once, with waits between: it refuses the token, is out "
        "of reach, or does not answer as it should. What was read before is kept.",
        "# UPHELD_JIRA_TOKEN=expired upheld fetch jira --into desk",
        "# UPHELD_JIRA_TOKEN=new upheld fetch jira --into desk",
    ),
)

SETTINGS = (
    Code(
        "E0101",
        "a key of the settings that is not known",
        "A misspelled key would be a setting without effect.",
        '# polices = ["standards/*.std"]',
        '# policies = ["standards/*.std"]',
    ),
    Code(
        "E0102",
        "a setting of the wrong type or value, or a missing one",
        "Each key takes values of one kind.",
        "# threads = true",
        "# threads = 2",
    ),
    Code(
        "E0103",
        "settings that are not TOML",
        "Text stands in quotes, tables in brackets.",
        "# policies = [standards",
        '# policies = ["standards/*.std"]',
    ),
    Code(
        "E0104",
        "an environment variable with a wrong value",
        "`UPHELD_*` goes before the file, and takes the same values.",
        "# UPHELD_THREADS=many upheld check",
        "# UPHELD_THREADS=2 upheld check",
    ),
    Code(
        "E0105",
        "a settings file that cannot be read",
        "Settings are UTF-8 text.",
        "# upheld.toml was saved as UTF-16",
        "# upheld.toml was saved as UTF-8",
    ),
)
