"""JSON Schemas of ScrubJay's documents, in versioned folders that never change once released."""
