"""What is done to rounds and in them: one transaction each."""
