"""What firms and the rest of the world hold: sites, machines, coins and credit."""
