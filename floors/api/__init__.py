"""The API of floors, stalls and tenancies."""
