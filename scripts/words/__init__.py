"""Words of the interface: numbers, units, dates, addresses, citations, in both languages."""
