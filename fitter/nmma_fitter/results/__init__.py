"""The contents of a result: summary, quality and warnings."""
