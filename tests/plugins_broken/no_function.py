"""Names a list as a hook is named."""

scrubjay_kinds: list[type] = []
