"""Light-curve models, each computed at many points of the prior at once."""
