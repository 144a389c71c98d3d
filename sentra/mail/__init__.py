"""How letters leave: to a mail server, or into a folder where none is set."""
