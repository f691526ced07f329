"""What people do in care, one module per act."""
