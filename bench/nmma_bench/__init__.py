"""What is claimed of the fitter, measured: against NMMA's own command line, and against known truths."""

# Before numpy is: it sets one thread per fit, which a benchmark that fits in its own process needs too.
import nmma_fitter  # noqa: F401
