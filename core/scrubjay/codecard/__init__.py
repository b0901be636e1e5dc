"""The card of a code, gathered from a payer's policies.

Nothing here knows what a policy is about. Each kind may contribute (`scrubjay.card`); what one does not
contribute is still listed, with its versions, sources and what it cannot express, wherever its policy
speaks about the code.
"""

from scrubjay.codecard.known import known_codes, newest, ruled_codes
from scrubjay.codecard.making import make_card
from scrubjay.codecard.model import Card, CardPolicy, CardTable

__all__ = ["Card", "CardPolicy", "CardTable", "known_codes", "make_card", "newest", "ruled_codes"]
