"""What nobody in the model decides: the Bitcoin price, policy, AI demand, the rest of the world."""
