"""What a result says of a fit."""
