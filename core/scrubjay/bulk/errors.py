"""What stops a run before it starts, or while it goes on."""


class RunError(ValueError):
    """A run that cannot start or go on; the message says why and what to do about it."""
