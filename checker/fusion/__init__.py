"""Many tallies from one scan: the plan, its queries, and what is counted by them."""
