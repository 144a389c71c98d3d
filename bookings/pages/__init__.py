"""Pages of rooms and bookings: parse, call, render."""
