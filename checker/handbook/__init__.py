"""Policies for people who never see a `.std` file: handbook, and what changed in it.

`entries` and `terms` put standards into plain language, `differences` what two versions
of them tell apart; both make a `page.Page`, which `markdown` and `html` write down.
"""
