"""What people do with what is under way: referrals and the directory, one module per act."""
