"""The benchmark suite: upheld beside what a user would do instead.

    make bench-tools      environments of the other tools, once
    make bench            measures what is there, writes benchmarks/results/

`workloads.py` says what is judged, once as sentences and once as data; every contender
is made from one of the two, and its table of verdicts is compared before its time
counts. docs/performance.md says how to read what comes out.
"""
