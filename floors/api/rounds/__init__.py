"""/api/v1/rounds: stall rounds for programs."""
