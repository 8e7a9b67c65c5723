"""What nobody in the model decides: Bitcoin, policy, the demand for AI."""
