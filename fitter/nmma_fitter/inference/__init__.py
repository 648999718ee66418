"""How the evidence and the posterior of one fit are found."""
