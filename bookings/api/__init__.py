"""The REST API of rooms and bookings: parse, call, answer."""
