"""Run the command line with ``python -m plandiff``."""

from plandiff.cli import main

main()
