"""One module per page of the site: its values for its template."""
