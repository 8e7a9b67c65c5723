"""Every payment, and the identities they have to meet every week."""
