"""Builds the fictional disclosures in `samples/` together with their truth."""
