"""What a page says besides its subject: messages, alerts in words, the health of the post."""
