"""A lively centre that does not exist: the same seed always makes the same one."""
