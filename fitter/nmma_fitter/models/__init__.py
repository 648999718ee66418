"""NMMA's light-curve models, each evaluated for many points of the prior at once."""
