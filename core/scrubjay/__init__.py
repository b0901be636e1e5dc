"""ScrubJay: a declarative rules engine for therapy claims."""

from scrubjay._version import __version__

__all__ = ["__version__"]
