"""What each part of a page shows, as plain rows."""
