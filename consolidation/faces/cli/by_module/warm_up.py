"""`python -m consolidation.warm_up`: compile the model ahead of its first use."""

from consolidation.industry.warm_up import main

if __name__ == "__main__":
    main()
