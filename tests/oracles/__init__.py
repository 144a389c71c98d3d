"""Programs not written by us that say what is right; each runs in a process of its own."""
