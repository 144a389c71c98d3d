"""Time in rooms: bookings, rules, availability, calendars."""
