"""Plumbing between HTTP and Sentra: who asks, may they, in which language, and how it is shown."""
