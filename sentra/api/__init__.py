"""The API for programs: parse, call, answer."""
