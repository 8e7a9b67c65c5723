"""Who decides: small miners, majors, AI buyers, rig vendors. A rule here writes bids and orders, never another agent's row."""
