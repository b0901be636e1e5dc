"""Write the beginnings of packs and of distributions: `scrubjay pack new`."""

from scrubjay.scaffold.making import Plan, ScaffoldError, plan, write

__all__ = ["Plan", "ScaffoldError", "plan", "write"]
