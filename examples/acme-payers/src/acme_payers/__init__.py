"""What Acme adds to ScrubJay: kinds of policy, and a payer pack."""
