"""The Django database backend for SQLCipher: the stock SQLite backend on an encrypted file."""
