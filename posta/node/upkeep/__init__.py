"""What is looked after by itself: daily backups, integrity, health."""
