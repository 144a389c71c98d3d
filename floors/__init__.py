"""Space and who holds it: plan, stalls, tenancies."""
