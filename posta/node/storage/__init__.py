"""What is on this computer's disk: the encrypted database, private files, the side file, backups."""
