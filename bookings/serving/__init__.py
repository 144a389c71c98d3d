"""Sending calendar feeds: what is kept of them in a process, and until when that is true."""
