"""Claims by the million: tables in, tables out, in flat memory. Needs the extra `bulk`."""
