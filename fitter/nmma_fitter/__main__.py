"""`python -m nmma_fitter run FOLDER`."""

import sys

from nmma_fitter.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
