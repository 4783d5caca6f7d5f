"""The simulated contact centre: tables of any size, and the faults planted in them.

`write.make_world` writes Parquet files, a policy that judges them, and `truth.json`,
which says what the policy must find. A stream (`streams.Stream`) is rows planned day by
day in SQL; every draw is a hash of the row's number (`draws`), so that a row is the
same however many rows are made at once, or in which order.
"""
