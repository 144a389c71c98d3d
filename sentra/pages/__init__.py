"""Pages for people: parse, call, render."""
