"""`python -m consolidation`."""

from .cli import main

main()
