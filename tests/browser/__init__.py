"""A package, unlike other folders of tests: fixtures of this scope end when the last test of the folder has run."""
