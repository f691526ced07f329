"""The screens of signals: recording one in seconds, the lists of them, one of them with its course and next acts."""
