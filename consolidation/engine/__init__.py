"""How rules run: compiled, cached, drawn from keyed luck. Knows nothing of Bitcoin."""
