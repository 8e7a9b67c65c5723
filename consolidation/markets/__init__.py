"""Where bids become outcomes: power, hardware, the Bitcoin network, AI leases, capital, takeovers."""
