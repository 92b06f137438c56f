"""How readings are compared with truth: text, grids, facts, forms."""
