"""/putaran: stall rounds, for everybody, for applicants and for the office."""
