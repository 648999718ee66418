"""Made-up transients for the demo and the tests, drawn from NMMA's own models."""
