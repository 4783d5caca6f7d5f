"""`upheld lint`: what a standard leaves unsaid, says vaguely, or says in vain.

`text` finds vague wording with the lexicons of four languages; `rules` hold the other
rules, each a function from a policy to findings (a `Diagnostic` with a code L0xxx);
`ignores` reads the comments that set a rule aside, each with its reason.
"""
