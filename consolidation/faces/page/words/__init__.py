"""Every word the page says."""
