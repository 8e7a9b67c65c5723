"""The speed and memory this project claims, runnable by anyone: `python -m benchmarks`."""
