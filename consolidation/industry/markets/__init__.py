"""Where decisions meet and become outcomes."""
