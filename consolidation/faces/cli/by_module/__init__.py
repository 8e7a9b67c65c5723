"""Commands that are modules of the package's root by name: `python -m consolidation.warm_up`."""
