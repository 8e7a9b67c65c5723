"""The industry as a Mesa model; nothing else here imports Mesa."""
