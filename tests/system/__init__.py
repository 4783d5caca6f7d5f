"""Tests that need more than Python: a browser, Node, fonts, servers.

`make test-system` runs them, `.ci/system` installs what they need. A part that is not
there fails its test.
"""
