"""`python -m consolidation`."""

from .faces.cli.app import main

main()
