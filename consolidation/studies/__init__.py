"""Many runs: sweeps, pairs, validation, limit cases."""
