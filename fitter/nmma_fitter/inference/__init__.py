"""Finds the evidence and the posterior of a fit."""
