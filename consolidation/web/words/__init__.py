"""Every word a visitor reads, in one folder: labels and messages, levers, events as sentences, how a firm ended."""
