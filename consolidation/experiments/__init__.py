"""Many runs: sweeps over designs, comparison with the same luck, attribution to causes, findings."""
