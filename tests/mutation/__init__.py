"""Whether the tests would notice a wrong rule: small errors are planted in the rules, one at a time, and each must be found.

The rules are those whose error nobody sees: who may do what, what a value may be at most, which compartment an answer is
sealed in. `guarded.toml` names their modules, the tests that guard each, and the changes that change nothing, with the
reason. `make mutants` tries all of them; the suite tries a sample (`test_mutants`).
"""
