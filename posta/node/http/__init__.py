"""Requests and responses as bytes: bounds, hosts, cookies, redirects."""
