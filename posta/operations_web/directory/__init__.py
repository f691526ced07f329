"""The screens of the directory: look a partner up, add one, say what is known of it today."""
