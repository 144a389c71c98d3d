"""Papers of rounds as PDF: the decree, and the lease of each stall."""
