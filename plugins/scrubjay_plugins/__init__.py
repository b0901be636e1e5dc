"""The kinds of policy that ship with ScrubJay, one module a subject."""
