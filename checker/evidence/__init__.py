"""Evidence: what a run rests on, in one bundle that can be checked and signed later."""
