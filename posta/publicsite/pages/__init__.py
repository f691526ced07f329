"""One file per page of the site: what it shows, as finished values for its template."""
