"""The same policies by other means, for the same outcomes and the same cents, without a trace."""
