"""Models compared layer by layer, whatever they were written as: normal form, alignment, what accounts for a gap."""
