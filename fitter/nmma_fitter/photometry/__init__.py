"""The light curve and its bands."""
