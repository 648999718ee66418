"""What is claimed of the fitter, measured: against NMMA's own command line, and against known truths."""
