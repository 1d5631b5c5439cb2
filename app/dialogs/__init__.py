"""Windows that ask and close again."""
