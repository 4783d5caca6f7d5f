"""Codes of data, E4xxx: found when the sources are read and the standards evaluated."""

from upheld.dsl.codetype import Code

_CALLS = 'event call, calls\n  from "calls.csv"\n  occurring at queued\n'

#: What the sources lack that the policy reads.
_COLUMNS = (
    Code(
        "E4001",
        "a column that the source does not have",
        "Every name that is no milestone, state or measure is a column of the source; "
        "the other standards are judged all the same.",
        "standard s\n  90% of calls with wait_secondz at most 120 per day",
        "standard s\n  90% of calls with wait_seconds at most 120 per day",
    ),
    Code(
        "E4002",
        "moments without an offset, and no zone declared for them",
        "`2026-03-02T09:00:00` is another moment in every zone, and the zone of the "
        "machine never matters.",
        _CALLS,
        _CALLS + "  source zone Europe/Stockholm",
    ),
    Code(
        "E4003",
        "a column of another type than the policy needs",
        "A date is no number, and nothing is guessed.",
        _CALLS + "  wait is wait_date in seconds",
        _CALLS + "  wait is wait_s in seconds",
    ),
    Code(
        "E4005",
        "a closed date that is no date",
        "Working time that leaves out a holiday would be wrong, so nothing is guessed.",
        "# holidays.csv holds: date, 6 April",
        "# holidays.csv holds: date, 2026-04-06",
    ),
)

#: Sources that cannot be read.
_SOURCES = (
    Code(
        "E4010",
        "a file that is not there",
        "A path is taken from the folder of the file that names it.",
        'event call, calls\n  from "cals.csv"\n  occurring at queued',
        _CALLS,
    ),
    Code(
        "E4011",
        "an empty file",
        "A file without even a header is a failed export; with a header and no rows "
        "it is read, and there is no data.",
        "# calls.csv holds nothing",
        "# calls.csv holds: id,queued,answered",
    ),
    Code(
        "E4012",
        "a file that cannot be read as what it says it is",
        "The suffix, or `kind` in the settings, says how a file is read.",
        "# calls.parquet holds text",
        '# the file is calls.csv, or the settings say: kind = "csv"',
    ),
    Code(
        "E4013",
        "a file outside the project",
        "A policy reads only files of its own project, unless the command line or "
        "the settings allow more.",
        'event call, calls\n  from "../../calls.csv"\n  occurring at queued',
        _CALLS,
    ),
    Code(
        "E4014",
        "a column name that stands twice",
        "Which of the two is meant cannot be known.",
        "# calls.csv begins: id,queued,queued",
        "# calls.csv begins: id,queued,answered",
    ),
    Code(
        "E4015",
        "a kind of source that nothing reads",
        "Files are known by their suffix; others need `kind` in the settings.",
        'event call, calls\n  from "calls.xlsb"\n  occurring at queued',
        _CALLS,
    ),
    Code(
        "E4016",
        "text in another encoding than it was taken for",
        "Text is UTF-8 or UTF-16, unless the settings name another encoding.",
        "# calls.csv was saved as Windows-1250",
        '# upheld.toml says: [sources.calls] encoding = "cp1250"',
    ),
    Code(
        "E4017",
        "text that holds NUL bytes",
        "A file with NUL bytes is damaged, or no text.",
        "# calls.csv holds the byte 0",
        "# calls.csv was exported again",
    ),
    Code(
        "E4018",
        "a folder that is not a folder of one kind of files",
        "A folder stands for all files in it, which are one source.",
        "# the folder `calls` holds a.csv and b.parquet",
        "# the folder `calls` holds a.csv and b.csv",
    ),
    Code(
        "E4019",
        "an option of a source that is wrong or means nothing there",
        "Each kind of source has options of its own.",
        '# [sources.calls]\n# path = "calls.csv"\n# table = "calls"',
        '# [sources.calls]\n# path = "calls.csv"\n# delimiter = ";"',
    ),
    Code(
        "E4020",
        "a table that the database does not have",
        "A database with several tables needs the name of one of them.",
        'event call, calls\n  from "contact.duckdb#cals"\n  occurring at queued',
        'event call, calls\n  from "contact.duckdb#calls"\n  occurring at queued',
    ),
    Code(
        "E4021",
        "a file or table that may not be read",
        "The user that runs upheld, or that a database knows, needs the right to read.",
        "# calls.csv belongs to another user",
        "# chmod a+r calls.csv",
    ),
    Code(
        "E4022",
        "files of one source with different columns",
        "Files that are one source have the same columns, in any order.",
        "# a.csv begins: id,queued; b.csv begins: id,answered",
        "# a.csv and b.csv begin: id,queued,answered",
    ),
    Code(
        "E4023",
        "a connector that does not load",
        "A kind of source that came with another package is named by its entry "
        "point; the package is broken, or incomplete.",
        '# [sources.calls]\n# kind = "odd"',
        "# pip install --force-reinstall upheld-odd",
    ),
    Code(
        "E4024",
        "a database or store that cannot be reached",
        "Its host is not known, nothing listens there, or it is not who it says.",
        "# CALLS_URI=postgresql://reader@no-such-host/support",
        "# CALLS_URI=postgresql://reader@db.example.org/support",
    ),
    Code(
        "E4025",
        "a user, password, key or token that is refused",
        "It is wrong, or it has expired; what the variable holds is never shown.",
        "# CALLS_URI=postgresql://reader:last-years@db.example.org/support",
        "# CALLS_URI=postgresql://reader:this-years@db.example.org/support",
    ),
    Code(
        "E4026",
        "a read that broke off",
        "The connection was lost or the time limit was over, and a part of the rows is "
        "never judged as if it were all.",
        '# [sources.calls]\n# time_limit = "1s"',
        '# [sources.calls]\n# time_limit = "10m"',
    ),
    Code(
        "E4027",
        "an address or secret that the environment does not hold",
        "Addresses of databases and keys of stores stand in the environment, never in "
        "a file.",
        "# upheld check",
        "# CALLS_URI=postgresql://reader@db.example.org/support upheld check",
    ),
    Code(
        "E4028",
        "a package that a connector needs and that is not installed",
        "Drivers of databases come with extras.",
        '# [sources.calls]\n# kind = "postgresql"',
        "# pip install 'upheld[pg]'",
    ),
    Code(
        "E4029",
        "a read that a database or store refuses",
        "Reading is read-only: a query is one SELECT that changes nothing.",
        '# [sources.calls]\n# query = "DELETE FROM calls RETURNING *"',
        '# [sources.calls]\n# query = "SELECT * FROM calls"',
    ),
)

#: Rows that cannot be told apart, windows that cannot be counted.
_ROWS = (
    Code(
        "E4030",
        "rows with the same identity that differ",
        "Exact repeats count once; of two rows that differ only one can be true.",
        _CALLS + "  identified by id",
        _CALLS + "  identified by id\n  latest by updated_at",
    ),
    Code(
        "E4031",
        "rows that stay tied",
        "`latest by` needs an order with a last row.",
        _CALLS + "  identified by id\n  latest by updated_at",
        _CALLS + "  identified by id\n  latest by updated_at, version",
    ),
    Code(
        "E4032",
        "more rows that cannot be read than allowed",
        "`reject above` says how many are too many to trust the rest.",
        _CALLS + "  reject above 1%",
        _CALLS + "  reject above 5%",
    ),
    Code(
        "E4040",
        "more windows than anyone could read",
        "The period begins with the first event; one of the year 1900 is likely to be "
        "a mistake.",
        "standard s\n  90% of calls answered within 2m per 1m",
        "standard s\n  90% of calls answered within 2m per day",
    ),
    Code(
        "E4050",
        "a stored baseline in another unit",
        "The standard was changed since the baseline was stored, and its values no "
        "longer compare.",
        "standard s\n"
        "  average wait of calls at most 5% above baseline 2025-Q1 per quarter\n"
        "# where the stored `s` is a share",
        "standard waits\n"
        "  average wait of calls at most 5% above baseline 2025-Q1 per quarter",
    ),
    Code(
        "E4090",
        "something that the engine could not do",
        "Memory, time or a number beyond its limits; the engine's own words stand "
        "below the message.",
        _CALLS + "  size is width * height  # both of 16 digits",
        _CALLS + "  size is width * height  # in a larger unit",
    ),
    Code(
        "E4091",
        "a part of the language that the engine does not run",
        "Spark would answer it otherwise than DuckDB, so it is refused before anything "
        "runs; docs/spark.md lists what differs.",
        'standard s\n  at most 1% of calls where topic matches "\\p{Greek}" per week',
        'standard s\n  at most 1% of calls where topic matches "[a-z]" per week',
    ),
    Code(
        "E4092",
        "a cluster that cannot be reached, or went away",
        "What was judged before keeps its verdict; the other standards are in error.",
        "upheld check --engine spark --spark-remote sc://localhost:1",
        "upheld check --engine spark --spark-remote sc://localhost:15002",
    ),
)

DATA = (*_COLUMNS, *_SOURCES, *_ROWS)
